// A blob that arrives chunk by chunk. Its file has its full length from the start and outlives the process: what is in it is found
// again by hashing, so that no note about it can be wrong. It becomes a blob only when all of it has the blob's digest, which is computed
// as the chunks come, and is brought to the disk meanwhile: little is left to do at the end.
import { Blake3Hasher } from '@napi-rs/blake-hash';
import { constants } from 'node:fs';
import { chmod, mkdir, open, readdir, rm, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { CairnError } from '../../../shared/contract/errors.js';
import type { Digest } from '../../../shared/contract/primitives.js';
import { formatBytes } from '../../../shared/util/formatBytes.js';
import { createFlusher } from './flusher.js';
import { readFreeSpace } from './freeSpace.js';
import { namedError } from './fsErrors.js';
import type { WorkingHold } from './holds.js';
import { fileFor, takeBack } from './incomingFile.js';
import { place, record } from './keep.js';
import { BLOB_MODE, digestText } from './layout.js';
import type { Parts } from './parts.js';
import type { Arrival, ChunkList } from './types.js';
import { writeAllAside } from './worker/writeAll.js';

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
async function lookAgain(file: FileHandle, list: ChunkList, here: boolean[]): Promise<void> {
  const room = Buffer.allocUnsafeSlow(READ_BYTES);
  let from = 0;
  for (const [index, chunk] of list.chunks.entries()) {
    const hasher = new Blake3Hasher();
    for await (const piece of piecesOf(file, from, chunk.length, room)) hasher.update(piece);
    here[index] = digestText(hasher.digestBuffer()) === chunk.digest;
    from += chunk.length;
  }
}

/** The digest of the whole, from its front on: of chunks in the order of the file, whenever they come. */
function createFront(file: FileHandle, list: ChunkList, places: readonly number[], here: readonly boolean[]): { came(index: number, bytes: Uint8Array): void; digest(): Promise<Digest> } {
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
  return {
    came(index, bytes) {
      if (going) return;
      if (index === next) {
        hasher.update(bytes);
        next += 1;
      }
      // A failure to read shows again when the end is asked for.
      if (here[next]) follow().catch(() => {});
    },
    async digest() {
      await going?.catch(() => {});
      await follow();
      return digestText(hasher.digestBuffer());
    },
  };
}

/** See `Cache.arrive`. */
export async function arrive(parts: Parts, blob: Digest, size: number, list: ChunkList, hold: WorkingHold): Promise<Arrival> {
  const path = fileFor(parts, blob);
  const named = (error: unknown): CairnError => namedError(error, 'root', 'Receiving', path);
  const places: number[] = [];
  let total = 0;
  for (const { length } of list.chunks) {
    places.push(total);
    total += length;
  }
  if (total !== size) throw new CairnError('corrupt', `Receiving ${blob}: its list of chunks makes ${total} bytes and not ${size}`, { blob });
  const here = list.chunks.map(() => false);
  let file: FileHandle;
  try {
    await mkdir(parts.layout.incoming, { recursive: true });
    takeBack(parts, blob);
    const before = await stat(path).catch(() => undefined);
    const { free } = await readFreeSpace(parts.layout.root);
    const needed = size - (before ? before.blocks * 512 : 0);
    if (needed > free) throw new CairnError('no_space', `Receiving ${blob}: it takes ${formatBytes(needed)} and ${formatBytes(free)} are free where the data folder is; free some space, it goes on by itself`, { needed, free });
    // A process that ended on its last step left it sealed.
    if (before) await chmod(path, 0o600);
    file = await open(path, constants.O_RDWR | constants.O_CREAT, 0o600);
    if (before && before.size === size) await lookAgain(file, list, here);
    else await file.truncate(size);
  } catch (error) {
    throw named(error);
  }
  const front = createFront(file, list, places, here);
  const flusher = createFlusher(file);
  let closed = false;
  const close = async (): Promise<void> => {
    if (closed) return;
    closed = true;
    const refused = await flusher.end().then(() => false, () => true);
    await file.close();
    // What the disk refused is read from memory as if it were there, until it is not.
    if (refused) await rm(path, { force: true });
  };
  const sync = async (): Promise<void> => {
    try {
      await flusher.end();
      await file.sync();
    } catch (error) {
      await close();
      await rm(path, { force: true });
      throw error;
    }
  };
  return {
    has: (index) => here[index] === true,
    async write(index, bytes) {
      const chunk = list.chunks[index];
      if (!chunk || bytes.length !== chunk.length) return false;
      try {
        await writeAllAside(file, bytes, places[index] ?? 0);
      } catch (error) {
        throw named(error);
      }
      here[index] = true;
      front.came(index, bytes);
      flusher.wrote(bytes.length);
      return true;
    },
    async finish() {
      if (!here.every(Boolean)) throw new CairnError('internal', `Receiving ${blob}: not all of it has arrived`);
      try {
        const digest = await front.digest();
        if (digest !== blob) {
          await close();
          await rm(path, { force: true });
          throw new CairnError('corrupt', `Receiving ${blob}: its chunks are sound, and together they are another file; the list of its chunks in the remote is wrong`, { blob });
        }
        await file.chmod(BLOB_MODE);
        await sync();
        await close();
        await record(parts, await place(parts, hold, [{ temp: path, digest: blob, size, list }]), []);
      } catch (error) {
        throw named(error);
      }
    },
    close,
    async discard() {
      await close();
      await rm(path, { force: true });
    },
  };
}

/** Files of blobs that arrived in part: what each is of, and the bytes it takes on disk. */
export async function listIncoming(parts: Parts): Promise<{ readonly blob: Digest; readonly bytes: number }[]> {
  const names = await readdir(parts.layout.incoming).catch(() => []);
  const found = await Promise.all(
    names.map(async (name) => {
      const match = /^([0-9a-f]{64})\.part$/.exec(name);
      const stats = match?.[1] ? await stat(join(parts.layout.incoming, name)).catch(() => undefined) : undefined;
      return match?.[1] && stats ? [{ blob: `b3:${match[1]}`, bytes: stats.blocks * 512 }] : [];
    }),
  );
  return found.flat();
}

/** Removes what arrived of a blob that nobody waits for any more. */
export async function dropIncoming(parts: Parts, blob: Digest): Promise<void> {
  await rm(fileFor(parts, blob), { force: true });
}
