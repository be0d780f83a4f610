// ingest.*: files on disk become a version.
import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { FileFacts, LayerFact, PortFact, Safety, VersionDetail } from './entities.js';
import { AliasName, Bytes, JsonObject, Metrics, Name, Progress, Override } from './primitives.js';

/**
 * Where bytes come from. The window holds only grants: opaque handles for paths a person dropped or chose, given out by
 * the main process. `paths` is refused at the window's door with `forbidden`.
 */
export const Source = z.union([z.object({ grant: z.string().min(16) }), z.object({ paths: z.array(z.string().min(1)).min(1) })]);
export type Source = z.infer<typeof Source>;

export const PlanFile = z.object({
  /** Path inside the artifact. */
  path: z.string(),
  bytes: Bytes,
  format: z.string().nullable(),
});

/** What would happen. Reads headers and the stat cache only: under a second whatever the size. */
export const IngestPlan = z.object({
  /** The first 500 files in canonical order. */
  files: z.array(PlanFile),
  fileCount: z.number().int(),
  bytes: Bytes,
  /** Bytes that must be read; the rest are files seen before and unchanged. */
  bytesToRead: Bytes,
  /** True where the file system shares the bytes with the originals. */
  clones: z.boolean(),
  /** Disk bytes this will take. */
  extraBytes: Bytes,
  free: Bytes,
  facts: z.array(FileFacts),
  proposal: z.object({
    name: z.string(),
    type: z.string(),
    project: z.string(),
    description: z.string(),
    metrics: Metrics,
    config: JsonObject,
    metadata: JsonObject,
  }),
  /** Versions that hold exactly these bytes already, where that is known without reading. */
  same: z.array(z.object({ ref: z.string(), label: z.string(), name: z.string() })),
  /** What stands in the way or deserves a word; an `error` blocks logging. */
  notices: z.array(z.object({ level: z.enum(['info', 'warning', 'error']), path: z.string().nullable(), message: z.string() })),
});
export type IngestPlan = z.infer<typeof IngestPlan>;

export const LogInput = z.object({
  source: Source.optional(),
  /** References: kept by URI, no bytes copied. */
  references: z.array(z.object({ uri: z.string().min(1), path: z.string().optional(), size: Bytes.optional(), etag: z.string().optional() })).default([]),
  name: Name,
  type: z.string().min(1).max(64).default('model'),
  project: Name.optional(),
  entity: Name.optional(),
  aliases: z.array(AliasName).default([]),
  description: z.string().max(100_000).default(''),
  metadata: JsonObject.default({}),
  metrics: Metrics.default({}),
  config: JsonObject.default({}),
  tags: z.array(z.string().min(1).max(64)).default([]),
  /** References of the versions this one was made from. */
  inputs: z.array(z.string()).default([]),
  /** path as planned -> path inside the artifact. */
  rename: z.record(z.string(), z.string()).default({}),
  /** Planned paths to leave out. */
  exclude: z.array(z.string()).default([]),
  /** Key of a run that is going on; without it a one-shot run is made. */
  run: z.string().optional(),
  /** What the caller knows of its own rows of that run: writer -> rows logged so far. Other writers count as received. */
  historyRows: z.record(z.string(), z.number().int().nonnegative()).optional(),
  /** Whether to look for the code in the folder the files lie in. A run that is named has its own. */
  captureCode: z.boolean().default(true),
  note: z.string().max(10_000).optional(),
  /** Why its aliases are to move against their policies. @throws policy_blocked without it; nothing is logged then */
  override: Override.optional(),
  /** Registered model to link the version to, in the same transaction: `[[entity/]project/]name`. */
  link: z.string().min(1).max(1000).optional(),
});
export type LogInput = z.infer<typeof LogInput>;

export const LogEvent = z.discriminatedUnion('event', [
  z.object({ event: z.literal('progress'), progress: Progress }),
  z.object({
    event: z.literal('done'),
    version: VersionDetail,
    /** False when these bytes already were a version of the collection. */
    created: z.boolean(),
    /** `entity/project/name` of artifacts of others that have the name for which a new one was made. */
    beside: z.array(z.string()),
    method: z.enum(['clone', 'copy', 'known', 'reference']),
    bytesRead: Bytes,
    bytesAdded: Bytes,
  }),
]);
export type LogEvent = z.infer<typeof LogEvent>;

export const Inspection = z.object({
  format: z.string().nullable(),
  framework: z.string().nullable(),
  parameters: z.number().int().nullable(),
  tensors: z.array(z.object({ name: z.string(), dtype: z.string(), shape: z.array(z.number()), bytes: Bytes })),
  metadata: z.record(z.string(), z.string()),
  safety: Safety,
  frameworkVersion: z.string().nullable(),
  architecture: z.string().nullable(),
  layers: z.array(LayerFact),
  layerCount: z.number().int(),
  inputs: z.array(PortFact),
  outputs: z.array(PortFact),
  bytes: Bytes,
  problem: z.string().nullable(),
});
export type Inspection = z.infer<typeof Inspection>;

export const ingestContract = {
  plan: oc.input(z.object({ source: Source, project: z.string().optional(), name: z.string().optional() })).output(IngestPlan),
  /** Keeps the bytes, then commits the version in one transaction. Ending the iteration early cancels and leaves nothing behind. */
  log: oc.input(LogInput).output(eventIterator(LogEvent)),
  inspect: oc.input(z.object({ source: Source })).output(Inspection),
  /** What a name would become: the next number, who holds the name, why it cannot be used. */
  checkName: oc
    .input(z.object({ name: z.string(), project: z.string().optional(), entity: z.string().optional() }))
    .output(z.object({ valid: z.boolean(), problem: z.string().nullable(), collection: z.object({ id: z.string(), type: z.string(), latest: z.string().nullable() }).nullable(), next: z.string() })),
};
