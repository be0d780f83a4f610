// Jobs that the worker threads do, and what they answer.
import type { ErrorShape } from '../../../../shared/contract/errors.js';
import type { Chunking, HashedStream } from '../chunker/chunkStream.js';
import type { Figures } from '../../domain/weights/statistics.js';
import type { FileIdentity } from '../types.js';
import type { BeltMemory } from './belt.js';
import type { ControlBuffer } from './control.js';

/** Reads a large file onto the belt and hashes it as a whole; an error when it is not, or not any more, what was looked at. */
export interface ReadJob {
  readonly kind: 'read';
  readonly source: string;
  /** Null where the source is a blob of ours: it cannot change. */
  readonly identity: FileIdentity | null;
  readonly size: number;
  /** Another thread cuts what was read. */
  readonly alsoCut: boolean;
  readonly belt: BeltMemory;
  readonly control: ControlBuffer;
}

/** Cuts what was read. */
export interface CutJob {
  readonly kind: 'cut';
  readonly size: number;
  readonly borders: readonly number[] | null;
  readonly belt: BeltMemory;
  readonly control: ControlBuffer;
}

/** Writes what was read to a new file. */
export interface WriteJob {
  readonly kind: 'write';
  readonly size: number;
  readonly target: string;
  /** Whose disk it is, for the words of an error. */
  readonly place: 'root' | 'target';
  /** It is going to be made durable: a blob is; a checkout can be made again, and is compared before it is used again. */
  readonly durable: boolean;
  readonly belt: BeltMemory;
  readonly control: ControlBuffer;
}

/** Gives a file its mode at last and, if asked, waits until it is on disk. */
export interface SealJob {
  readonly kind: 'seal';
  readonly file: string;
  readonly mode: number;
  readonly place: 'root' | 'target';
  readonly durable: boolean;
}

/** Hashes and cuts a file. */
export interface HashJob {
  readonly kind: 'hash';
  readonly file: string;
  readonly size: number;
  /** `none`: the digest of the whole alone. */
  readonly cut: 'none' | { readonly borders: readonly number[] | null };
  /** The MD5 of the whole as well. */
  readonly md5?: boolean | undefined;
  /** Makes the file durable with this mode at the end: for a clone. */
  readonly seal?: number | undefined;
  /** It is still being written, as far as `Control.written` says; its writer cancels when it never will be whole. */
  readonly growing?: boolean | undefined;
  readonly control: ControlBuffer;
}

export interface SummedStream extends HashedStream {
  /** Base64; empty where it was not asked for. */
  readonly md5: string;
}

export interface SmallFile {
  readonly source: string;
  readonly identity: FileIdentity;
  readonly size: number;
  readonly temp: string;
}

/** Reads, hashes and writes many small files, one after the other. They are not durable yet. */
export interface BatchJob {
  readonly kind: 'batch';
  readonly files: readonly SmallFile[];
  /** A file whose blob is there already is not written to its temp path; `force` writes it all the same. */
  readonly blobs: string;
  readonly force: boolean;
  readonly control: ControlBuffer;
}

export interface BatchResult {
  readonly digest: string;
  readonly written: boolean;
}

export interface Placement {
  readonly temp: string;
  readonly blob: string;
  /** A blob that lies there already stays only if this is its stamp; else it is replaced by the file just hashed. */
  readonly keep: string | null;
}

/** Renames sealed temporary files to their blobs. */
export interface PlaceJob {
  readonly kind: 'place';
  readonly files: readonly Placement[];
  /** Each is made read-only and durable before it is placed; false where that was done. */
  readonly seal: boolean;
}

export interface PlaceResult {
  /** False when a sound blob was there already and stayed. */
  readonly placed: boolean;
  /** True when nothing was there before. */
  readonly added: boolean;
  readonly stamp: string;
}

/** Looks whether files are there with the stamps they should have. */
export interface LookJob {
  readonly kind: 'look';
  /** Paths and stamps by turns, with NULs between them: one text is handed over quicker than many. */
  readonly files: string;
}

export interface LookResult {
  /** Places, from 0, of those that are not. */
  readonly otherwise: readonly number[];
}

/** Makes renames in these folders durable. */
export interface SyncFoldersJob {
  readonly kind: 'syncFolders';
  readonly folders: readonly string[];
}

export interface OutFile {
  readonly blob: string;
  readonly digest: string;
  readonly size: number;
  readonly target: string;
}

/** Writes blobs to new files, verifying each; the first damaged one ends it. */
export interface WriteOutJob {
  readonly kind: 'writeOut';
  readonly files: readonly OutFile[];
  readonly control: ControlBuffer;
}

export interface WriteOutResult {
  /** Index of the file whose blob is not what its name says, or null. */
  readonly damaged: number | null;
}

/** Where a tensor lies, and how its numbers are written. */
export interface TensorPlace {
  readonly file: string;
  readonly offset: number;
  readonly bytes: number;
  readonly dtype: string;
}

/** Holds tensors against each other, one pair after the other. */
export interface TensorJob {
  readonly kind: 'tensors';
  readonly pairs: readonly { readonly before: TensorPlace; readonly after: TensorPlace; readonly how: 'values' | 'bytes' }[];
  readonly control: ControlBuffer;
}

export interface TensorResult {
  /** Null where only bytes were compared. */
  readonly figures: Figures | null;
  readonly same: boolean;
}

/** Counts the values of one tensor on both sides, over the range of both. */
export interface TensorHistogramJob {
  readonly kind: 'tensorHistogram';
  readonly before: TensorPlace | null;
  readonly after: TensorPlace | null;
  readonly bins: number;
  readonly control: ControlBuffer;
}

export interface TensorHistogramResult {
  readonly min: number;
  readonly max: number;
  readonly nonFinite: number;
  readonly before: number[] | null;
  readonly after: number[] | null;
}

export interface JobResults {
  tensors: readonly TensorResult[];
  tensorHistogram: TensorHistogramResult;
  read: { readonly digest: string };
  cut: Chunking;
  write: null;
  seal: null;
  hash: SummedStream;
  batch: readonly BatchResult[];
  place: readonly PlaceResult[];
  syncFolders: null;
  look: LookResult;
  writeOut: WriteOutResult;
}

export type Job = ReadJob | CutJob | WriteJob | SealJob | HashJob | BatchJob | PlaceJob | SyncFoldersJob | LookJob | WriteOutJob | TensorJob | TensorHistogramJob;
export type ResultOf<J extends Job> = JobResults[J['kind']];

export interface JobRequest {
  readonly id: number;
  readonly job: Job;
}

export type JobReply =
  | { readonly id: number; readonly result: JobResults[Job['kind']] }
  | { readonly id: number; readonly error: ErrorShape };
