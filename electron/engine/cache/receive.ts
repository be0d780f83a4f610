// Bytes that arrive as a stream become a durable blob in one pass: written once, hashed as they pass, by the names asked for too.
import { createHash } from 'node:crypto';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { CairnError } from '../../../shared/contract/errors.js';
import { formatBytes } from '../../../shared/util/formatBytes.js';
import { createChunkStream, type HashedStream } from './chunker/chunkStream.js';
import { readFreeSpace } from './freeSpace.js';
import { cancelled, namedError } from './fsErrors.js';
import type { WorkingHold } from './holds.js';
import { chunkListOf } from './ingestLarge.js';
import { place, record } from './keep.js';
import type { Parts } from './parts.js';
import type { ReceiveOptions, Received } from './types.js';

/** Up to here a stream is hashed on this thread; above, by a worker that follows the growing file. */
const SMALL = 1024 * 1024;

async function checkSpace(parts: Parts, size: number): Promise<void> {
  const { free } = await readFreeSpace(parts.layout.root);
  if (size > free) throw new CairnError('no_space', `Receiving ${formatBytes(size)} failed: ${formatBytes(free)} are free where the data folder is. Free some space and try again.`, { needed: size, free });
}

/** Writes all of the stream, and says how much came. More or less than was announced is refused. */
async function writeAll(file: FileHandle, source: AsyncIterable<Uint8Array>, size: number, signal: AbortSignal | undefined, seen: (bytes: Uint8Array, total: number) => void): Promise<void> {
  let total = 0;
  let over = false;
  const reader = source[Symbol.asyncIterator]();
  try {
    for (let next = await reader.next(); !next.done; next = await reader.next()) {
      if (signal?.aborted) throw cancelled('Receiving');
      over = total + next.value.length > size;
      if (over) break;
      await file.writeFile(next.value).catch((error: unknown) => {
        throw namedError(error, 'root', 'Receiving a file,', 'the data folder');
      });
      total += next.value.length;
      seen(next.value, total);
    }
  } catch (error) {
    // What is not ours came from the sender: the connection broke.
    throw error instanceof CairnError ? error : new CairnError('cancelled', `Receiving ${size} bytes ended after ${total}: the sender went away. Nothing was kept.`, { size, received: total }, { cause: error });
  }
  if (over || total !== size) throw new CairnError('invalid_input', `Receiving ${size} bytes failed: ${over ? 'more arrived than were announced' : `the sender stopped after ${total}`}. Send them again.`, { size, received: total });
}

/** Hashes beside the writing: on this thread for small streams, else in a worker. */
async function hashing(parts: Parts, temp: string, size: number, signal: AbortSignal | undefined, write: (seen: (bytes: Uint8Array, total: number) => void) => Promise<void>): Promise<HashedStream> {
  if (size <= SMALL) {
    const stream = createChunkStream(size, null);
    await write((bytes) => stream.push(bytes));
    return stream.finish();
  }
  const { control, end } = parts.workers.control(signal);
  try {
    const hashed = parts.workers.run({ kind: 'hash', file: temp, size, cut: { borders: null }, growing: true, control: control.buffer });
    hashed.catch(() => {}); // awaited below; a failed write ends it first
    try {
      await write((_bytes, total) => void (control.written = total));
    } catch (error) {
      control.cancel();
      await hashed.catch(() => {});
      throw error;
    }
    return await hashed;
  } finally {
    end();
  }
}

/** See `Cache.receive`. */
export async function receive(parts: Parts, hold: WorkingHold, source: AsyncIterable<Uint8Array>, { size, md5, signal }: ReceiveOptions, name: string): Promise<Received> {
  const temp = join(hold.seat.folder, `${hold.id}-${name}`);
  const sum = createHash('md5');
  try {
    await checkSpace(parts, size);
    const file = await open(temp, 'wx', 0o600);
    let hashed: HashedStream;
    try {
      hashed = await hashing(parts, temp, size, signal, (seen) =>
        writeAll(file, source, size, signal, (bytes, total) => {
          sum.update(bytes);
          seen(bytes, total);
        }),
      );
      await file.chmod(0o444);
      await file.sync();
    } finally {
      await file.close();
    }
    const found = sum.digest('base64');
    if (md5 !== undefined && md5 !== found) throw new CairnError('invalid_input', `Receiving ${size} bytes failed: their MD5 is ${found}, and ${md5} was announced. Send them again.`, { md5: found, expected: md5 });
    const digest = `b3:${hashed.digest}`;
    const [kept] = await place(parts, hold, [{ temp, digest, size, list: chunkListOf(size, hashed) }]);
    await record(parts, kept ? [kept] : [], []);
    return { digest, size, md5: found, added: kept?.added ?? false };
  } catch (error) {
    await rm(temp, { force: true });
    throw namedError(error, 'root', 'Receiving a file in', parts.layout.root);
  }
}
