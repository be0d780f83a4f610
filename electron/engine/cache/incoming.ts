// A blob that arrives chunk by chunk. Its file has its full length from the start and outlives the process: what is in it is found
// again by hashing, so that no note about it can be wrong. It becomes a blob only when all of it has the blob's digest, which is computed
// as the chunks come, and is brought to the disk meanwhile: little is left to do at the end.
import { constants } from 'node:fs';
import { chmod, mkdir, open, readdir, rm, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { CairnError } from '../../../shared/contract/errors.js';
import type { Digest } from '../../../shared/contract/primitives.js';
import { formatBytes } from '../../../shared/util/formatBytes.js';
import { beginAlike, type Begun } from './alike.js';
import { createFlusher } from './flusher.js';
import { readFreeSpace } from './freeSpace.js';
import { errnoOf, namedError } from './fsErrors.js';
import type { WorkingHold } from './holds.js';
import { fileFor, takeBack } from './incomingFile.js';
import { place, record } from './keep.js';
import { BLOB_MODE } from './layout.js';
import type { Parts } from './parts.js';
import { readChunk } from './readChunk.js';
import type { Arrival, ChunkList } from './types.js';
import { createFront, lookAgain } from './wholeFront.js';
import { writeAllAside } from './worker/writeAll.js';

/** See `Cache.arrive`. The caller has its turn. */
export async function beginArrival(parts: Parts, blob: Digest, size: number, list: ChunkList, hold: WorkingHold): Promise<Arrival> {
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
  let opened: FileHandle | undefined;
  let alike: Begun | undefined;
  const openHere = (): Promise<FileHandle> => open(path, constants.O_RDWR | constants.O_CREAT, 0o600);
  /** What cannot be read is not there: all of it is brought again, to places of the disk that are not those. */
  const lookOrEmpty = async (there: FileHandle): Promise<void> => {
    try {
      await lookAgain(there, list, places, here);
    } catch (error) {
      if (errnoOf(error) !== 'EIO') throw error;
      here.fill(false);
      await there.truncate(0);
      await there.truncate(size);
    }
  };
  try {
    await mkdir(parts.layout.incoming, { recursive: true });
    takeBack(parts, blob, hold);
    const before = await stat(path).catch(() => undefined);
    const goesOn = before?.size === size;
    // A process that ended on its last step left it sealed.
    if (before) await chmod(path, 0o600);
    else alike = await beginAlike(parts, { path, temp: join(hold.seat.folder, `${hold.id}-${blob.slice(3)}`), size }, list, places);
    alike?.has.forEach((has, index) => (here[index] = has));
    if (goesOn) {
      opened = await openHere();
      await lookOrEmpty(opened);
    }
    const { free } = await readFreeSpace(parts.layout.root);
    const needed = list.chunks.reduce((sum, { length }, index) => sum + (here[index] ? 0 : length), 0);
    if (needed > free) throw new CairnError('no_space', `Receiving ${blob}: it takes ${formatBytes(needed)} and ${formatBytes(free)} are free where the data folder is; free some space, it goes on by itself`, { needed, free });
    opened ??= await openHere();
    await opened.truncate(size);
  } catch (error) {
    await opened?.close();
    await alike?.file.close();
    throw named(error);
  }
  const file = opened;
  let front = createFront((index) => (alike?.has[index] ? alike.file : file), list, places, here);
  const flusher = createFlusher(file);
  let closed = false;
  const close = async (): Promise<void> => {
    if (closed) return;
    closed = true;
    const refused = await flusher.end().then(() => false, () => true);
    await file.close();
    await alike?.file.close();
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
  /** Reads all of it where it lies, and no more of the blob that it began as; that one is set aside if it is damaged. */
  const leaveAlike = async ({ from, has, file: other }: Begun): Promise<void> => {
    alike = undefined;
    await other.close();
    await lookOrEmpty(file);
    const lost = list.chunks.findIndex((_, index) => has[index] && !here[index]);
    const chunk = list.chunks[lost];
    if (chunk) await readChunk(parts, from, places[lost] ?? 0, chunk);
    front = createFront(() => file, list, places, here);
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
        let digest = await front.digest().catch((error: unknown) => {
          if (alike && errnoOf(error) === 'EIO') return undefined;
          throw error;
        });
        // What was read of the other blob is what was shared, unless it was touched meanwhile.
        if (alike && (digest !== blob || !parts.presence.isSound(alike.from))) {
          await leaveAlike(alike);
          if (!here.every(Boolean)) return false;
          digest = await front.digest();
        }
        if (digest !== blob) {
          await close();
          await rm(path, { force: true });
          throw new CairnError('corrupt', `Receiving ${blob}: its chunks are sound, and together they are another file; the list of its chunks in the remote is wrong`, { blob });
        }
        await file.chmod(BLOB_MODE);
        await sync();
        await close();
        await record(parts, await place(parts, hold, [{ temp: path, digest: blob, size, list }]), []);
        return true;
      } catch (error) {
        // Another process that brings the same writes into the same file, and has given it its name.
        if (errnoOf(error) === 'ENOENT' && parts.presence.isHere(blob)) return true;
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
