// compare.*: versions and runs side by side, any number of them: values, files, and what changed in the weights.
import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { CodeOf, DiffFile } from './code.js';
import { AliasBadge } from './entities.js';
import { Bytes, Digest, Id, Json, Millis, Progress } from './primitives.js';

/** A version by reference, a run by key (`kind: 'run'`), or the id of either. */
export const CompareItem = z.object({ ref: z.string().min(1).max(2000), kind: z.enum(['version', 'run']).optional() });
export type CompareItem = z.infer<typeof CompareItem>;

const Items = z.array(CompareItem).min(1).max(500);

export const CompareColumn = z.object({
  id: Id,
  kind: z.enum(['version', 'run']),
  /** `name:v7`, or the name of the run. */
  ref: z.string(),
  name: z.string(),
  /** `v7`, or empty. */
  label: z.string(),
  /** What a registered model calls it, where it was asked for through one: `Segmenter:v16`. */
  through: z.string().nullable(),
  type: z.string(),
  aliases: z.array(AliasBadge),
  deleted: z.boolean(),
  at: Millis,
  actor: z.string(),
  /** The run whose series are its curves: itself, or the one that logged it. */
  run: Id.nullable(),
  digest: Digest.nullable(),
  bytes: Bytes.nullable(),
});
export type CompareColumn = z.infer<typeof CompareColumn>;

export const CompareGroup = z.enum(['metrics', 'config', 'metadata', 'data', 'code', 'environment', 'model']);
export type CompareGroup = z.infer<typeof CompareGroup>;

export const CompareRow = z.object({
  group: CompareGroup,
  /** Nested objects by dots: `optim.lr`. */
  key: z.string(),
  /** One a column; null where it has none, which is not the value null. */
  cells: z.array(z.object({ value: Json }).nullable()),
  differs: z.boolean(),
  /** Every cell that is there is a number (or NaN, Infinity). */
  numeric: z.boolean(),
  unit: z.enum(['bytes']).nullable(),
  /** Which way is better, where a registered model of one of the versions says so. */
  direction: z.enum(['max', 'min']).nullable(),
});
export type CompareRow = z.infer<typeof CompareRow>;

export const CompareTable = z.object({ columns: z.array(CompareColumn), rows: z.array(CompareRow), differing: z.number().int(), same: z.number().int() });
export type CompareTable = z.infer<typeof CompareTable>;

export const FileCell = z.object({ digest: Digest.nullable(), bytes: Bytes.nullable(), uri: z.string().nullable() });
export const FileState = z.enum(['same', 'changed', 'added', 'removed', 'absent']);
export const FileCompareRow = z.object({
  path: z.string(),
  cells: z.array(FileCell.nullable()),
  /** Against the baseline. `absent`: neither has it. */
  states: z.array(FileState),
});
export type FileCompareRow = z.infer<typeof FileCompareRow>;

/** Of one column, against the baseline. */
export const FileTotals = z.object({
  same: z.number().int(),
  changed: z.number().int(),
  added: z.number().int(),
  removed: z.number().int(),
  bytes: Bytes,
  /** Bytes of files that the baseline has too, whatever they are called there. */
  shared: Bytes,
  /** False while its list of files has not arrived. */
  known: z.boolean(),
});
export type FileTotals = z.infer<typeof FileTotals>;

/** A comparison that was kept. It shows what its items are now: versions do not change, runs may. */
export const SavedComparison = z.object({ id: Id, name: z.string(), items: z.array(Id), baseline: z.number().int().nonnegative(), shown: z.record(z.string(), Json) });
export type SavedComparison = z.infer<typeof SavedComparison>;

export const CodeBetween = z.object({
  /** In the order of their paths; `patch` is null for those that did not fit in what is sent. */
  files: z.array(DiffFile.extend({ patch: z.string().nullable() })),
  /** More differs than git was let to say. */
  cut: z.boolean(),
  /** After the first up to the second, newest first; null where no repository on this computer has both. */
  commits: z.array(z.object({ commit: z.string(), author: z.string(), at: Millis, subject: z.string() })).nullable(),
  /** Both trees are byte for byte what was captured. */
  exact: z.boolean(),
  gaps: z.array(z.string()),
});
export type CodeBetween = z.infer<typeof CodeBetween>;

