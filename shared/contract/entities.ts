// The rows that queries, scopes and the feed carry. Doors agree because they all send these.
import { z } from 'zod';
import { Actor, Bytes, Digest, Id, JsonObject, Metrics, Millis } from './primitives.js';

/** Where the bytes of a version are, derived from what is on disk at the moment of asking. */
export const Availability = z.enum(['offline', 'partly', 'online']);
export type Availability = z.infer<typeof Availability>;

/** From the harmless to the harmful. `clean`: looked into, nothing in it can run. `unknown`: not looked into, or that cannot be told. */
export const SafetyLevel = z.enum(['clean', 'unknown', 'suspicious', 'dangerous']);
export type SafetyLevel = z.infer<typeof SafetyLevel>;

/** One thing that a file would do, or that makes it unsafe to load. */
export const SafetyFinding = z.object({
  level: SafetyLevel,
  /** A sentence for people. */
  what: z.string(),
  /** Where in the file, and what stands there. */
  evidence: z.string(),
  /** Of the part inside the file, such as a member of an archive; empty for the file itself. */
  path: z.string(),
});
export type SafetyFinding = z.infer<typeof SafetyFinding>;

export const Safety = z.object({ level: SafetyLevel, findings: z.array(SafetyFinding) });
export type Safety = z.infer<typeof Safety>;

/** One alias of one version as it is shown. */
export const AliasBadge = z.object({
  name: z.string(),
  /** `auto` is `latest`; the others are set by people. */
  kind: z.enum(['auto', 'set']),
  contested: z.boolean(),
  /** A move made on this device that has no place in the sequence yet: it answers here alone. */
  unpublished: z.boolean().optional(),
});
export type AliasBadge = z.infer<typeof AliasBadge>;

/** A contested alias: moves that did not know of each other. The holder answers until a person resolves it. */
export const Contest = z.object({
  alias: z.string(),
  /** Reference of the version that holds it; null when the newest in sequence took it off. */
  holder: z.string().nullable(),
  /** The moves that stand against it; `ref` null for a removal. */
  challenges: z.array(z.object({ ref: z.string().nullable(), actor: Actor, device: z.string(), at: Millis, note: z.string().nullable() })),
});
export type Contest = z.infer<typeof Contest>;

export const RegistryRow = z.object({
  id: z.string(),
  name: z.string(),
  /** `computer`, or the URL of its remote. */
  home: z.string(),
  devices: z.number().int(),
  ops: z.number().int(),
});
export type RegistryRow = z.infer<typeof RegistryRow>;

export const ProjectRow = z.object({
  id: Id,
  entity: z.string(),
  name: z.string(),
  collections: z.number().int(),
  runs: z.number().int(),
  updated: Millis,
});
export type ProjectRow = z.infer<typeof ProjectRow>;

/** The metric that decides which version of a model is best, and which way. */
export const Headline = z.object({ metric: z.string().min(1).max(200), direction: z.enum(['max', 'min']) });
export type Headline = z.infer<typeof Headline>;

/** The headline metric over the newest versions of a model. */
export const HeadlineTrend = z.object({
  /** Oldest first; null where a version does not have it. */
  values: z.array(z.number().nullable()),
  /** Which of `values` is in production; null where that version is older, or there is none. */
  production: z.number().int().nullable(),
  /** Of the version in production, else of the newest that has it; null where none has. */
  value: z.number().nullable(),
  /** Of the version with a value that was linked before that one; null for the first. */
  before: z.number().nullable(),
});
export type HeadlineTrend = z.infer<typeof HeadlineTrend>;

