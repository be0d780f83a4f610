// storage.*: which bytes are on this device and in the remotes, what may be freed, and whether everything is what it says.
import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { Availability } from './entities.js';
import { Bytes, Digest, Millis, Progress } from './primitives.js';

/** A version, by any reference, or one file of it with `path`; or every version of a collection or model with `collection`. */
export const StorageSubject = z.union([z.object({ ref: z.string().min(1).max(2000), path: z.string().min(1).max(4096).optional() }), z.object({ collection: z.string().min(1).max(1000) })]);
export type StorageSubject = z.infer<typeof StorageSubject>;

/** Blobs that operations of a registry name by themselves: code, facts, parts of histories. */
export const LoneBlobs = z.object({ registry: z.string().min(1).max(200), blobs: z.array(Digest).min(1).max(1_000_000) });
export type LoneBlobs = z.infer<typeof LoneBlobs>;

export const Kept = z.object({
  ref: z.string(),
  version: z.string(),
  availability: Availability,
  pinned: z.boolean(),
  bytes: Bytes,
  /** Bytes of it that are on this device. */
  here: Bytes,
});
export type Kept = z.infer<typeof Kept>;

/** What freeing space would do, or did. The bytes named are exactly those of the files that go. */
export const Freed = z.object({
  done: z.boolean(),
  bytes: Bytes,
  /** Files of this disk can share bytes: those they share with what stays do not leave the disk. */
  sharing: z.boolean(),
  blobs: z.number().int(),
  versions: z.array(Kept),
  /** What stays, and why. */
  kept: z.array(z.object({ ref: z.string(), bytes: Bytes, reason: z.enum(['pinned', 'only_copy', 'unsent', 'not_verified', 'held', 'shared', 'linked', 'absent', 'small']), message: z.string() })),
});
export type Freed = z.infer<typeof Freed>;

const Slice = z.object({ bytes: Bytes, count: z.number().int() });

/** Every byte of the data root, by what it is for. The parts add up to `total`. */
export const DiskUse = z.object({
  total: Bytes,
  /** Files of this disk can share bytes (btrfs, XFS, APFS): shared ones are counted with each file, as `du` does. */
  sharing: z.boolean(),
  free: Bytes,
  cap: Bytes.nullable(),
  parts: z.object({
    /** Blobs of live versions. */
    versions: Slice,
    /** Blobs of deleted versions alone, which can be brought back until their retention ends. */
    deleted: Slice,
    /** What operations name by themselves: facts, histories, code. */
    facts: Slice,
    /** Blobs that nothing names: `collect` removes them. */
    unreferenced: Slice,
    checkouts: Slice,
    incoming: Slice,
    quarantine: Slice,
    databases: Slice,
    logs: Slice,
    other: Slice,
  }),
  /** Of the blobs: those of pinned versions, and those of registries that have no remote. */
  pinned: Slice,
  only: Slice,
  /** Bytes that several versions share and that are stored once. */
  shared: Bytes,
  /** Collections of every registry, those first for which most bytes are here. `bytes`: of their live versions, each blob once. */
  collections: z.array(z.object({ id: z.string(), name: z.string(), type: z.string(), registry: z.string(), bytes: Bytes, here: Bytes, versions: z.number().int(), pinned: z.number().int(), availability: Availability })),
  /** Collections beyond those. */
  more: z.number().int(),
});
export type DiskUse = z.infer<typeof DiskUse>;

/** Every byte of a remote, by what it is. */
export const RemoteUse = z.object({ name: z.string(), registry: z.string(), total: Bytes, objects: z.number().int(), parts: z.record(z.string(), Slice), unreferenced: Slice });
export type RemoteUse = z.infer<typeof RemoteUse>;

/** What collecting in a remote did, or would do. */
export const RemoteCollected = z.object({
  name: z.string(),
  done: z.boolean(),
  /** Removed, or ready to be. */
  gone: Slice,
  /** Marked, and waiting for its time. */
  waiting: Slice,
  /** Named by nothing and not marked before. */
  fresh: Slice,
  /** When the first of what waits may go. */
  until: Millis.nullable(),
  /** How long a mark waits. */
  graceMs: z.number().int().nonnegative(),
});
export type RemoteCollected = z.infer<typeof RemoteCollected>;

