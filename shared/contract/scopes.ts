// Scopes: the units in which the page holds rows, and the feed that keeps them true. See electron/engine/serve/FEED.md.
import { z } from 'zod';
import { RunDetail, RunMark } from './runs.js';
import { CollectionRow, HistoryRow, ProjectRow, RunRow, VersionDetail, VersionRow } from './entities.js';

/** scope kind -> row schema, key of a row, and order (greatest first by `order`, then key). */
export const SCOPES = {
  /** All projects. */
  projects: ProjectRow,
  /** All collections of all projects, newest change first. */
  collections: CollectionRow,
  /** `versions:<collection id>`: the versions of one collection, newest first. */
  versions: VersionRow,
  /** `version:<version id>`: one row, the version page. */
  version: VersionDetail,
  /** `runs`: all runs, newest first. */
  runs: RunRow,
  /** `run:<run id>`: one row, the run page. */
  run: RunDetail,
  /** `history:<run id>`: one small row, how far its rows have come; changes with every row. */
  history: RunMark,
  /** `recent`: newest history first. */
  recent: HistoryRow,
} as const;
export type ScopeKind = keyof typeof SCOPES;
export type ScopeRow<K extends ScopeKind> = z.infer<(typeof SCOPES)[K]>;

/** `collections`, `versions:<id>`, ... */
export const ScopeName = z.string().regex(/^(projects|collections|runs|recent|(versions|version|run|history):[0-9a-f]{64})$/);
export type ScopeName = z.infer<typeof ScopeName>;

export const ScopeItem = z.object({
  key: z.string(),
  /** Sort weight inside the scope, descending; equal weights by key ascending. */
  order: z.number(),
  row: z.record(z.string(), z.unknown()),
});
export type ScopeItem = z.infer<typeof ScopeItem>;

export const ScopePage = z.object({
  epoch: z.string(),
  /** Change number at which the page was read; the feed goes on from there. */
  seq: z.number().int(),
  items: z.array(ScopeItem),
  /** Opaque cursor of the next page; null at the end. */
  next: z.string().nullable(),
  /** Rows in the whole scope. */
  total: z.number().int(),
});
export type ScopePage = z.infer<typeof ScopePage>;

/** What the feed sends. A batch is applied in one transaction together with its cursor; applying it twice changes nothing. */
export const FeedBatch = z.discriminatedUnion('kind', [
  /** First message, and again when history was cut: what is held must be read anew if the epoch differs. */
  z.object({ kind: z.literal('hello'), epoch: z.string(), seq: z.number().int() }),
  z.object({
    kind: z.literal('changes'),
    epoch: z.string(),
    seq: z.number().int(),
    /** Rows of held scopes: `row` null means it left the scope. */
    rows: z.array(z.object({ scope: ScopeName, key: z.string(), order: z.number(), row: z.record(z.string(), z.unknown()).nullable() })),
    /** Scopes that changed and are not held. */
    touched: z.array(z.string()),
  }),
]);
export type FeedBatch = z.infer<typeof FeedBatch>;
