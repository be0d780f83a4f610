// The closed-but-growing list of op kinds: what each body holds. Written once, kept for ever: a field may be added, never
// renamed or given another meaning. Kinds that are not listed here are stored, chained and forwarded unread.
import { z } from 'zod';
import { SafetyLevel } from '../../../shared/contract/entities.js';
import { Actor, Bytes, Digest, Id, Json, JsonObject, Metrics, Millis } from '../../../shared/contract/primitives.js';

/** BLAKE3 (64 hex) of the canonical JSON of an op: its identity. */
export const OpHash = Id;

/** 16 hex digits: 48-bit milliseconds, 16-bit counter. Sorts as text. */
export const Hlc = z.string().regex(/^[0-9a-f]{16}$/);

/** What can be described, tagged, deleted. */
export const Subject = z.object({ kind: z.enum(['entity', 'project', 'collection', 'version', 'run', 'link', 'registry']), id: z.string().min(1) });
export type Subject = z.infer<typeof Subject>;

export const Git = z.object({
  remote: z.string().optional(),
  commit: z.string().optional(),
  branch: z.string().optional(),
  dirty: z.boolean().optional(),
  /** Blob: the uncommitted changes as a patch. */
  diff: Digest.optional(),
  /** Blob: what the capture found and whether it restores (code/FORMAT.md). */
  capture: Digest.optional(),
  /** Blob: the files that no commit holds. */
  files: Digest.optional(),
});
export const RunState = z.enum(['finished', 'failed', 'crashed']);

const RowCounts = z.record(z.string(), z.number().int().nonnegative());

/** Fields of a run that later ops may overwrite, one register each: `config.<key>`, `summary.<key>` or a plain field. */
const RunFields = z.record(z.string().regex(/^(config\..+|summary\..+|name|notes|group|jobType|git|environment)$/s), Json);

/** Of the facts of a file, what lists, search and policies need without its facts blob. Absent: facts by an older build. */
export const FactsBrief = z.object({
  format: z.string().max(64),
  framework: z.string().max(64).optional(),
  parameters: z.number().int().nonnegative().optional(),
  /** Without spaces, those with most bytes first. */
  dtypes: z.array(z.string().max(32).regex(/^\S+$/)).max(16),
  safety: SafetyLevel,
});
export type FactsBrief = z.infer<typeof FactsBrief>;

