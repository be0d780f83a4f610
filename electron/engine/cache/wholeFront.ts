// What lies in a file that is written chunk by chunk, in any order: which chunks it has, and the digest of the whole, from its front on.
import { Blake3Hasher } from '@napi-rs/blake-hash';
import type { FileHandle } from 'node:fs/promises';
import type { Digest } from '../../../shared/contract/primitives.js';
import { digestText } from './layout.js';
import type { ChunkList } from './types.js';

/** Bytes that are read back at once. */
const READ_BYTES = 1024 * 1024;

/** Hands over a stretch of the file piece by piece, each valid until the next is asked for. It may end before. */
async function* piecesOf(file: FileHandle, from: number, length: number, room: Uint8Array): AsyncGenerator<Uint8Array, void, void> {
  for (let got = 0; got < length; ) {
    const { bytesRead } = await file.read(room, 0, Math.min(room.length, length - got), from + got);
    if (bytesRead === 0) return;
    yield room.subarray(0, bytesRead);
    got += bytesRead;
  }
}

/** Which chunks are in the file already. Regions that were never written are zeros, and read fast. */
export async function lookAgain(file: FileHandle, list: ChunkList, places: readonly number[], here: boolean[]): Promise<void> {
  const room = Buffer.allocUnsafeSlow(READ_BYTES);
  for (const [index, chunk] of list.chunks.entries()) {
    const hasher = new Blake3Hasher();
    for await (const piece of piecesOf(file, places[index] ?? 0, chunk.length, room)) hasher.update(piece);
    here[index] = digestText(hasher.digestBuffer()) === chunk.digest;
  }
}

export interface Front {
  /** The chunk has been written: its bytes are not read back when it is the next. */
  came(index: number, bytes: Uint8Array): void;
  /** Of the whole; every chunk must be there. */
  digest(): Promise<Digest>;
}

/** Computes the digest of the whole while its chunks come, in whatever order. Begins at once with what is there. */
export function createFront(file: FileHandle, list: ChunkList, places: readonly number[], here: readonly boolean[]): Front {
  const hasher = new Blake3Hasher();
  const room = Buffer.allocUnsafeSlow(READ_BYTES);
  let next = 0;
  let going: Promise<void> | undefined;
  async function catchUp(): Promise<void> {
    for (let chunk = list.chunks[next]; chunk && here[next]; chunk = list.chunks[next]) {
      for await (const piece of piecesOf(file, places[next] ?? 0, chunk.length, room)) hasher.update(piece);
      next += 1;
    }
  }
  const follow = (): Promise<void> => (going ??= catchUp().finally(() => (going = undefined)));
  const goOn = (): void => {
    // A failure to read shows again when the end is asked for.
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
      await going?.catch(() => {});
      await follow();
      return digestText(hasher.digestBuffer());
    },
  };
}
