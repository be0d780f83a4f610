// Small blobs that arrive whole. Each is written at once beside those that arrive in parts, so that the end of the process loses none;
// many together are then made durable, placed and recorded.
import { blake3 } from '@napi-rs/blake-hash';
import { closeSync, constants, existsSync, fstatSync, ftruncateSync, open as openCallback } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { Digest } from '../../../shared/contract/primitives.js';
import { CHUNKERS } from './chunker/chunkStream.js';
import { errnoOf, namedError } from './fsErrors.js';
import type { WorkingHold } from './holds.js';
import { fileFor, takeBack } from './incomingFile.js';
import { place, record } from './keep.js';
import { digestText } from './layout.js';
import type { Parts } from './parts.js';
import type { Hold } from './types.js';
import { writeAll } from './worker/writeAll.js';

const openFile = promisify(openCallback);

/**
 * Opened by another thread: while others are made durable, making a file waits for the file system's log. Filling it only fills the
 * system's memory, which takes less time than handing it over.
 */
async function writeFile(path: string, bytes: Uint8Array): Promise<void> {
  const file = await openFile(path, constants.O_RDWR | constants.O_CREAT, 0o600);
  try {
    writeAll(file, bytes);
    if (fstatSync(file).size !== bytes.length) ftruncateSync(file, bytes.length);
  } finally {
    closeSync(file);
  }
}

/** Whether what lies there is the blob. */
async function isWhole(parts: Parts, blob: Digest): Promise<boolean> {
  const bytes = await readFile(fileFor(parts, blob)).catch(() => undefined);
  return bytes !== undefined && digestText(blake3(bytes)) === blob;
}

/** See `Cache.arriveWhole`. Two may write the same bytes to the same file: neither empties it. */
export async function arriveWhole(parts: Parts, blob: Digest, bytes: Uint8Array): Promise<void> {
  const path = fileFor(parts, blob);
  try {
    try {
      await writeFile(path, bytes);
    } catch (error) {
      const errno = errnoOf(error);
      if (errno !== 'ENOENT' && errno !== 'EACCES') throw error;
      await mkdir(parts.layout.incoming, { recursive: true });
      // Sealed by another who keeps it now, or by a process that ended on its last step.
      if (await isWhole(parts, blob)) return;
      await rm(path, { force: true });
      await writeFile(path, bytes);
    }
  } catch (error) {
    throw namedError(error, 'root', 'Receiving', path);
  }
}

/** See `Cache.begun`. */
export function begun(parts: Parts, blobs: readonly Digest[]): Set<Digest> {
  return new Set(blobs.filter((blob) => existsSync(fileFor(parts, blob)) || (!parts.rows.get(blob) && existsSync(parts.layout.blob(blob)))));
}

/** What is being kept has its name before it has a row: it is not taken back for what a process left that ended. */
async function whileNoneAreKept<T>(parts: Parts, work: () => T | Promise<T>): Promise<T> {
  const leave = await parts.arrivals.take('small');
  try {
    return await work();
  } finally {
    leave();
  }
}

/** See `Cache.hasArrived`. What is wrong stays to be written over: another may be writing it now. */
export async function hasArrived(parts: Parts, blob: Digest, hold?: Hold): Promise<boolean> {
  await whileNoneAreKept(parts, () => takeBack(parts, blob, hold));
  return isWhole(parts, blob);
}

/** See `Cache.keepArrived`. */
export async function keepArrived(parts: Parts, hold: WorkingHold, blobs: readonly { readonly blob: Digest; readonly bytes: number }[]): Promise<void> {
  const keep = async (some: typeof blobs): Promise<void> => {
    const files = some.map(({ blob, bytes }) => ({ temp: fileFor(parts, blob), digest: blob, size: bytes, list: { chunker: 'whole', version: CHUNKERS.whole, chunks: [{ digest: blob, length: bytes }] } }));
    if (files.length > 0) await record(parts, await place(parts, hold, files, { durable: false }), []);
  };
  const isHere = ({ blob }: { readonly blob: Digest }): boolean => parts.presence.isHere(blob);
  hold.take(blobs.map(({ blob }) => blob));
  try {
    await whileNoneAreKept(parts, async () => {
      // Another who fetched the same has kept some of them; what came here meanwhile is too much.
      await Promise.all(blobs.filter(isHere).map(({ blob }) => rm(fileFor(parts, blob), { force: true })));
      await keep(blobs.filter((blob) => !isHere(blob))).catch(async (error: unknown) => {
        // Another process may have placed some of them; and what this one placed before that is there.
        if (errnoOf(error) !== 'ENOENT') throw error;
        for (const { blob } of blobs) takeBack(parts, blob, hold);
        await keep(blobs.filter((blob) => !isHere(blob)));
      });
    });
  } catch (error) {
    throw namedError(error, 'root', 'Keeping', parts.layout.incoming);
  }
}
