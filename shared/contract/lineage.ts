// lineage.*: where a version came from and what came of it. Edges point the way data flows: version -> run that used it,
// run -> version it produced, version -> registered model it is linked to.
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { AliasBadge } from './entities.js';
import { Digest, Id, Millis } from './primitives.js';

/** What a lineage starts from: a version by reference, a run or a registered model by name or key; or the id of any. */
export const LineageStart = z.object({ ref: z.string().min(1).max(2000), kind: z.enum(['version', 'run', 'model']).optional() });
export type LineageStart = z.infer<typeof LineageStart>;

export const LineageDirection = z.enum(['up', 'down', 'both']);
export type LineageDirection = z.infer<typeof LineageDirection>;

/** What stays in the answer. What is left out is bridged: see the role `through`. All that are given have to hold. */
export const LineageFilter = z.object({
  /** Types of artifacts, job types of runs, or `run` for every run. One of them has to be it. */
  types: z.array(z.string().min(1).max(64)).max(50).default([]),
  /** Versions that hold one of these aliases, in their collection or in a registered model. `latest` counts. */
  aliases: z.array(z.string().min(1).max(128)).max(50).default([]),
  /** Logged, or started, not before and not after. */
  after: Millis.optional(),
  before: Millis.optional(),
});
export type LineageFilter = z.infer<typeof LineageFilter>;

/** One of a fold's members as it is drawn small. */
const FoldMember = z.object({ id: Id, ref: z.string(), state: z.string().nullable(), aliases: z.array(z.string()) });

export const LineageNode = z.object({
  /** Id of the version, run or model; `fold:...` for a cluster. */
  id: z.string(),
  kind: z.enum(['version', 'run', 'model', 'cluster']),
  /** `name:v7` of a version, name of a run or model; what a cluster holds. */
  ref: z.string(),
  name: z.string(),
  /** `v7` of a version, else empty. */
  label: z.string(),
  /** Type of the artifact or model, job type of the run. */
  type: z.string(),
  project: z.string(),
  entity: z.string(),
  /** Collection of a version. */
  collection: Id.nullable(),
  digest: Digest.nullable(),
  /** Key of a run. */
  key: z.string().nullable(),
  state: z.string().nullable(),
  /** The run was made by logging alone: a drop, or `cairn log` without a run. */
  oneShot: z.boolean(),
  /** Logged, or started; null while that has not arrived. */
  at: Millis.nullable(),
  aliases: z.array(AliasBadge),
  /** Registered models a version is linked to, with what they call it. */
  links: z.array(z.object({ model: Id, name: z.string(), label: z.string(), aliases: z.array(AliasBadge) })),
  /** Steps from the start. */
  depth: z.number().int().nonnegative(),
  side: z.enum(['start', 'up', 'down', 'around']),
  /** A tombstone: it was deleted. */
  deleted: z.boolean(),
  /** Some of its bytes are on this device. A run or model has none, and is here once it has arrived. */
  here: z.boolean(),
  /** False for what an operation names and no operation has told of yet. */
  arrived: z.boolean(),
  /** Neighbours that are not in the answer. */
  more: z.object({ up: z.number().int(), down: z.number().int() }),
  /** A cluster: how many it holds, how many of them failed, and the first of them. */
  fold: z.object({ count: z.number().int(), failed: z.number().int(), members: z.array(FoldMember) }).nullable(),
});
export type LineageNode = z.infer<typeof LineageNode>;

export const LineageEdge = z.object({
  from: z.string(),
  to: z.string(),
  /** `through`: what lies between was filtered out. */
  role: z.enum(['used', 'produced', 'linked', 'through']),
});
export type LineageEdge = z.infer<typeof LineageEdge>;

