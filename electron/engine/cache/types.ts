// The cache as the rest of the engine sees it: blobs on disk, how files become blobs, and how they get out again.
import type { Digest, Progress } from '../../../shared/contract/primitives.js';
import type { Figures } from '../domain/weights/statistics.js';
import type { Clock, Logger, Random } from '../ports.js';

export interface CacheOptions {
  /** Folder of the data root; created if absent. On a network file system: CairnError `data_root_unusable`. */
  readonly dataRoot: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** The bundled ingestWorker.ts. */
  readonly workerFile: string;
  /** How long a write waits for another process; 15 s if absent. */
  readonly busyMs?: number;
}

/** Which bytes a path led to: device, inode, size, mtime and ctime in nanoseconds. Equal text: the same unchanged file. */
export interface FileIdentity {
  /** `<device>:<inode>`. */
  readonly file: string;
  /** `<size>:<mtime ns>:<ctime ns>`. */
  readonly stamp: string;
  /** Milliseconds by the Clock when it was looked at. */
  readonly seenAt: number;
}

/** One file to keep. */
export interface SourceEntry {
  /** Path inside the artifact: `/` separators, NFC. */
  readonly path: string;
  /** Absolute path to read from, symlinks resolved. */
  readonly source: string;
  readonly size: number;
  readonly identity: FileIdentity;
}

export interface ScanOptions {
  readonly signal?: AbortSignal | undefined;
  /** Path inside the artifact: of the file if one file was given, else of a folder around everything. */
  readonly asName?: string | undefined;
  /** Of the `ingest` that is to follow: what is known of the files is looked up while others are still being found. */
  readonly hold?: Hold | undefined;
}

export interface Scan {
  /** In code-point order of `path`. */
  readonly entries: readonly SourceEntry[];
  readonly bytes: number;
}

export type IngestMethod = 'clone' | 'copy' | 'known';

export interface IngestedFile {
  readonly path: string;
  readonly digest: Digest;
  readonly size: number;
  /** `known`: its bytes were here already, by the stat cache or after reading them. */
  readonly method: IngestMethod;
}

export interface IngestOptions {
  /** The hold under which every blob is kept. On failure or cancel ingest cancels it, which ends it. */
  readonly hold: Hold;
  readonly signal?: AbortSignal | undefined;
  /** At most four times a second, in bytes of all entries. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Where to cut a file into chunks (`FormatFacts.borders`); null or absent: by content. Asked only for files over 16 MiB. */
  readonly borders?: ((entry: SourceEntry) => Promise<readonly number[] | null>) | undefined;
  /** Called before the first byte is read, and not at all where nothing has to be. What it throws ends the ingest. */
  readonly beforeReading?: (() => void) | undefined;
}

export interface IngestResult {
  /** In the order of the entries. */
  readonly files: readonly IngestedFile[];
  /** Bytes read from the originals; 0 when the stat cache knew them all. */
  readonly bytesRead: number;
  /** Bytes of blobs that were not here before (for clones: the bytes shared). */
  readonly bytesAdded: number;
  /** How most of the bytes came in. */
  readonly method: IngestMethod;
}

/**
 * Keeps blobs from eviction and clean-up while a version that will name them is being committed. It stands as long as the
 * process that took it lives.
 */
export interface Hold {
  readonly id: string;
  /** Durable when it returns. Adds blobs the caller is about to rely on; false for each that is not here. */
  add(blobs: readonly Digest[]): boolean[];
  /**
   * After the registry's commit: the blobs now have a row that names them. Ends the hold. Never fails, for what was committed
   * stands: where the database cannot be written to, the next sweep finds out that they are named.
   */
  release(): void;
  /** Ends the hold of one who only read: what it held is neither marked as named nor removed. Never fails. */
  letGo(): void;
  /**
   * Ends the hold and removes the blobs that came in under it, save those that another hold or a committed version uses.
   * Never fails: where the database cannot be written to, the next sweep removes them.
   */
  cancel(): Promise<void>;
}

export interface Chunk {
  readonly digest: Digest;
  readonly length: number;
}

/** How a blob is cut for transfer. The chunks in order are the blob. */
export interface ChunkList {
  readonly chunker: string;
  readonly version: number;
  readonly chunks: readonly Chunk[];
}

export interface CheckoutFile {
  readonly path: string;
  readonly digest: Digest;
  readonly size: number;
}

