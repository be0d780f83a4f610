// The first of the threads that copy a large file: reads it onto the belt, hashes it as a whole, and says if it changed.
import { Blake3Hasher } from '@napi-rs/blake-hash';
import { closeSync, readSync } from 'node:fs';
import { cancelled, namedError } from '../fsErrors.js';
import { openBelt, piecesOf } from './belt.js';
import { openControl } from './control.js';
import type { ReadJob } from './protocol.js';
import { changedError, checkUnchanged, openUnchanged } from './readSource.js';

function readWhole(job: ReadJob, file: number, into: Buffer, at: number): void {
  for (let done = 0; done < into.length; ) {
    const count = readSync(file, into, done, into.length - done, at + done);
    if (count === 0) throw changedError(job.source, 'it shrank while it was read');
    done += count;
  }
}

export function runRead(job: ReadJob): { digest: string } {
  const control = openControl(job.control);
  const belt = openBelt(job.belt, control);
  const hasher = new Blake3Hasher();
  const source = openUnchanged(job.source, job.identity);
  try {
    for (const { piece, at, length } of piecesOf(job.size)) {
      const bytes = belt.toFill(piece, length, job.alsoCut);
      if (!bytes) throw cancelled('Copying');
      readWhole(job, source, bytes, at);
      belt.filled(piece);
      hasher.update(bytes);
      control.hashed = at + length;
    }
    if (readSync(source, Buffer.alloc(1), 0, 1, job.size) > 0) throw changedError(job.source, 'it grew while it was read');
    if (job.identity) checkUnchanged(job.source, source, job.identity);
    return { digest: hasher.digest('hex') };
  } catch (error) {
    throw namedError(error, 'source', 'Reading', job.source);
  } finally {
    closeSync(source);
  }
}
