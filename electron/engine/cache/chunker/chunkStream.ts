// Cuts a stream of bytes into chunks and hashes each; together with the hash of the whole, in one pass.
import { Blake3Hasher } from '@napi-rs/blake-hash';
import { createGearCutter, MAX_CHUNK } from './gear.js';
import type { GearScanner } from './gearWasm.js';
import { planCuts } from './planCuts.js';

/** Chunkers by name and version; a change of any rule is a new version. `whole`: the blob is its one chunk. */
export const CHUNKERS = { whole: 1, parts: 1, gear: 1 } as const;
export type ChunkerName = keyof typeof CHUNKERS;

export interface HashedStream {
  /** 64 hex digits. */
  readonly digest: string;
  readonly chunker: ChunkerName;
  /** Empty for `whole`. */
  readonly chunks: readonly { readonly digest: string; readonly length: number }[];
}

export type Chunking = Omit<HashedStream, 'digest'>;

interface Stream<T> {
  push(bytes: Uint8Array): void;
  finish(): T;
}
export type ChunkStream = Stream<HashedStream>;

/** Ends of chunks as they pass by, from a list made beforehand. */
function planned(cuts: readonly number[]): (bytes: Uint8Array) => number[] {
  let position = 0;
  let next = 0;
  return (bytes) => {
    const ends: number[] = [];
    while (next < cuts.length && (cuts[next] as number) <= position + bytes.length) {
      ends.push((cuts[next] as number) - position);
      next += 1;
    }
    position += bytes.length;
    return ends;
  };
}

/**
 * The chunks of a file. `borders`: parts of it as its format names them; null cuts by content. Files up to 16 MiB are one
 * chunk. `by`: see `createGearCutter`.
 */
export function createChunker(size: number, borders: readonly number[] | null, by?: GearScanner): Stream<Chunking> {
  if (size <= MAX_CHUNK) return { push: () => {}, finish: () => ({ chunker: 'whole', chunks: [] }) };
  const ends = borders ? planned(planCuts(size, borders)) : createGearCutter(by).push;
  const chunks: { digest: string; length: number }[] = [];
  let part = new Blake3Hasher();
  let length = 0;
  const closeChunk = (): void => {
    chunks.push({ digest: part.digest('hex'), length });
    part = new Blake3Hasher();
    length = 0;
  };
  return {
    push(bytes) {
      let at = 0;
      for (const end of ends(bytes)) {
        part.update(bytes.subarray(at, end));
        length += end - at;
        at = end;
        closeChunk();
      }
      part.update(bytes.subarray(at));
      length += bytes.length - at;
    },
    finish() {
      if (length > 0) closeChunk();
      return { chunker: borders ? 'parts' : 'gear', chunks };
    },
  };
}

/** The digest of the whole and those of its chunks. */
export function createChunkStream(size: number, borders: readonly number[] | null): ChunkStream {
  const whole = new Blake3Hasher();
  const chunker = createChunker(size, borders);
  return {
    push(bytes) {
      whole.update(bytes);
      chunker.push(bytes);
    },
    finish: () => ({ digest: whole.digest('hex'), ...chunker.finish() }),
  };
}
