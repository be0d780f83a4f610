// browse.*: scopes by page, the feed, search, queries and history.
import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { AliasBadge, HistoryRow } from './entities.js';
import { queryContract } from './query.js';
import { FeedBatch, ScopeName, ScopePage } from './scopes.js';
import { Millis } from './primitives.js';

export const SearchHit = z.object({
  kind: z.enum(['collection', 'version', 'run', 'project']),
  id: z.string(),
  title: z.string(),
  detail: z.string(),
  aliases: z.array(AliasBadge),
});
export type SearchHit = z.infer<typeof SearchHit>;

export const browseContract = {
  ...queryContract,
  /** A page of a scope, newest first, by keyset. `query` filters by name within it. */
  scope: oc
    .input(z.object({ scope: ScopeName, cursor: z.string().nullable().default(null), limit: z.number().int().min(1).max(1000).default(200), query: z.string().max(500).default('') }))
    .output(ScopePage),
  /** Changes from (epoch, seq) on. The scopes named are held: their rows travel; others are only touched. Ends with the iteration. */
  feed: oc.input(z.object({ epoch: z.string(), seq: z.number().int(), scopes: z.array(ScopeName).max(200) })).output(eventIterator(FeedBatch)),
  search: oc.input(z.object({ text: z.string().max(500), limit: z.number().int().min(1).max(100).default(20) })).output(z.object({ hits: z.array(SearchHit), total: z.number().int() })),
  history: oc
    .input(
      z.object({
        subject: z.string().optional(),
        alias: z.string().optional(),
        /** Part of a person's name or e-mail, in any case. */
        actor: z.string().max(320).optional(),
        /** A kind of operation, or the family before the dot: `alias`, `link`, `collection.rename`. */
        kind: z.string().max(64).optional(),
        /** Not after, and not before, these moments. */
        before: Millis.optional(),
        after: Millis.optional(),
        cursor: z.string().nullable().default(null),
        limit: z.number().int().min(1).max(1000).default(100),
      }),
    )
    .output(z.object({ rows: z.array(HistoryRow), next: z.string().nullable() })),
};