export interface CheckoutOptions {
  /** Share the blob's inode, read-only. Only on the same volume; else it clones or copies, and says so. */
  readonly hardlink?: boolean | undefined;
  /** The caller holds the blobs; else they are held while they are read. */
  readonly held?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

export interface CheckoutResult {
  /** Absolute. */
  readonly path: string;
  readonly bytes: number;
  /** How most of the bytes got there; `cached`: the target held exactly these files already. */
  readonly method: 'clone' | 'copy' | 'hardlink' | 'cached';
}

export interface BlobFinding {
  readonly digest: Digest;
  readonly problem: 'missing' | 'damaged';
  readonly message: string;
}

export interface VerifyResult {
  readonly blobs: number;
  readonly bytes: number;
  readonly findings: readonly BlobFinding[];
}

export interface SweepOptions {
  /**
   * Which of these a version of any registry names. Asked about blobs whose ingest died between its rows and the
   * registry's commit; without it those stay for GC.
   */
  readonly referenced?: ((blobs: readonly Digest[]) => ReadonlySet<Digest>) | undefined;
}

export interface SweepResult {
  readonly tempFiles: number;
  readonly blobs: number;
  readonly bytes: number;
}

/** Reads of a kept blob. `read` gives exactly `length` bytes unless the blob ends before. */
export interface BlobSource {
  readonly size: number;
  readonly name: string;
  read(offset: number, length: number): Promise<Uint8Array>;
}

export interface ReceiveOptions {
  /** Bytes that will come; more or fewer are refused. */
  readonly size: number;
  /** Base64; bytes of another MD5 are refused. */
  readonly md5?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Received {
  readonly digest: Digest;
  readonly size: number;
  /** Base64. Also kept as the digest `md5` of the blob. */
  readonly md5: string;
  /** False when these bytes were here before. */
  readonly added: boolean;
}

/** A blob that arrives chunk by chunk. */
export interface Arrival {
  /** Whether the chunk is there already: from a run before, shared with another blob, or written since. */
  has(index: number): boolean;
  /** Bytes that the caller has verified to be the chunk. False, and nothing is written, when they have another length. */
  write(index: number, bytes: Uint8Array): Promise<boolean>;
  /**
   * Makes it a blob, once every chunk is there. False when chunks that it shared turn out to be damaged: `has` no longer has them, bring
   * them and finish again. @throws CairnError corrupt when the whole is not what its name says
   */
  finish(): Promise<boolean>;
  /** Leaves what has arrived for the next time. */
  close(): Promise<void>;
  /** Removes what has arrived. */
  discard(): Promise<void>;
}

export interface RemoveResult {
  readonly removed: readonly Digest[];
  /** Stayed, because somebody relies on it at this moment. */
  readonly held: readonly Digest[];
  readonly bytes: number;
}

export interface SyncLogRow {
  readonly id: number;
  readonly at: number;
  readonly level: 'info' | 'warning' | 'error';
  readonly registry: string | null;
  readonly text: string;
  /** Something was passed over, or is contested; null for the rest. */
  readonly about: 'skipped' | 'conflict' | null;
}

/** What sync and eviction remember in cache.db. Times are in ms. */
export interface SyncRows {
  pin(registry: string, version: string, at: number): void;
  unpin(registry: string, version: string): void;
  /** In the order in which they were pinned. */
  pinned(registry: string): string[];
  isPinned(registry: string, version: string): boolean;
  /** Of these chunks, those that the remote was seen to hold between two times of its clock. */
  inRemote(remote: string, chunks: readonly Digest[], between: { readonly since: number; readonly until: number }): Set<Digest>;
  noteInRemote(remote: string, chunks: readonly Digest[], at: number): void;
  /** All of the remote's, if none are named. */
  forgetInRemote(remote: string, chunks?: readonly Digest[]): void;
  /** Kept blobs that hold the chunk, and where. */
  placesOf(chunk: Digest): { readonly blob: Digest; readonly from: number }[];
  /** Those of the chunks that `placesOf` may find somewhere. */
  withinOthers(chunks: readonly Digest[]): Set<Digest>;
  used(blobs: readonly Digest[], at: number): void;
  /** Blobs longer than `above` bytes, least recently used first. */
  leastUsed(above: number): { readonly blob: Digest; readonly size: number; readonly used: number; readonly confirmed: boolean; readonly linked: boolean }[];
  log(line: Omit<SyncLogRow, 'id' | 'about'> & Partial<Pick<SyncLogRow, 'about'>>): void;
  /** Newest first. `errors`: what failed, also in passing. */
  logLines(query: string, before: number | null, limit: number, show?: 'all' | 'errors' | 'skipped' | 'conflicts'): SyncLogRow[];
}
/** A tensor inside a kept blob. `path` names the file for people. */
export interface TensorRange {
  readonly blob: Digest;
  readonly path: string;
  readonly offset: number;
  readonly bytes: number;
  readonly dtype: string;
}

/** `values`: measured number by number. `bytes`: only whether they are the same. */
export type TensorPairs = readonly { readonly before: TensorRange; readonly after: TensorRange; readonly how: 'values' | 'bytes' }[];

export interface Cache {
  readonly dataRoot: string;
  readonly sync: SyncRows;

