// sync.*: what is going between this device and its remotes, what waits, and what needs a person.
import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { ErrorShape } from './errors.js';
import { AliasName, Bytes, Id, Millis } from './primitives.js';
import { MirrorRow } from './remotes.js';

/** `local`: this device only. `attention`: something needs a person. `waiting`: something is not exchanged yet, and nothing stands against it. */
export const SyncWord = z.enum(['synced', 'syncing', 'waiting', 'paused', 'offline', 'attention', 'local']);
export type SyncWord = z.infer<typeof SyncWord>;

export const Transfer = z.object({
  id: z.string(),
  direction: z.enum(['up', 'down']),
  registry: z.string(),
  /** What a person knows it by: `mnist-cnn:v7`, or what kind of thing it is. */
  label: z.string(),
  state: z.enum(['waiting', 'running', 'paused', 'failed']),
  bytes: Bytes,
  done: Bytes,
  /** Bytes a second over the last seconds; null until it is known. */
  rate: z.number().nullable(),
  /** Seconds left at that rate. */
  left: z.number().nullable(),
  /** True when somebody waits for it: it goes first. */
  urgent: z.boolean(),
  error: ErrorShape.nullable(),
});
export type Transfer = z.infer<typeof Transfer>;

/** Something that is not as it should be: file or thing, device, cause and next step. Of kind `offline` or `late` it passes by itself; `aside` is what a person wanted. */
export const SyncItem = z.object({
  id: z.string(),
  kind: z.enum(['contested', 'missing', 'damaged', 'quarantined', 'void', 'full', 'credentials', 'clock', 'newer', 'gone', 'removed', 'address', 'failed', 'offline', 'late', 'aside', 'jump', 'renumbered', 'mirror']),
  registry: z.string(),
  /** A model, version, file, key of the remote ... */
  what: z.string(),
  /** Name of the device it came from or that has it. */
  device: z.string().nullable(),
  cause: z.string(),
  next: z.string(),
  /** Of a contested alias: what the alias dialog needs. */
  alias: z.object({ collection: z.string(), alias: z.string() }).nullable(),
  /** Of numbers that went to others than they were shown for: the collection they are of. */
  numbersOf: Id.optional(),
  at: Millis,
});
export type SyncItem = z.infer<typeof SyncItem>;

export const RegistrySync = z.object({
  registry: z.string(),
  /** Name of its remote. */
  name: z.string(),
  url: z.string(),
  word: SyncWord,
  /** Operations made here that the remote does not have. */
  ops: z.number().int(),
  /** Versions that wait for their number, and moves of protected aliases that wait for their place. */
  claims: z.number().int(),
  /** Bytes that are still to be sent, and to be fetched (pinned or asked for). */
  up: Bytes,
  down: Bytes,
  /** When everything was exchanged last; null for never. */
  synced: Millis.nullable(),
  /** When it is tried next; null while it is going on or paused. */
  next: Millis.nullable(),
  error: ErrorShape.nullable(),
  readOnly: z.boolean(),
  /** It is a mirror of another: read only until it is promoted. */
  mirror: z.boolean(),
  /** Storages that hold a copy of it, written by this device. */
  mirrors: z.array(MirrorRow),
  /** Where the storage decides nothing: name of the device that gives numbers, and whether it is this one; null where the storage does. */
  numbering: z.object({ device: z.string(), self: z.boolean() }).nullable(),
});
export type RegistrySync = z.infer<typeof RegistrySync>;

export const SyncStatus = z.object({
  word: SyncWord,
  /** Of the word: transfers and operations on their way, things that wait, things that need a person; 0 for the others. */
  count: z.number().int(),
  /** The words as they are shown: "Offline, 3 waiting". */
  text: z.string(),
  paused: z.boolean(),
  registries: z.array(RegistrySync),
  transfers: z.array(Transfer),
  items: z.array(SyncItem),
  /** Bytes a second, all transfers together. */
  up: z.number(),
  down: z.number(),
  /** Set by a person; null for none. Bytes a second. */
  limits: z.object({ up: z.number().int().positive().nullable(), down: z.number().int().positive().nullable() }),
  /** False when another process of this data root syncs; then this comes from there. */
  here: z.boolean(),
});
export type SyncStatus = z.infer<typeof SyncStatus>;

