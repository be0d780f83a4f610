// Bytes that arrive as a stream become a durable blob in one pass: written once, hashed as they pass, by the names asked for too.
import { createHash } from 'node:crypto';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { CairnError } from '../../../shared/contract/errors.js';
import { formatBytes } from '../../../shared/util/formatBytes.js';
import { createChunkStream } from './chunker/chunkStream.js';
import { createFlusher } from './flusher.js';
import { readFreeSpace } from './freeSpace.js';
import { cancelled, namedError } from './fsErrors.js';
import type { WorkingHold } from './holds.js';
import { chunkListOf } from './ingestLarge.js';
import { place, record } from './keep.js';
import { BLOB_MODE } from './layout.js';
import type { Parts } from './parts.js';
import type { ReceiveOptions, Received } from './types.js';
import type { SummedStream } from './worker/protocol.js';

/** Up to here a stream is hashed on this thread; above, by a worker that follows the growing file. */
const SMALL = 1024 * 1024;
/** Bytes that are gathered before they are written: a socket gives few at a time. */
const AT_ONCE = 1024 * 1024;

async function checkSpace(parts: Parts, size: number): Promise<void> {
  const { free } = await readFreeSpace(parts.layout.root);
  if (size > free) throw new CairnError('no_space', `Receiving ${formatBytes(size)} failed: ${formatBytes(free)} are free where the data folder is. Free some space and try again.`, { needed: size, free });
}

/** What the disk does not take at once is written after that. */
async function writeEach(file: FileHandle, pieces: readonly Uint8Array[], size: number): Promise<void> {
  try {
    const { bytesWritten } = await file.writev(pieces);
    if (bytesWritten < size) await file.writeFile(Buffer.concat(pieces).subarray(bytesWritten));
  } catch (error) {
    throw namedError(error, 'root', 'Receiving a file,', 'the data folder');
  }
}

/** Writes all of the stream, some of it while more comes in, and says up to where it is written. More or less than was announced is refused. */
async function writeAll(file: FileHandle, source: AsyncIterable<Uint8Array>, size: number, signal: AbortSignal | undefined, written: (total: number) => void): Promise<void> {
  let total = 0;
  let over = false;
  let gathered: Uint8Array[] = [];
  let bytes = 0;
  let last: Promise<void> = Promise.resolve();
  const flush = async (): Promise<void> => {
    await last;
    const [pieces, of, upTo] = [gathered, bytes, total];
    [gathered, bytes] = [[], 0];
    last = writeEach(file, pieces, of).then(() => written(upTo));
    last.catch(() => {}); // awaited by the next, or at the end
  };
  const reader = source[Symbol.asyncIterator]();
  try {
    for (let next = await reader.next(); !next.done; next = await reader.next()) {
      if (signal?.aborted) throw cancelled('Receiving');
      over = total + next.value.length > size;
      if (over) break;
      gathered.push(next.value);
      total += next.value.length;
      bytes += next.value.length;
      if (bytes >= AT_ONCE) await flush();
    }
    await flush();
    await last;
  } catch (error) {
    await last.catch(() => {});
    // What is not ours came from the sender: the connection broke.
    throw error instanceof CairnError ? error : new CairnError('cancelled', `Receiving ${size} bytes ended after ${total}: the sender went away. Nothing was kept.`, { size, received: total }, { cause: error });
  }
  if (over || total !== size) throw new CairnError('invalid_input', `Receiving ${size} bytes failed: ${over ? 'more arrived than were announced' : `the sender stopped after ${total}`}. Send them again.`, { size, received: total });
}

/** Writes the stream to the file, and hashes what is written in a worker that follows it. */
async function writeHashed(parts: Parts, file: FileHandle, temp: string, source: AsyncIterable<Uint8Array>, size: number, signal: AbortSignal | undefined): Promise<SummedStream> {
  const { control, end } = parts.workers.control(signal);
  try {
    const hashed = parts.workers.run({ kind: 'hash', file: temp, size, cut: { borders: null }, md5: true, growing: true, control: control.buffer });
    hashed.catch(() => {}); // awaited below; a failed write ends it first
    const flusher = createFlusher(file);
    try {
      await writeAll(file, source, size, signal, (total) => {
        flusher.wrote(total - control.written);
        control.written = total;
      });
      const sums = await hashed;
      await flusher.end();
      return sums;
    } catch (error) {
      control.cancel();
      await Promise.allSettled([hashed, flusher.end()]);
      throw error;
    }
  } finally {
    end();
  }
}

/** The same for little: hashed on this thread, from memory. */
async function writeSmall(file: FileHandle, source: AsyncIterable<Uint8Array>, size: number, signal: AbortSignal | undefined): Promise<SummedStream> {
  const stream = createChunkStream(size, null);
  const sum = createHash('md5');
  async function* hashed(): AsyncGenerator<Uint8Array> {
    for await (const bytes of source) {
      stream.push(bytes);
      sum.update(bytes);
      yield bytes;
    }
  }
  await writeAll(file, hashed(), size, signal, () => {});
  return { ...stream.finish(), md5: sum.digest('base64') };
}

/** See `Cache.receive`. */
export async function receive(parts: Parts, hold: WorkingHold, source: AsyncIterable<Uint8Array>, { size, md5, signal }: ReceiveOptions, name: string): Promise<Received> {
  const temp = join(hold.seat.folder, `${hold.id}-${name}`);
  try {
    await checkSpace(parts, size);
    const file = await open(temp, 'wx', 0o600);
    let hashed: SummedStream;
    try {
      hashed = size <= SMALL ? await writeSmall(file, source, size, signal) : await writeHashed(parts, file, temp, source, size, signal);
      await file.chmod(BLOB_MODE);
      await file.sync();
    } finally {
      await file.close();
    }
    const { md5: found } = hashed;
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