  /**
   * Files and folders to entries. Errors: `source_missing`, `source_unreadable`, `invalid_path` (a name that is not UTF-8,
   * a link out of the folder or in a loop, a device, socket or pipe), `duplicate_path`, `cancelled`.
   */
  scan(paths: readonly string[], options?: ScanOptions): Promise<Scan>;
  /** The digest of each entry as far as the stat cache knows it without reading, else null. */
  known(entries: readonly SourceEntry[]): Promise<(Digest | null)[]>;
  /** A new hold of this process. */
  hold(): Hold;
  /**
   * Keeps the bytes of every entry as a durable blob with chunk list, under `options.hold`. Errors: `source_changed`,
   * `source_missing`, `source_unreadable`, `no_space`, `data_root_unusable`, `cancelled`; none leaves anything behind.
   */
  ingest(entries: readonly SourceEntry[], options: IngestOptions): Promise<IngestResult>;
  /**
   * Keeps a stream of bytes as a durable blob under the hold, in one pass; while nothing comes, nobody else waits for it. Errors: `invalid_input` (length or MD5 not as
   * announced), `no_space`, `data_root_unusable`, `cancelled`; none leaves the bytes behind.
   */
  receive(source: AsyncIterable<Uint8Array>, hold: Hold, options: ReceiveOptions): Promise<Received>;
  /** Keeps small derived bytes (facts, manifests, diffs) as a durable blob under the hold. */
  putBytes(bytes: Uint8Array, hold: Hold): Promise<Digest>;
  /** The same for many blobs of at most 16 MiB, in one go. */
  putMany(bodies: readonly Uint8Array[], hold: Hold): Promise<Digest[]>;
  /**
   * Begins, or goes on with, a blob that arrives chunk by chunk. One at a time brings it: who comes meanwhile waits until that one has
   * closed, and has every chunk if it is here by then. Errors: `no_space`, `corrupt` for a list that does not fit, the reason of the signal.
   */
  arrive(blob: Digest, size: number, list: ChunkList, hold: Hold, signal?: AbortSignal): Promise<Arrival>;
  /** Writes a blob of at most 16 MiB, which the caller has verified, beside those that arrive in parts: the end of the process loses none of it. */
  arriveWhole(blob: Digest, bytes: Uint8Array): Promise<void>;
  /** Of these blobs, those of which something is on disk though they are not kept. */
  begun(blobs: readonly Digest[]): Set<Digest>;
  /** Whether it arrived whole before: what lies there is read. `hold` is the caller's own: what others hold is theirs. */
  hasArrived(blob: Digest, hold?: Hold): Promise<boolean>;
  /** Makes durable blobs of what arrived whole. */
  keepArrived(blobs: readonly { readonly blob: Digest; readonly bytes: number }[], hold: Hold): Promise<void>;
  /** Blobs that have arrived in part, or wait to be kept, and what they take on disk. */
  incoming(): Promise<{ readonly blob: Digest; readonly bytes: number }[]>;
  dropIncoming(blob: Digest): Promise<void>;
  /** One chunk of a kept blob, verified; undefined when it is not here, or is another than was asked for. A damaged blob is set aside: one that differs from its own list, not from another's. It lies in `room` if that is long enough. */
  readChunk(blob: Digest, from: number, chunk: Chunk, room?: Uint8Array): Promise<Uint8Array | undefined>;
  /** Every kept blob and its size, also those that were set aside. */
  blobs(): { readonly digest: Digest; readonly size: number }[];
  /**
   * Removes blobs that nobody holds. `mayGo` is asked once more inside the transaction that removes them: whatever began to name
   * a blob before is seen by it.
   */
  remove(blobs: readonly Digest[], mayGo: (blobs: readonly Digest[]) => ReadonlySet<Digest>): Promise<RemoveResult>;