export const CollectionRow = z.object({
  id: Id,
  name: z.string(),
  project: z.string(),
  entity: z.string(),
  type: z.string(),
  form: z.enum(['artifact', 'registered']),
  description: z.string(),
  tags: z.array(z.string()),
  versions: z.number().int(),
  /** alias -> version label (`v7`, `v7?` or a short digest), `latest` included. */
  aliases: z.record(z.string(), z.string()),
  /** Names of its contested aliases; `registry.aliases` tells who stands against whom. */
  contested: z.array(z.string()),
  latest: z
    .object({ label: z.string(), digest: Digest, bytes: Bytes, at: Millis, actor: Actor, availability: Availability, safety: SafetyLevel })
    .nullable(),
  /** What is true of all its live versions together; absent where it has none, or too many files to look for each time it is listed. */
  availability: Availability.optional(),
  /** All of them are here, and stay. */
  pinned: z.boolean().optional(),
  updated: Millis,
  /** Of a registered model, where one was chosen. Described as the field `headline`. */
  headline: Headline.optional(),
  /** Beside `headline`. */
  trend: HeadlineTrend.optional(),
});
export type CollectionRow = z.infer<typeof CollectionRow>;

export const FileRow = z.object({
  path: z.string(),
  bytes: Bytes.nullable(),
  digest: Digest.nullable(),
  /** Set for a reference: bytes that were never copied. */
  uri: z.string().nullable(),
  /** Format id by what the bytes are, or null. */
  format: z.string().nullable(),
  /** Whether the bytes are on this device. */
  here: z.boolean(),
});
export type FileRow = z.infer<typeof FileRow>;

export const TensorRow = z.object({
  name: z.string(),
  dtype: z.string(),
  shape: z.array(z.number().int().nonnegative().safe()),
  bytes: Bytes,
  /** File of the version it lives in. */
  path: z.string(),
});
export type TensorRow = z.infer<typeof TensorRow>;

/** A layer or module of a model; `kind` is empty and `parameters` null where the file does not say. */
export const LayerFact = z.object({ name: z.string(), kind: z.string(), detail: z.string(), parameters: z.number().nullable() });
export type LayerFact = z.infer<typeof LayerFact>;

/** An input or output of a model; free sides are words. */
export const PortFact = z.object({ name: z.string(), dtype: z.string(), shape: z.array(z.string()) });
export type PortFact = z.infer<typeof PortFact>;

/** What a header says about a file, read by a bounded parser; nothing was loaded or executed. */
export const FileFacts = z.object({
  path: z.string(),
  format: z.string(),
  framework: z.string().nullable(),
  parameters: z.number().int().nonnegative().safe().nullable(),
  tensorCount: z.number().int(),
  tensorBytes: Bytes,
  /** dtype -> bytes. */
  dtypes: z.record(z.string(), z.number()),
  metadata: z.record(z.string(), z.string()),
  safety: Safety,
  frameworkVersion: z.string().nullable(),
  /** The kind of model in a few words. */
  architecture: z.string().nullable(),
  /** In the order of the file, at most 500; `layerCount` is of all. */
  layers: z.array(LayerFact),
  layerCount: z.number().int(),
  inputs: z.array(PortFact),
  outputs: z.array(PortFact),
  parser: z.string(),
  parserVersion: z.number().int(),
  /** A header that could not be read: the file is still accepted as it is. */
  problem: z.string().nullable(),
});
export type FileFacts = z.infer<typeof FileFacts>;

/** A version as lists show it. */
export const VersionRow = z.object({
  id: Id,
  collection: Id,
  name: z.string(),
  project: z.string(),
  entity: z.string(),
  type: z.string(),
  /** `name:v7`, or `name@b3:...` while the number is provisional. */
  ref: z.string(),
  /** 7, or null while the number is provisional. */
  number: z.number().int().nullable(),
  /** `v7?` while provisional, else null. */
  provisional: z.string().nullable(),
  /** What to show: `v7`, `v7?`, or a short digest. */
  label: z.string(),
  digest: Digest,
  bytes: Bytes,
  files: z.number().int(),
  aliases: z.array(AliasBadge),
  tags: z.array(z.string()),
  description: z.string(),
  metrics: Metrics,
  availability: Availability,
  /** Kept on this device whatever room is needed; absent where it is not. */
  pinned: z.boolean().optional(),
  /** The worst of its files that were looked into; `unknown` where none was. */
  safety: SafetyLevel,
  deleted: z.boolean(),
  actor: Actor,
  device: z.string(),
  created: Millis,
  run: z.object({ id: Id, key: z.string(), name: z.string() }).nullable(),
  /** Times these bytes were logged. */
  logged: z.number().int(),
  /** In the list of a registered model: when and by whom it was linked there. */
  linked: z.object({ at: Millis, actor: Actor }).optional(),
  /** In the list of a registered model: the version behind the link, by its own name. Its page is `version:<id>`. */
  source: z.object({ ref: z.string(), collection: Id, name: z.string(), label: z.string() }).optional(),
});
export type VersionRow = z.infer<typeof VersionRow>;