export const TensorChange = z.object({
  name: z.string(),
  /** File of the newer version, of the older one where it was removed. */
  path: z.string(),
  state: z.enum(['same', 'changed', 'reshaped', 'retyped', 'added', 'removed', 'unread']),
  /** `layer3.0`, and the kind within it: `conv1.weight`; for a map by layer. */
  layer: z.string(),
  kind: z.string(),
  before: z.object({ dtype: z.string(), shape: z.array(z.number().int()), bytes: Bytes }).nullable(),
  after: z.object({ dtype: z.string(), shape: z.array(z.number().int()), bytes: Bytes }).nullable(),
  /** |after - before| / |before| by the Euclidean norm; null where they cannot be held against each other, or before is zero. */
  relative: z.number().nullable(),
  /** Of the two as vectors; null where one is zero. */
  cosine: z.number().nullable(),
  /** Greatest |after - before| of one value. */
  maxAbs: z.number().nullable(),
  /** Values that differ. */
  changedValues: z.number().int().nullable(),
  values: z.number().int().nullable(),
  /** NaN or infinite on either side; left out of the figures. */
  nonFinite: z.number().int(),
  /** Why it was not compared by value. */
  note: z.string().nullable(),
});
export type TensorChange = z.infer<typeof TensorChange>;

export const WeightsSummary = z.object({
  before: z.string(),
  after: z.string(),
  same: z.number().int(),
  changed: z.number().int(),
  reshaped: z.number().int(),
  retyped: z.number().int(),
  added: z.number().int(),
  removed: z.number().int(),
  unread: z.number().int(),
  /** Bytes of tensors that are the same. */
  shared: Bytes,
  /** Bytes that were read; what is known to be equal is not. */
  read: Bytes,
});
export type WeightsSummary = z.infer<typeof WeightsSummary>;

export const WeightsEvent = z.discriminatedUnion('event', [
  z.object({ event: z.literal('progress'), progress: Progress }),
  /** In the order of the newer file, what was removed last. */
  z.object({ event: z.literal('done'), summary: WeightsSummary, tensors: z.array(TensorChange) }),
]);
export type WeightsEvent = z.infer<typeof WeightsEvent>;

/** How often values fall into each of equal stretches of [min, max], the same stretches on both sides. */
export const TensorHistogram = z.object({ name: z.string(), min: z.number(), max: z.number(), before: z.array(z.number().int()).nullable(), after: z.array(z.number().int()).nullable(), nonFinite: z.number().int() });
export type TensorHistogram = z.infer<typeof TensorHistogram>;

export const compareContract = {
  /** @throws not_found, ambiguous */
  table: oc.input(z.object({ items: Items, baseline: z.number().int().nonnegative().default(0) })).output(CompareTable),
  files: oc
    .input(z.object({ items: Items, baseline: z.number().int().nonnegative().default(0), differing: z.boolean().default(true), query: z.string().max(500).default(''), cursor: z.string().nullable().default(null), limit: z.number().int().min(1).max(1000).default(200) }))
    .output(z.object({ columns: z.array(Id), totals: z.array(FileTotals), rows: z.array(FileCompareRow), next: z.string().nullable(), total: z.number().int() })),
  /**
   * Rebuilds both trees out of sight and holds them against each other. Commits come from where the code was captured on this
   * computer, else from the remote. @throws not_found, offline
   */
  code: oc.input(z.object({ before: CodeOf, after: CodeOf })).output(CodeBetween),
  /** Tensor by tensor, streamed from the cache. @throws offline when bytes are not here, invalid_input when a version has no tensors that can be read */
  weights: oc.input(z.object({ before: CompareItem, after: CompareItem })).output(eventIterator(WeightsEvent)),
  histogram: oc.input(z.object({ before: CompareItem, after: CompareItem, tensor: z.string().max(2000), bins: z.number().int().min(2).max(500).default(64) })).output(TensorHistogram),
  saved: oc.output(z.array(SavedComparison)),
  /** With `id` it changes that one. @throws not_found */
  save: oc
    .input(z.object({ id: Id.optional(), name: z.string().trim().min(1).max(128), items: z.array(Id).min(1).max(500), baseline: z.number().int().nonnegative().default(0), shown: z.record(z.string(), Json).default({}) }))
    .output(SavedComparison),
  /** @throws not_found */
  forget: oc.input(z.object({ id: Id })).output(z.object({ id: Id, name: z.string() })),
};
