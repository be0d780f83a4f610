// A blob that arrives chunk by chunk. Its file has its full length from the start and outlives the process: what is in it is found
// again by hashing, so that no note about it can be wrong. It becomes a blob only when all of it has the blob's digest.
import { blake3 } from '@napi-rs/blake-hash';
import { constants } from 'node:fs';
import { chmod, mkdir, open, readdir, rm, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { CairnError } from '../../../shared/contract/errors.js';
import type { Digest } from '../../../shared/contract/primitives.js';
import { formatBytes } from '../../../shared/util/formatBytes.js';
import { readFreeSpace } from './freeSpace.js';
import { namedError } from './fsErrors.js';
import type { WorkingHold } from './holds.js';
import { place, record } from './keep.js';
import { digestText } from './layout.js';
import type { Parts } from './parts.js';
import type { Arrival, ChunkList } from './types.js';

const SEALED_MODE = 0o444;

const fileFor = (parts: Parts, blob: Digest): string => join(parts.layout.incoming, `${blob.slice(3)}.part`);

async function readAt(file: FileHandle, from: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  let got = 0;
  while (got < length) {
    const { bytesRead } = await file.read(bytes, got, length - got, from + got);
    if (bytesRead === 0) break;
    got += bytesRead;
  }
  return bytes.subarray(0, got);
}

/** Which chunks are in the file already. Regions that were never written are zeros, and read fast. */
async function lookAgain(file: FileHandle, list: ChunkList, here: boolean[]): Promise<void> {
  let from = 0;
  for (const [index, chunk] of list.chunks.entries()) {
    const bytes = await readAt(file, from, chunk.length);
    here[index] = bytes.length === chunk.length && digestText(blake3(bytes)) === chunk.digest;
    from += chunk.length;
  }
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
  let closed = false;
  const close = async (): Promise<void> => {
    if (closed) return;
    closed = true;
    await file.close();
  };
  return {
    has: (index) => here[index] === true,
    async write(index, bytes) {
      const chunk = list.chunks[index];
      if (!chunk || bytes.length !== chunk.length || digestText(blake3(bytes)) !== chunk.digest) return false;
      try {
        await file.write(bytes, 0, bytes.length, places[index]);
      } catch (error) {
        throw named(error);
      }
      here[index] = true;
      return true;
    },
    async finish() {
      if (!here.every(Boolean)) throw new CairnError('internal', `Receiving ${blob}: not all of it has arrived`);
      try {
        await file.chmod(SEALED_MODE);
        await file.sync();
        await close();
        const { control, end } = parts.workers.control(undefined);
        try {
          const { digest } = await parts.workers.run({ kind: 'hash', file: path, size, cut: 'none', control: control.buffer });
          if (`b3:${digest}` !== blob) {
            await rm(path, { force: true });
            throw new CairnError('corrupt', `Receiving ${blob}: its chunks are sound, and together they are another file; the list of its chunks in the remote is wrong`, { blob });
          }
        } finally {
          end();
        }
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
