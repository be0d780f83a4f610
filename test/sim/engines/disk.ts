// The disk of one simulated device: blobs in memory behind the interface that sync uses of the cache. What was not made durable is
// gone after a crash; what arrives chunk by chunk outlives one, as files do.
import { blake3 } from '@napi-rs/blake-hash';
import type { Arrival, Chunk, ChunkList } from '../../../electron/engine/cache/types.js';
import type { ByteStore } from '../../../electron/engine/sync/bytes/types.js';

export const digestOf = (bytes: Uint8Array): string => `b3:${blake3(bytes).toString('hex')}`;

/** Blobs are cut in pieces of this length; short ones are one chunk. */
export const PIECE = 4096;

export function cut(bytes: Uint8Array): ChunkList {
  const chunks: Chunk[] = [];
  for (let from = 0; from < bytes.length; from += PIECE) {
    const piece = bytes.subarray(from, from + PIECE);
    chunks.push({ digest: digestOf(piece), length: piece.length });
  }
  return chunks.length > 1 ? { chunker: 'simulated', version: 1, chunks } : { chunker: 'whole', version: 1, chunks: [{ digest: digestOf(bytes), length: bytes.length }] };
}

export interface Disk extends ByteStore {
  /** Keeps bytes as an ingest does: durable when it returns. */
  keep(bytes: Uint8Array): string;
  remove(blob: string): void;
  /** Turns a bit of a kept blob. */
  rot(blob: string): void;
  /** Everything that was not durable is gone. */
  crash(): void;
  read(blob: string): Uint8Array | undefined;
  list(): string[];
}

/** @param step called before everything that a crash may come between */
export function createDisk(step: (what: string) => void): Disk {
  const blobs = new Map<string, { bytes: Uint8Array; list: ChunkList }>();
  const parts = new Map<string, Uint8Array>();
  const seen = new Map<string, Map<string, number>>();
  const whole = (blob: string): Uint8Array | undefined => {
    const found = blobs.get(blob)?.bytes;
    return found && digestOf(found) === blob ? found : undefined;
  };

  function arrive(blob: string, size: number, list: ChunkList): Arrival {
    const part = parts.get(blob) ?? new Uint8Array(size);
    parts.set(blob, part);
    const places = list.chunks.map((_, index) => list.chunks.slice(0, index).reduce((sum, { length }) => sum + length, 0));
    const here = list.chunks.map(({ digest, length }, index) => digestOf(part.subarray(places[index] ?? 0, (places[index] ?? 0) + length)) === digest);
    return {
      has: (index) => here[index] === true,
      async write(index, bytes) {
        step('write');
        const chunk = list.chunks[index];
        if (!chunk || digestOf(bytes) !== chunk.digest) return false;
        part.set(bytes, places[index] ?? 0);
        here[index] = true;
        return true;
      },
      async finish() {
        step('finish');
        if (digestOf(part) !== blob) throw new Error('The simulated list of chunks makes another file');
        blobs.set(blob, { bytes: part.slice(), list });
        parts.delete(blob);
        return true;
      },
      close: async () => {},
      discard: async () => void parts.delete(blob),
    };
  }

  return {
    has: (wanted) => wanted.map((blob) => blobs.has(blob)),
    chunks: (blob) => blobs.get(blob)?.list,
    async readChunk(blob, from, chunk) {
      step('read');
      const bytes = blobs.get(blob)?.bytes.slice(from, from + chunk.length);
      if (bytes && digestOf(bytes) === chunk.digest) return bytes;
      // As the cache does: a damaged blob is set aside.
      if (bytes && blobs.has(blob) && whole(blob) === undefined) blobs.delete(blob);
      return undefined;
    },
    arrive: async (blob, size, list) => arrive(blob, size, list),
    async arriveWhole(blob, bytes) {
      step('arrive');
      parts.set(blob, bytes.slice());
    },
    hasArrived: async (blob) => digestOf(parts.get(blob) ?? new Uint8Array(0)) === blob,
    async keepArrived(arrived) {
      step('keep');
      for (const { blob } of arrived) {
        const bytes = parts.get(blob);
        if (!bytes || digestOf(bytes) !== blob) throw new Error('What had arrived is not there any more');
        blobs.set(blob, { bytes, list: cut(bytes) });
        parts.delete(blob);
      }
    },
    begun: (wanted) => new Set(wanted.filter((blob) => parts.has(blob))),
    async putMany(bodies) {
      step('put');
      return bodies.map((bytes) => {
        const digest = digestOf(bytes);
        blobs.set(digest, { bytes: bytes.slice(), list: cut(bytes) });
        return digest;
      });
    },
    hold: () => ({ id: 'hold', add: (wanted) => wanted.map((blob) => blobs.has(blob)), release: () => {}, letGo: () => {}, cancel: async () => {} }),
    dropIncoming: async (blob) => void parts.delete(blob),
    sync: {
      inRemote(remote, chunks, { since, until }) {
        const known = seen.get(remote);
        const isIn = (at: number): boolean => at >= since && at <= until;
        return new Set(chunks.filter((chunk) => isIn(known?.get(chunk) ?? -Infinity)));
      },
      noteInRemote(remote, chunks, at) {
        const known = seen.get(remote) ?? new Map<string, number>();
        seen.set(remote, known);
        for (const chunk of chunks) known.set(chunk, at);
      },
      forgetInRemote(remote, chunks) {
        if (chunks === undefined) seen.delete(remote);
        else for (const chunk of chunks) seen.get(remote)?.delete(chunk);
      },
      withinOthers: (chunks) => new Set(chunks),
      placesOf: (chunk) =>
        [...blobs].flatMap(([blob, { list }]) => {
          let from = 0;
          for (const { digest, length } of list.chunks) {
            if (digest === chunk) return [{ blob, from }];
            from += length;
          }
          return [];
        }),
    },
    keep(bytes) {
      const digest = digestOf(bytes);
      blobs.set(digest, { bytes: bytes.slice(), list: cut(bytes) });
      return digest;
    },
    remove: (blob) => void blobs.delete(blob),
    rot(blob) {
      const found = blobs.get(blob);
      if (found && found.bytes.length > 0) found.bytes[found.bytes.length >> 1] = (found.bytes[found.bytes.length >> 1] ?? 0) ^ 1;
    },
    crash() {
      // A file of chunks may hold a piece that never reached the disk.
      for (const part of parts.values()) part.fill(0, 0, Math.min(PIECE, part.length));
    },
    read: whole,
    list: () => [...blobs.keys()],
  };
}
