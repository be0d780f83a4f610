// Small files, one after the other: each read into memory once, hashed, written from there.
import { blake3 } from '@napi-rs/blake-hash';
import { closeSync, existsSync, fchmodSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { cancelled, namedError } from '../fsErrors.js';
import { openControl } from './control.js';
import type { BatchJob, BatchResult, SmallFile } from './protocol.js';
import { changedError, checkUnchanged, openUnchanged } from './readSource.js';
import { writeAll } from './writeAll.js';

/** All bytes of the file; one more is asked for, so that growth shows. */
function readSmall(file: SmallFile): Buffer {
  const source = openUnchanged(file.source, file.identity);
  try {
    const buffer = Buffer.allocUnsafe(file.size + 1);
    let got = 0;
    for (;;) {
      const count = readSync(source, buffer, got, buffer.length - got, got);
      if (count === 0 || got + count > file.size) {
        got += count;
        break;
      }
      got += count;
    }
    if (got !== file.size) throw changedError(file.source, got > file.size ? 'it grew while it was read' : 'it shrank while it was read');
    checkUnchanged(file.source, source, file.identity);
    return buffer.subarray(0, got);
  } catch (error) {
    throw namedError(error, 'source', 'Reading', file.source);
  } finally {
    closeSync(source);
  }
}

/** A new file of these bytes. */
export function writeNew(path: string, bytes: Uint8Array, mode: number): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    writeAll(file, bytes);
    fchmodSync(file, mode);
  } finally {
    closeSync(file);
  }
}

export function runBatch(job: BatchJob): BatchResult[] {
  const control = openControl(job.control);
  let done = 0;
  return job.files.map((file) => {
    if (control.cancelled) throw cancelled('Copying');
    const bytes = readSmall(file);
    const digest = blake3(bytes).toString('hex');
    const written = job.force || !existsSync(join(job.blobs, digest.slice(0, 2), digest.slice(2)));
    if (written) {
      try {
        writeNew(file.temp, bytes, 0o600);
      } catch (error) {
        throw namedError(error, 'root', 'Writing', file.temp);
      }
    }
    done += file.size;
    control.hashed = done;
    return { digest, written };
  });
}