export const DeviceRow = z.object({
  registry: z.string(),
  id: z.string(),
  name: z.string(),
  self: z.boolean(),
  /** When its last operation was made, by its own clock. */
  lastSeen: Millis.nullable(),
  /** The remote's time of its last head: when it last sent something; null where it is not known. */
  lastSent: Millis.nullable(),
  /** By how many ms its newest operation is dated ahead of now, where that is more than a day: its clock is wrong, or was. */
  ahead: z.number().nullable(),
  ops: z.number().int(),
  /** Two machines wrote under it, of which one had a copy of the other's disk. Who notices goes on as another device. */
  forked: z.boolean(),
  /** It was taken out: operations above its last accepted one count for nobody. */
  removed: z.boolean(),
  /** How many of its operations that are here do not count. */
  shutOut: z.number().int(),
});
export type DeviceRow = z.infer<typeof DeviceRow>;

export const SyncLogLine = z.object({
  id: z.number().int(),
  at: Millis,
  level: z.enum(['info', 'warning', 'error']),
  registry: z.string().nullable(),
  text: z.string(),
  /** `skipped`: kept out, or not there. `conflict`: of a contested alias, or a move that was refused. */
  about: z.enum(['skipped', 'conflict']).nullable(),
});
export type SyncLogLine = z.infer<typeof SyncLogLine>;

/** Which lines of the log. `errors`: what failed, also what went well when it was tried again. */
export const SyncLogShow = z.enum(['all', 'errors', 'skipped', 'conflicts']);
export type SyncLogShow = z.infer<typeof SyncLogShow>;

/** What one sync did: the JSON of `cairn sync`. */
export const SyncDone = z.object({
  /** Operations. */
  sent: z.number().int(),
  received: z.number().int(),
  numbered: z.number().int(),
  /** What still waits: operations, numbers, moves. */
  pending: z.number().int(),
  bytes: z.object({ sent: Bytes, received: Bytes }),
  requests: z.number().int(),
  contested: z.array(z.object({ registry: z.string(), name: z.string(), alias: z.string(), holder: z.string().nullable(), challenges: z.number().int() })),
  findings: z.array(z.object({ registry: z.string(), key: z.string(), reason: z.string(), message: z.string() })),
});
export type SyncDone = z.infer<typeof SyncDone>;

const Which = z.object({ registry: z.string().optional() });

export const syncContract = {
  status: oc.output(SyncStatus),
  /** The status whenever it changes, at most four times a second; the first one at once. */
  watch: oc.output(eventIterator(SyncStatus)),
  /**
   * Syncs now, whatever the back-off says, and answers when it is done. Call it when the network or the lid opens.
   * `refill`: also a folder that has become empty is filled again from this device. `asked`: a person says so, and an upload that was put
   * aside goes too.
   * @throws offline, forbidden, no_space ... of the only registry asked for; with several the findings say it (reason `failed`)
   */
  now: oc.input(Which.extend({ refill: z.boolean().default(false), asked: z.boolean().default(true) })).output(SyncDone),
  /**
   * Waits for the place of a protected alias's move in the sequence, for some seconds: false when the remote did not answer, and the move
   * goes on waiting. Called by what moves aliases. @throws alias_moved when somebody else was first; the move is forgotten then
   */
  settle: oc.input(z.object({ registry: z.string(), collection: Id, alias: AliasName })).output(z.object({ settled: z.boolean() })),
  pause: oc.output(SyncStatus),
  resume: oc.output(SyncStatus),
  /** Bytes a second; null for no limit. What is absent stays. */
  limit: oc.input(z.object({ up: z.number().int().positive().nullable().optional(), down: z.number().int().positive().nullable().optional() })).output(SyncStatus),
  /** Ends one transfer; a download that is pinned is unpinned by it. An upload is put aside, with what was made after it, until `now` or `resume`. */
  cancel: oc.input(z.object({ id: z.string() })).output(SyncStatus),
  /** A person says that the clock of this computer is right, though it jumped: what goes by age goes on. */
  clockIsRight: oc.output(SyncStatus),
  devices: oc.input(Which).output(z.array(DeviceRow)),
  /**
   * Takes a device out of a registry: what it made up to `lastSeq` (all that it published, which is read first, if absent) stays, what it
   * makes after counts on no device. `device`: its name, or 8 or more characters its id begins with. It can still read and write the storage until its keys are taken back there.
   * @throws not_found, ambiguous, invalid_input for this device itself; where no `lastSeq` is given and not all of it can be read, offline or
   * what stood against it, with `details.ops`, how many are here
   */
  removeDevice: oc.input(z.object({ registry: z.string().optional(), device: z.string().min(1), lastSeq: z.number().int().nonnegative().optional() })).output(DeviceRow),
  log: oc.input(z.object({ query: z.string().max(200).default(''), show: SyncLogShow.default('all'), before: z.number().int().nullable().default(null), limit: z.number().int().min(1).max(1000).default(200) })).output(z.object({ rows: z.array(SyncLogLine), next: z.number().int().nullable() })),
};
