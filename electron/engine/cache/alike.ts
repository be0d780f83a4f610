// A new version of a model is for the most part the one before. Where the file system can share bytes, a blob that arrives begins as
// a clone of the kept one that it is most alike: what is the same at the same place is neither fetched nor written.
import { chmod, link, open, rm, truncate, type FileHandle } from 'node:fs/promises';
import type { Digest } from '../../../shared/contract/primitives.js';
import type { Parts } from './parts.js';
import type { Chunk, ChunkList } from './types.js';

/** Chunks that are looked for, at even distances: enough to tell which blob is most alike. */
const ASKED = 256;

export interface Begun {
  readonly from: Digest;
  /** The other blob: what of it is in memory need not be read from the disk once more. */
  readonly file: FileHandle;
  /** Of each chunk, whether the other blob has it at the same place. */
  readonly has: readonly boolean[];
}

export interface Begins {
  readonly path: string;
  /** A name in a folder of ours, where it is made. */
  readonly temp: string;
  readonly size: number;
}

/** Gives the path a clone of the blob, of its length from the moment it is there; false where it cannot. A file that was there stays. */
async function cloneInto(parts: Parts, blob: Digest, { path, temp, size }: Begins): Promise<boolean> {
  if (!(await parts.cloner.tryClone(parts.layout.blob(blob), temp))) return false;
  try {
    await chmod(temp, 0o600);
    await truncate(temp, size);
    await link(temp, path);
    return true;
  } finally {
    await rm(temp, { force: true });
  }
}

/**
 * Makes a file that arrives a clone of the kept blob that has most of these chunks at these places; undefined when none has any, the file
 * system cannot, something else lies there, or the other blob cannot be read: it is a shorter way and no other. Nothing of the other blob
 * is read here; it is sound as far as can be told without.
 */
export async function beginAlike(parts: Parts, begins: Begins, list: ChunkList, places: readonly number[]): Promise<Begun | undefined> {
  const step = Math.ceil(list.chunks.length / ASKED);
  // One that repeats, as zeros do, is asked for once: each blob has it at many places.
  const asked = new Map(list.chunks.flatMap(({ digest }, index) => (index % step === 0 ? [[digest, places[index] ?? 0] as const] : [])));
  const from = parts.rows.mostAlike(asked);
  const other = from && parts.rows.chunks(from);
  if (!from || !other || !parts.presence.isSound(from)) return undefined;
  let file: FileHandle | undefined;
  let begun = false;
  try {
    file = await open(parts.layout.blob(from), 'r');
    begun = await cloneInto(parts, from, begins);
  } catch {
    // Evicted a moment ago, unreadable, or the same blob is being brought already.
  }
  if (!file || !begun) {
    await file?.close();
    return undefined;
  }
  const there = new Map<number, Chunk>();
  let end = 0;
  for (const chunk of other.chunks) {
    there.set(end, chunk);
    end += chunk.length;
  }
  const isThere = ({ digest, length }: Chunk, index: number): boolean => {
    const chunk = there.get(places[index] ?? 0);
    return chunk?.digest === digest && chunk.length === length;
  };
  return { from, file, has: list.chunks.map(isThere) };
}
