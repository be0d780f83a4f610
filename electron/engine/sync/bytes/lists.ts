// How a blob is carried: in chunks by a list, or inline. Part of a manifest's object, or an object of its own.
import { z } from 'zod';
import type { ChunkList } from '../../cache/types.js';

/** A chunk is never longer. A blob without an entry is its own one chunk. */
export const MAX_CHUNK = 16 * 1024 * 1024;
/** Files up to this size lie inline in the manifest's object, as long as all of them together stay below the second bound. */
export const INLINE = { each: 16 * 1024, all: 128 * 1024 } as const;
const MAX_CHUNKS = 2_000_000;

const Hex = z.string().regex(/^[0-9a-f]{64}$/);
export const CarriedList = z.object({ chunker: z.string().max(40), version: z.number().int().positive(), chunks: z.array(z.tuple([Hex, z.number().int().positive().max(MAX_CHUNK)])).min(1).max(MAX_CHUNKS) });
export type CarriedList = z.infer<typeof CarriedList>;
export const CarriedBlob = z.union([CarriedList, z.object({ inline: z.base64() })]);
export type CarriedBlob = z.infer<typeof CarriedBlob>;

/** What a manifest's object says about its blobs, by digest. Entries in no form that is known are left out. */
export type Carried = ReadonlyMap<string, CarriedBlob>;

export function readCarried(blobs: Readonly<Record<string, unknown>>): Carried {
  const carried = new Map<string, CarriedBlob>();
  for (const [digest, entry] of Object.entries(blobs)) {
    const parsed = CarriedBlob.safeParse(entry);
    if (parsed.success && /^b3:[0-9a-f]{64}$/.test(digest)) carried.set(digest, parsed.data);
  }
  return carried;
}

export function carriedList(list: ChunkList): CarriedBlob {
  return { chunker: list.chunker, version: list.version, chunks: list.chunks.map(({ digest, length }) => [digest.slice(3), length]) };
}

/** The chunks of a blob as they lie in the remote: by its entry, or the blob itself where it is short and has none. */
export function listFor(blob: string, bytes: number, entry: CarriedBlob | undefined): ChunkList | undefined {
  if (entry && 'chunks' in entry) return { chunker: entry.chunker, version: entry.version, chunks: entry.chunks.map(([hex, length]) => ({ digest: `b3:${hex}`, length })) };
  if (bytes > MAX_CHUNK) return undefined;
  return { chunker: 'whole', version: 1, chunks: [{ digest: blob, length: bytes }] };
}