export const StorageFinding = z.object({
  place: z.enum(['here', 'remote']),
  id: z.string(),
  problem: z.enum(['missing', 'damaged']),
  healed: z.boolean(),
  /** Who has it, where that is known. */
  device: z.string().nullable(),
  affects: z.array(z.string()),
  /** What a person knows it by: a version, what a device wrote, else the id. */
  what: z.string(),
  /** What was found, as a sentence. */
  cause: z.string(),
  /** What a person can do, in sentences; null for what was healed. */
  next: z.string().nullable(),
  /** All of it in one line. */
  message: z.string(),
});
export type StorageFinding = z.infer<typeof StorageFinding>;

export const StorageEvent = z.discriminatedUnion('event', [
  z.object({ event: z.literal('progress'), progress: Progress }),
  z.object({ event: z.literal('done'), checked: z.number().int(), bytes: Bytes, findings: z.array(StorageFinding) }),
]);
export type StorageEvent = z.infer<typeof StorageEvent>;

export const FetchEvent = z.discriminatedUnion('event', [
  z.object({ event: z.literal('progress'), progress: Progress }),
  z.object({ event: z.literal('done'), kept: z.array(Kept) }),
]);
export type FetchEvent = z.infer<typeof FetchEvent>;

export const storageContract = {
  kept: oc.input(StorageSubject).output(z.array(Kept)),
  /** Keeps versions on this device: what is missing is fetched, and nothing of them is ever evicted. Ends when all of it is here. */
  pin: oc.input(StorageSubject).output(eventIterator(FetchEvent)),
  unpin: oc.input(StorageSubject).output(z.array(Kept)),
  /** Fetches what is missing of a version, without pinning it. Of blobs that operations name, what the remote has not is passed over. @throws offline */
  fetch: oc.input(z.union([StorageSubject, LoneBlobs])).output(eventIterator(FetchEvent)),
  /**
   * Frees the bytes of versions on this device. Only what a remote verifiably has, nobody pinned and nobody uses goes.
   * Without `confirm` it says what would happen.
   */
  evict: oc.input(z.object({ subject: StorageSubject, confirm: z.boolean().default(false) })).output(Freed),
  /** Frees `bytes` (or down to the cap), least recently used first, by the same rules. */
  free: oc.input(z.object({ bytes: Bytes.optional(), confirm: z.boolean().default(false) })).output(Freed),
  /** The most bytes that blobs may take; null for no cap. */
  setCap: oc.input(z.object({ cap: Bytes.nullable() })).output(DiskUse),
  use: oc.output(DiskUse),
  remoteUse: oc.input(z.object({ registry: z.string().optional() })).output(RemoteUse),
  /** Removes blobs of this device that nothing names: no version, no facts, no part of a history, of any registry. */
  collect: oc.input(z.object({ confirm: z.boolean().default(false) })).output(z.object({ done: z.boolean(), blobs: z.number().int(), bytes: Bytes, digests: z.array(Digest).max(1000) })),
  /**
   * Removes chunks of the remote that nothing names: marked when this is called first, removed by a call two weeks later, by the remote's
   * clock (at once where no other device ever wrote). Without `confirm` it says what would happen.
   * @throws corrupt when what is needed is not known, busy while another device collects, offline, forbidden
   */
  collectRemote: oc.input(z.object({ registry: z.string().optional(), confirm: z.boolean().default(false) })).output(RemoteCollected),
  /**
   * Reads every blob here and heals damaged ones from the remote; with `remote` also looks whether everything that `registry` (the current
   * one, if absent) names is in its remote, and heals it from here. `deep` reads every chunk there. @throws not_found, offline
   */
  verify: oc.input(z.object({ remote: z.boolean().default(false), ref: z.string().optional(), deep: z.boolean().default(false), registry: z.string().optional() })).output(eventIterator(StorageEvent)),
};
