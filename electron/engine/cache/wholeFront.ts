// What lies in a file that is written chunk by chunk, in any order: which chunks it has, and the digest of the whole, from its front on.
import { Blake3Hasher } from '@napi-rs/blake-hash';
import type { FileHandle } from 'node:fs/promises';
import type { Digest } from '../../../shared/contract/primitives.js';
import { digestText } from './layout.js';
import type { ChunkList } from './types.js';

/** Bytes that are read back at once. */
const READ_BYTES = 1024 * 1024;

type Rooms = readonly [Uint8Array, Uint8Array];
const createRooms = (): Rooms => [Buffer.allocUnsafeSlow(READ_BYTES), Buffer.allocUnsafeSlow(READ_BYTES)];

/** Hashes a stretch of the file, each piece while the next is read. It may end before. */
async function hashStretch(hasher: Blake3Hasher, file: FileHandle, from: number, length: number, [room, other]: Rooms): Promise<void> {
  const read = (into: Uint8Array, at: number) => file.read(into, 0, Math.min(into.length, from + length - at), at);
  let [current, next] = [room, other];
  let { bytesRead } = await read(current, from);
  for (let at = from + bytesRead; bytesRead > 0; at += bytesRead) {
    const reading = at < from + length ? read(next, at) : undefined;
    hasher.update(current.subarray(0, bytesRead));
    bytesRead = (await reading)?.bytesRead ?? 0;
    [current, next] = [next, current];
  }
}

/** Which chunks are in the file already. Regions that were never written are zeros, and read fast. */
export async function lookAgain(file: FileHandle, list: ChunkList, places: readonly number[], here: boolean[]): Promise<void> {
  const rooms = createRooms();
  for (const [index, chunk] of list.chunks.entries()) {
    const hasher = new Blake3Hasher();
    await hashStretch(hasher, file, places[index] ?? 0, chunk.length, rooms);
    here[index] = digestText(hasher.digestBuffer()) === chunk.digest;
  }
}

export interface Front {
  /** The chunk has been written: its bytes are not read back when it is the next. */
  came(index: number, bytes: Uint8Array): void;
  /** Of the whole; every chunk must be there. */
  digest(): Promise<Digest>;
}

/**
 * Computes the digest of the whole while its chunks come, in whatever order. Begins at once with what is there.
 * @param fileOf where the bytes of a chunk are read
 */
export function createFront(fileOf: (index: number) => FileHandle, list: ChunkList, places: readonly number[], here: readonly boolean[]): Front {
  const hasher = new Blake3Hasher();
  const rooms = createRooms();
  let next = 0;
  let going: Promise<void> | undefined;
  async function catchUp(): Promise<void> {
    while (here[next]) {
      const file = fileOf(next);
      let [end, length] = [next, 0];
      for (; here[end] && fileOf(end) === file; end += 1) length += list.chunks[end]?.length ?? 0;
      await hashStretch(hasher, file, places[next] ?? 0, length, rooms);
      next = end;
    }
  }
  // After a failure to read it has half of a stretch: it stays failed, and says so when the end is asked for.
  const follow = (): Promise<void> => (going ??= catchUp().then(() => (going = undefined)));
  const goOn = (): void => {
    if (here[next]) follow().catch(() => {});
  };
  goOn();
  return {
    came(index, bytes) {
      if (going) return;
      if (index === next) {
        hasher.update(bytes);
        next += 1;
      }
      goOn();
    },
    async digest() {
      await going;
      await follow();
      return digestText(hasher.digestBuffer());
    },
  };
}
