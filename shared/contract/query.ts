// The query language as doors see it: what can be asked for, the fields there are, and what an explanation and a page look like.
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { AliasBadge, CollectionRow, RunRow, VersionRow } from './entities.js';
import { Id } from './primitives.js';

/** What a query lists. `models` are registered models, `collections` the artifacts. */
export const QueryTarget = z.enum(['versions', 'models', 'collections', 'runs']);
export type QueryTarget = z.infer<typeof QueryTarget>;

interface QueryField {
  /** One line of help. */
  readonly about: string;
  readonly example: string;
  readonly of: readonly QueryTarget[];
}

const versions = ['versions'] as const;
const named = ['versions', 'models', 'collections'] as const;
const all = ['versions', 'models', 'collections', 'runs'] as const;
const logged = ['versions', 'runs'] as const;

/** Every field, for help and completion. A metric has no field: `acc>0.9` asks for the metric `acc`. */
export const QUERY_FIELDS = {
  name: { about: 'part of the name', example: 'name:mnist', of: all },
  type: { about: 'type of the artifact', example: 'type:model', of: named },
  project: { about: 'project it is in', example: 'project:vision', of: all },
  entity: { about: 'person or team that owns it', example: 'entity:mira', of: all },
  alias: { about: 'an alias it has', example: 'alias:production', of: named },
  tag: { about: 'a tag', example: 'tag:vision', of: named },
  in: { about: 'the model or artifact it is in', example: 'in:"MNIST digits"', of: versions },
  trained_on: { about: 'an input of the run that logged it', example: 'trained_on:mnist:v3', of: logged },
  params: { about: 'number of parameters', example: 'params<1B', of: versions },
  dtype: { about: 'type of its tensors', example: 'dtype:bf16', of: versions },
  format: { about: 'file format', example: 'format:safetensors', of: versions },
  framework: { about: 'framework that wrote it', example: 'framework:pytorch', of: versions },
  safety: { about: 'what the scan found: clean, unknown, suspicious, dangerous', example: 'safety:clean', of: versions },
  size: { about: 'bytes of all files', example: 'size<2GB', of: versions },
  files: { about: 'number of files', example: 'files>1', of: versions },
  number: { about: 'version number', example: 'number>=3', of: versions },
  digest: { about: 'start of the digest', example: 'digest:b3:5e0a', of: versions },
  config: { about: 'a hyper-parameter of the run', example: 'config.lr<0.01', of: logged },
  run: { about: 'name or key of the run', example: 'run:brisk-otter', of: logged },
  state: { about: 'running, finished, failed or crashed', example: 'state:failed', of: ['runs'] },
  job: { about: 'job type', example: 'job:train', of: ['runs'] },
  by: { about: 'part of the name or e-mail of who made it', example: 'by:mira', of: logged },
  versions: { about: 'number of versions', example: 'versions>5', of: ['models', 'collections'] },
  after: { about: 'on or after a day (UTC), or so long ago', example: 'after:2026-01-01', of: all },
  before: { about: 'before a day (UTC)', example: 'before:30d', of: all },
  has: { about: 'metrics, metric.NAME, tags, aliases, description, inputs, tensors, links', example: 'has:metrics', of: named },
  is: { about: 'linked, contested, deleted, provisional', example: 'is:linked', of: named },
} as const satisfies Record<string, QueryField>;
export type QueryFieldName = keyof typeof QUERY_FIELDS;

/** What is wrong with a part of a query: where it stands in the text, and what to write. */
export const QueryProblem = z.object({ at: z.number().int(), length: z.number().int(), message: z.string() });
export type QueryProblem = z.infer<typeof QueryProblem>;

export const QueryExplanation = z.object({
  of: QueryTarget,
  /** The whole query as one sentence. */
  words: z.string(),
  /** Each part: where it stands, and what it asks for. */
  parts: z.array(z.object({ at: z.number().int(), length: z.number().int(), words: z.string() })),
  /** Not empty: the query cannot be run as it stands. */
  problems: z.array(QueryProblem),
});
export type QueryExplanation = z.infer<typeof QueryExplanation>;

/** A version that a query found; with what registered models call it. */
export const FoundVersion = VersionRow.extend({
  models: z.array(z.object({ model: Id, name: z.string(), label: z.string(), aliases: z.array(AliasBadge) })),
});
export type FoundVersion = z.infer<typeof FoundVersion>;

const page = <T extends z.ZodType, K extends QueryTarget>(of: K, row: T) =>
  z.object({
    of: z.literal(of),
    /** Newest first. */
    rows: z.array(row),
    /** Opaque; null at the end. */
    next: z.string().nullable(),
    /** All that match, on whatever page. */
    total: z.number().int(),
    words: z.string(),
  });

export const QueryPage = z.discriminatedUnion('of', [page('versions', FoundVersion), page('models', CollectionRow), page('collections', CollectionRow), page('runs', RunRow)]);
export type QueryPage = z.infer<typeof QueryPage>;

const QueryText = z.string().max(2000);

export const queryContract = {
  /**
   * What matches a query, newest first, by keyset; an empty query is everything. `within` is a collection or model, of which
   * versions are listed: of a model under the model's own numbers and aliases.
   * @throws invalid_input with `details.problems`
   */
  query: oc
    .input(z.object({ text: QueryText, of: QueryTarget.default('versions'), within: Id.optional(), cursor: z.string().nullable().default(null), limit: z.number().int().min(1).max(1000).default(50) }))
    .output(QueryPage),
  /** A query in words, as it is typed. Never refuses a text; what is wrong is in `problems`. */
  explain: oc.input(z.object({ text: QueryText, of: QueryTarget.default('versions') })).output(QueryExplanation),
};

/** A saved query: a smart collection. What is in it is asked anew each time. */
export const SavedView = z.object({
  id: Id,
  name: z.string(),
  text: z.string(),
  of: QueryTarget,
  /** What the query means, in words. */
  words: z.string(),
  /** How many match now; null where the query cannot be run (any more): `problems` say why. */
  count: z.number().int().nullable(),
  problems: z.array(QueryProblem),
});
export type SavedView = z.infer<typeof SavedView>;

const ViewName = z.string().trim().min(1).max(128);

/** Smart collections. The feed touches the scope `views` when one is saved or removed; counts change with anything they count. */
export const viewsContract = {
  /** By name, each with its present count. */
  list: oc.output(z.array(SavedView)),
  /** Saves a query under a name; with `id` it changes that one. @throws name_taken, invalid_input with `details.problems`, not_found */
  save: oc.input(z.object({ id: Id.optional(), name: ViewName, text: QueryText, of: QueryTarget.default('versions') })).output(SavedView),
  /** @throws not_found */
  remove: oc.input(z.object({ id: Id })).output(z.object({ id: Id, name: z.string() })),
};
