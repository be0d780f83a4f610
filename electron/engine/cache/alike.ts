// A new version of a model is for the most part the one before. Where the file system can share bytes, a blob that arrives begins as
// a clone of the kept one that it is most alike: what is the same at the same place is neither fetched nor written.
import { open, type FileHandle } from 'node:fs/promises';
import type { Digest } from '../../../shared/contract/primitives.js';
import { errnoOf } from './fsErrors.js';
import type { Parts } from './parts.js';
import type { ChunkList } from './types.js';

/** Chunks that are looked for, at even distances: enough to tell which blob is most alike. */
const ASKED = 256;

export interface Begun {
  readonly from: Digest;
  /** The other blob: what of it is in memory need not be read from the disk once more. */
  readonly file: FileHandle;
  /** Of each chunk, whether the other blob has it at the same place. */
  readonly has: readonly boolean[];
}

/**
 * Makes `path` a clone of the kept blob that has most of these chunks at these places; undefined, with nothing left there, when none has
 * any or the file system cannot. Nothing of the other blob is read here; it is sound as far as can be told without.
 */
export async function beginAlike(parts: Parts, path: string, list: ChunkList, places: readonly number[]): Promise<Begun | undefined> {
  const step = Math.ceil(list.chunks.length / ASKED);
  const asked = list.chunks.flatMap(({ digest }, index) => (index % step === 0 ? [{ digest, place: places[index] ?? 0 }] : []));
  const from = parts.rows.mostAlike(asked);
  const other = from && parts.rows.chunks(from);
  if (!from || !other || !parts.presence.isSound(from)) return undefined;
  let file: FileHandle | undefined;
  try {
    file = await open(parts.layout.blob(from), 'r');
    if (!(await parts.cloner.tryClone(parts.layout.blob(from), path))) {
      await file.close();
      return undefined;
    }
  } catch (error) {
    await file?.close();
    // Evicted a moment ago, or another process brings the same blob.
    if (['ENOENT', 'EEXIST'].includes(errnoOf(error) ?? '')) return undefined;
    throw error;
  }
  const there = new Map<number, Digest>();
  let end = 0;
  for (const { digest, length } of other.chunks) {
    there.set(end, digest);
    end += length;
  }
  return { from, file, has: list.chunks.map(({ digest }, index) => there.get(places[index] ?? 0) === digest) };
}