  /** A committed version names these: those of them that are here stay, however the hold ends under which they came. */
  confirm(blobs: readonly Digest[]): void;
  /** True for each blob that is on this computer and not known to be damaged. Asks the rows, then the disk. */
  has(blobs: readonly Digest[]): boolean[];
  /** All bytes of a blob of at most 256 MiB, verified. `offline` when it is not here, `corrupt` when it is damaged. */
  read(blob: Digest): Promise<Uint8Array>;
  /** Reads parts of a blob, unverified: for headers. Calls `use` with the source open. */
  withSource<T>(blob: Digest, name: string, use: (source: BlobSource) => Promise<T>): Promise<T>;
  /** Where a blob lies, for the system's own reading (drag out). Never to be written to. */
  blobPath(blob: Digest): string;
  chunks(blob: Digest): ChunkList | undefined;
  /** Holds tensors against each other in a thread of its own, in the order given. Errors: `offline`, `corrupt`, `cancelled`. */
  compareTensors(pairs: TensorPairs, options?: Pick<CheckoutOptions, 'signal' | 'onProgress'>): Promise<readonly { readonly figures: Figures | null; readonly same: boolean }[]>;
  /** How the values of one tensor lie on both sides, over the range of both. */
  tensorHistogram(before: TensorRange | undefined, after: TensorRange | undefined, bins: number, options?: Pick<CheckoutOptions, 'signal'>): Promise<{ min: number; max: number; nonFinite: number; before: number[] | null; after: number[] | null }>;
  /** Blobs and bytes kept. */
  stat(): { readonly blobs: number; readonly bytes: number };

  getDigest(blob: Digest, algorithm: string): string | undefined;
  setDigest(blob: Digest, algorithm: string, value: string): void;
  /** Blobs known to have this digest by another algorithm. They may have been evicted since: ask `has`. */
  withDigest(algorithm: string, value: string): Digest[];

  /**
   * Writes files to a folder that is absent, empty, or holds exactly them already. Every problem is found before anything
   * is written, and the folder appears whole or not at all. Errors: `target_exists`, `target_unwritable`, `invalid_path`,
   * `duplicate_path`, `offline`, `corrupt`, `no_space`, `cancelled`.
   */
  checkout(files: readonly CheckoutFile[], targetDir: string, options?: CheckoutOptions): Promise<CheckoutResult>;

  /**
   * Notes a file, named with `EXPORT_TEMP` first, that is going to be written outside of the data root: if this process dies, a later
   * start removes it. Gives the end of the note. Errors: `data_root_unusable`, `no_space`.
   */
  noteTemp(path: string): () => void;

  /** Reads blobs (all, if none are named) and names each that is missing or is not what its name says; those are set aside. */
  verify(blobs?: readonly Digest[], options?: Pick<CheckoutOptions, 'signal' | 'onProgress'>): Promise<VerifyResult>;

  /** Whether the bytes of this file would be shared with the cache rather than copied. Tried once for each pair of volumes. */
  canClone(sourceFile: string): Promise<boolean>;
  /** Whether files of the data root can share bytes with each other (btrfs, XFS, APFS): then what a file takes may not leave the disk with it. */
  sharesBytes(): Promise<boolean>;
  /** Of the volume of the data root, in bytes. */
  freeSpace(): Promise<{ readonly free: number; readonly total: number }>;

  /** Removes what dead processes left: temporary files, and blobs that no row names. Safe while others ingest. */
  sweep(options?: SweepOptions): Promise<SweepResult>;

  /** Stops the workers and closes the database. Work that is going on ends with `cancelled`. */
  close(): Promise<void>;
}

/** The right to sync, evict and collect: one process at a time for one data root; the system drops it with the process. */
export interface Lease {
  /** Takes a share in it, and gives its release: the lease is ours until every share is released. Undefined while another process has it. */
  acquire(): (() => void) | undefined;
  readonly heldByUs: boolean;
}
