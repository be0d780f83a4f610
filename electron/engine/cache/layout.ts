// Where things lie in a data root, as far as the cache is concerned.
import { join, sep } from 'node:path';
import type { Digest } from '../../../shared/contract/primitives.js';

/** A blob is read-only, also to its owner. */
export const BLOB_MODE = 0o444;

export interface Layout {
  readonly root: string;
  readonly database: string;
  readonly blobs: string;
  readonly temp: string;
  readonly quarantine: string;
  /** Blobs that are being fetched, one file each; they outlive the process that fetches. */
  readonly incoming: string;
  blob(digest: Digest): string;
}

export function layoutOf(root: string): Layout {
  const blobs = join(root, 'blobs');
  return {
    root,
    database: join(root, 'cache.db'),
    blobs,
    temp: join(root, 'tmp'),
    quarantine: join(root, 'quarantine'),
    incoming: join(root, 'incoming'),
    blob: (digest) => `${blobs}${sep}${digest.slice(3, 5)}${sep}${digest.slice(5)}`,
  };
}

/** A digest as the database keeps it: 32 bytes. */
export function digestBytes(digest: Digest): Buffer {
  return Buffer.from(digest.slice(3), 'hex');
}

/** libsql gives a stored blob as a Buffer from `get` and as an ArrayBuffer from `all`. */
export function digestText(bytes: Uint8Array | ArrayBuffer): Digest {
  const buffer = bytes instanceof ArrayBuffer ? Buffer.from(bytes) : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return `b3:${buffer.toString('hex')}`;
}