/** kind -> body. Registers, sets and edges that each writes are in fold.ts. */
export const OP_BODIES = {
  'entity.create': z.object({ entity: Id, name: z.string(), form: z.enum(['person', 'team']) }),
  'entity.rename': z.object({ entity: Id, name: z.string() }),
  /** The entity went to another registry; references are forwarded there. */
  'entity.move': z.object({ entity: Id, to: z.string() }),
  'project.create': z.object({ project: Id, entity: Id, name: z.string() }),
  'project.rename': z.object({ project: Id, name: z.string() }),
  'project.move': z.object({ project: Id, entity: Id }),
  'collection.create': z.object({ collection: Id, project: Id, name: z.string(), type: z.string(), form: z.enum(['artifact', 'registered']) }),
  'collection.rename': z.object({ collection: Id, name: z.string() }),
  'collection.move': z.object({ collection: Id, project: Id }),
  /** The collection's names resolve in this project too: a link was made to it under that project. */
  'collection.synonym': z.object({ collection: Id, project: Id }),

  'run.start': z.object({ run: Id, project: Id, key: z.string(), name: z.string(), jobType: z.string(), oneShot: z.boolean().optional(), config: JsonObject.optional(), git: Git.optional(), environment: JsonObject.optional(), group: z.string().optional(), notes: z.string().optional(), /** When it began, where that was not now; null: what it was read from records no times. */ began: Millis.nullable().optional() }),
  'run.update': z.object({ run: Id, set: RunFields }),
  'run.finish': z.object({ run: Id, state: RunState, /** When it ended, where that was not now. */ ended: Millis.optional() }),
  /** A run that had ended goes on. Observes the ends it undoes. */
  'run.resume': z.object({ run: Id }),

  version: z.object({ version: Id, collection: Id, digest: Digest, bytes: Bytes, files: z.number().int().nonnegative() }),
  /** A log edge: this run logged this version. Its id is the op's hash. Observes the edge that was latest in the collection. */
  log: z.object({
    version: Id,
    collection: Id,
    run: Id,
    /** Of each writer of the run, the count of its rows at that moment ... */
    historyRows: RowCounts.optional(),
    /** ... and at the edge before, as the device that logged knew it. Absent writers: 0. */
    historyFrom: RowCounts.optional(),
    /** Metrics said with the version itself; they stand over what the rows say. */
    given: Metrics.optional(),
  }),
  /** This run read this version. */
  use: z.object({ run: Id, version: Id, collection: Id, as: z.string().optional() }),
  /**
   * A number of a version or link inside its collection; final unless a claim says otherwise. `claim` is the hash of the claim record;
   * at its first number `block` says in which remote it stands (by the hash of `config`), and how many numbers it covers.
   */
  number: z.object({ collection: Id, version: Id, number: z.number().int().nonnegative(), claim: Id.optional(), block: z.object({ remote: Id, count: z.number().int().positive() }).optional() }),
  /** A version in a registered model. Link id: hash of (model, version). Observes the link that was latest. */
  link: z.object({ link: Id, model: Id, version: Id, run: Id.optional(), note: z.string().optional() }),
  /** Observes the link ops it undoes. */
  unlink: z.object({ link: Id, model: Id, version: Id, note: z.string().optional() }),

  /** `target` is a version of the collection, or a link of the model. Observes the heads it replaces. */
  'alias.move': z.object({ collection: Id, alias: z.string(), target: Id, note: z.string().optional() }),
  'alias.remove': z.object({ collection: Id, alias: z.string(), note: z.string().optional() }),
  /** Carries a move that holds a place in the sequence of a protected alias: see moveRecord.ts. Carried twice, it is one move. */
  'alias.sequence': z.object({ record: JsonObject }),
  /** A move of a protected alias that asks for its place, where one device gives them (mode `single`). It counts once that has decided. */
  'alias.propose': z.object({ record: JsonObject }),
  /** Decides about a move that asked, and carries it: its place in the sequence, or null for one that came too late and is a challenge. */
  'alias.place': z.object({ record: JsonObject, k: z.number().int().nonnegative().safe().nullable() }),
  'tag.add': z.object({ subject: Subject, tag: z.string() }),
  /** Observes the adds it undoes; an add it did not see wins. */
  'tag.remove': z.object({ subject: Subject, tag: z.string() }),
  /** Overwrites one field: `description`, `metadata`, `card`, `title`, `headline` ... */
  describe: z.object({ subject: Subject, field: z.string().min(1), value: Json }),
  /** Observes the log edges, links, uses and aliases of its target; one that it did not observe wins. */
  delete: z.object({ subject: Subject, note: z.string().optional(), /** What all deletions of one run of a rule share. */ batch: z.string().min(1).max(100).optional() }),
  /** Observes the deletes it undoes. */
  restore: z.object({ subject: Subject, note: z.string().optional() }),

  /** A sealed part of a run's history: rows [from, to) of one writer. */
  'history.part': z.object({ run: Id, writer: z.string(), from: z.number().int().nonnegative(), to: z.number().int().nonnegative(), blob: Digest }),
  /** The metrics bound to one log edge. */
  metrics: z.object({ edge: OpHash, version: Id, values: Metrics }),
  /** Derived facts of a blob, themselves a blob. Outside the state hash: the parser may be better tomorrow. */
  facts: z.object({ blob: Digest, parser: z.string(), parserVersion: z.number().int().positive(), facts: Digest, brief: FactsBrief.optional() }),

  /** A model signature of a version's files: a Sigstore bundle, and the key it is by (PEM) where the bundle does not hold it. */
  signature: z.object({ version: Id, collection: Id, bundle: Digest, publicKey: z.string().max(10_000).optional() }),

  setting: z.object({ scope: z.string(), key: z.string(), value: Json }),
  /** Who gives numbers, and puts moves of protected aliases in sequence, in mode `single`. */
  role: z.object({ role: z.literal('numbering'), epoch: z.number().int().nonnegative(), device: z.string() }),
  /** First op of every device's chain: its key and name. */
  device: z.object({ device: z.string(), key: z.string().regex(/^[0-9a-f]{64}$/), name: z.string() }),
  /** Ends a device's chain for the others. */
  'device.remove': z.object({ device: z.string(), lastSeq: z.number().int().nonnegative() }),
  policy: z.object({ policy: z.string(), value: Json }),
  report: z.object({ report: z.string(), field: z.string(), value: Json }),
  view: z.object({ view: z.string(), value: Json }),
} as const;

export type OpKind = keyof typeof OP_BODIES;
export type OpBody<K extends OpKind> = z.infer<(typeof OP_BODIES)[K]>;
export const OP_KINDS = Object.keys(OP_BODIES) as OpKind[];

/** Where a re-issued op came from, when an entity moved between registries. */
export const Origin = z.object({ registry: z.string(), op: OpHash, actor: Actor, at: Millis });

/** The envelope. Hashed as canonical JSON (RFC 8785) with exactly these keys; `origin` and `replaces` only where present. */
export const Op = z.object({
  registry: z.string(),
  device: z.string(),
  /** 0, 1, 2 ... in the device's chain of this registry. */
  seq: z.number().int().nonnegative().safe(),
  /** Hash of the op before it in the chain; null for seq 0. */
  prev: OpHash.nullable(),
  hlc: Hlc,
  actor: Actor,
  at: Millis,
  kind: z.string().min(1).max(64),
  /** Version of the body's shape for this kind. */
  v: z.number().int().positive(),
  /** Hashes of the ops this one has seen and replaces. Sorted. */
  observed: z.array(OpHash),
  body: JsonObject,
  origin: Origin.optional(),
  /** Hash of the op this one re-issues after a device took a new identity. */
  replaces: OpHash.optional(),
});
export type Op = z.infer<typeof Op>;

/** What a command hands to the op log; the log fills in the rest inside its transaction. */
export type OpDraft = { [K in OpKind]: { readonly kind: K; readonly body: OpBody<K>; readonly observed?: readonly string[] } }[OpKind];