export const GraphInput = LineageStart.extend({
  direction: LineageDirection.default('both'),
  /** `direct`: what led here and what came of it. `complete`: also what those share with others. */
  scope: z.enum(['direct', 'complete']).default('direct'),
  /** Steps from the start; null for all. */
  depth: z.number().int().min(0).max(100_000).nullable().default(null),
  filter: LineageFilter.prefault({}),
  /** Siblings alike, more than this, are one cluster; 0 for none. */
  fold: z.number().int().min(0).max(10_000).default(0),
  /** Clusters that are open, and members taken out of one that is not. */
  open: z.array(z.string().max(80)).max(500).default([]),
  picked: z.array(Id).max(2000).default([]),
  /** Nodes whose neighbours are shown as well, beyond the depth. */
  grow: z.array(z.object({ id: Id, to: z.enum(['up', 'down']) })).max(500).default([]),
  /** Nodes beyond which nothing is followed that way; what is reached otherwise stays. */
  shut: z.array(z.object({ id: Id, to: z.enum(['up', 'down']) })).max(500).default([]),
  /** Nodes that are shown whatever the depth says: those of a path. */
  also: z.array(Id).max(2000).default([]),
  /** At most so many, nearest first. */
  limit: z.number().int().min(1).max(200_000).default(50_000),
});
export type GraphInput = z.infer<typeof GraphInput>;

export const LineageGraph = z.object({
  start: z.string(),
  nodes: z.array(LineageNode),
  edges: z.array(LineageEdge),
  /** Nodes found before folding; more than `limit` were cut. */
  found: z.number().int(),
  truncated: z.boolean(),
  /** What a filter may ask for: types and aliases of what was found, kept or not. */
  offered: z.object({ types: z.array(z.string()), aliases: z.array(z.string()) }).default({ types: [], aliases: [] }),
  /** Clusters that are open: which nodes they would hold. */
  opened: z.array(z.object({ id: z.string(), members: z.array(Id) })).default([]),
});
export type LineageGraph = z.infer<typeof LineageGraph>;

export const LineagePath = z.object({
  /** `down`: the first led to the second. `up`: the other way. `around`: they only share something. Null: nothing joins them. */
  direction: z.enum(['down', 'up', 'around']).nullable(),
  nodes: z.array(LineageNode),
  edges: z.array(LineageEdge),
});
export type LineagePath = z.infer<typeof LineagePath>;

/** Someone who would notice: an alias on a version that depends on the start. */
export const ImpactHolder = z.object({
  /** Of the registered model or collection that has the alias. */
  collection: Id,
  name: z.string(),
  registered: z.boolean(),
  alias: z.string(),
  contested: z.boolean(),
  /** What that collection calls the version: `v16`. */
  label: z.string(),
  version: Id,
  /** The version by its own name: `sds-unet-r50:v41`. */
  ref: z.string(),
});
export type ImpactHolder = z.infer<typeof ImpactHolder>;

export const Impact = z.object({
  start: z.string(),
  ref: z.string(),
  /** What depends on it, itself left out; deleted versions are counted apart. */
  versions: z.number().int(),
  runs: z.number().int(),
  models: z.number().int(),
  deleted: z.number().int(),
  /** By how much it matters: production, staging, other protected ones, the rest. */
  held: z.array(ImpactHolder),
  /** Versions without such an alias, by collection. */
  notHeld: z.array(z.object({ collection: Id, name: z.string(), count: z.number().int(), first: z.string(), last: z.string() })),
  /** Of models with a version that depends on it: aliases that are on one that does not. */
  safe: z.array(ImpactHolder.extend({ inputs: z.array(z.string()) })),
});
export type Impact = z.infer<typeof Impact>;

export const lineageContract = {
  /** @throws not_found, ambiguous */
  graph: oc.input(GraphInput).output(LineageGraph),
  /** How much there is, without reading it. */
  size: oc.input(LineageStart.extend({ direction: LineageDirection.default('both'), scope: z.enum(['direct', 'complete']).default('direct') })).output(z.object({ nodes: z.number().int() })),
  /** Members of a cluster of the graph that the rest of the input asks for, by page. */
  members: oc
    .input(z.object({ graph: GraphInput, cluster: z.string().max(80), query: z.string().max(500).default(''), cursor: z.string().nullable().default(null), limit: z.number().int().min(1).max(500).default(50) }))
    .output(z.object({ rows: z.array(LineageNode), next: z.string().nullable(), total: z.number().int() })),
  /** A shortest path between two nodes. */
  path: oc.input(z.object({ from: LineageStart, to: LineageStart })).output(LineagePath),
  /** What would have to be looked at if this were wrong. `aliases` narrows who holds; none means every alias set by people. */
  impact: oc.input(LineageStart.extend({ aliases: z.array(z.string().min(1).max(128)).max(50).default([]) })).output(Impact),
};