/** That a version is deleted: by whom, when and why, and until when it can be brought back. */
export const DeletionShown = z.object({ at: Millis, actor: Actor, note: z.string().nullable(), until: Millis, restorable: z.boolean() });
export type DeletionShown = z.infer<typeof DeletionShown>;

/** A version as its page shows it. Files and tensors are paged apart. */
export const VersionDetail = VersionRow.extend({
  registry: z.string(),
  /** Set while it is deleted. */
  deletion: DeletionShown.optional(),
  metadata: JsonObject,
  config: JsonObject,
  facts: z.array(FileFacts),
  /** What the run that logged it first read. */
  inputs: z.array(z.object({ version: Id, ref: z.string(), digest: Digest, name: z.string(), label: z.string(), type: z.string() })),
  /** Runs that read it, newest first, at most 100. */
  usedBy: z.array(z.object({ run: Id, key: z.string(), name: z.string(), jobType: z.string() })),
  /** The registered models it is linked to, with what they call it. */
  links: z.array(z.object({ id: Id, name: z.string(), label: z.string(), model: Id, ref: z.string(), aliases: z.array(AliasBadge) })),
  /** Contested aliases that name this version, in its collection or through a link. */
  contests: z.array(Contest.extend({ name: z.string() })),
  /** Set when it was asked for through a registered model: what it is there. */
  through: z.object({ link: Id, model: Id, name: z.string(), project: z.string(), entity: z.string(), ref: z.string(), label: z.string(), number: z.number().int().nullable(), provisional: z.string().nullable(), aliases: z.array(AliasBadge) }).optional(),
  edges: z.array(z.object({ at: Millis, actor: Actor, device: z.string(), run: z.string(), runName: z.string(), metrics: Metrics })),
  git: z.object({ remote: z.string().nullable(), commit: z.string().nullable(), branch: z.string().nullable(), dirty: z.boolean().nullable() }).nullable(),
});
export type VersionDetail = z.infer<typeof VersionDetail>;

export const RunRow = z.object({
  id: Id,
  key: z.string(),
  name: z.string(),
  project: z.string(),
  entity: z.string(),
  jobType: z.string(),
  state: z.enum(['running', 'finished', 'failed', 'crashed']),
  config: JsonObject,
  summary: JsonObject,
  started: Millis,
  finished: Millis.nullable(),
  /** True when it was read from a log that records no times: then `started` and `finished` are when it came here, and its rows have no times. */
  timeless: z.boolean(),
  actor: Actor,
});
export type RunRow = z.infer<typeof RunRow>;

/** One line of history: an op, in words. */
export const HistoryRow = z.object({
  id: Id,
  at: Millis,
  actor: Actor,
  device: z.string(),
  kind: z.string(),
  subject: z.object({ kind: z.string(), id: z.string(), label: z.string() }),
  from: z.string().nullable(),
  to: z.string().nullable(),
  note: z.string().nullable(),
  /** The whole sentence, e.g. "Mira Ovist logged mnist-cnn:v3". */
  text: z.string(),
  /** Of what was made in another registry and issued again here: where, by whom and when it was made, and who moved it in, when. */
  origin: z.object({ registry: z.string(), op: z.string(), actor: Actor, at: Millis, by: z.string(), moved: Millis }).optional(),
});
export type HistoryRow = z.infer<typeof HistoryRow>;
