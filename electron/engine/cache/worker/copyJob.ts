// The copy: source to a new file in large pieces, holes kept as holes, durable where that is asked for.
import { closeSync, fchmodSync, fsyncSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { cancelled, namedError } from '../fsErrors.js';
import { type Control, HOLE, openControl } from './control.js';
import type { CopyJob } from './protocol.js';
import { changedError, checkUnchanged, openUnchanged } from './readSource.js';

/**
 * Measured on ext4: pieces of 1 MiB and more make the kernel take its page cache in large blocks, which in a virtual machine
 * are often not backed by memory yet; the copy then costs two to four times the system time. Smaller ones cost more calls.
 */
const PIECE = 256 * 1024;
const ZEROS = Buffer.alloc(HOLE);

function writeAll(file: number, bytes: Uint8Array, position: number): void {
  let done = 0;
  while (done < bytes.length) done += writeSync(file, bytes, done, bytes.length - done, position + done);
}

/** Writes a piece into a file that already has its full length, so that what is skipped reads as zeros. */
function writePiece(file: number, bytes: Buffer, position: number, control: Control): void {
  let from = 0;
  for (let at = (HOLE - (position % HOLE)) % HOLE; at + HOLE <= bytes.length; at += HOLE) {
    if (!bytes.subarray(at, at + HOLE).equals(ZEROS)) continue;
    control.markHole((position + at) / HOLE);
    if (at > from) writeAll(file, bytes.subarray(from, at), position + from);
    from = at + HOLE;
  }
  if (bytes.length > from) writeAll(file, bytes.subarray(from), position + from);
}

export function runCopy(job: CopyJob): { bytes: number } {
  const control = openControl(job.control);
  let ok = false;
  try {
    const bytes = copy(job, control);
    ok = true;
    return { bytes };
  } finally {
    control.endWriting(ok);
  }
}

function copy(job: CopyJob, control: Control): number {
  const source = openUnchanged(job.source, job.identity);
  let target: number | undefined;
  try {
    target = onTarget(job, () => openSync(job.target, 'wx', 0o600));
    const file = target;
    onTarget(job, () => ftruncateSync(file, job.size));
    const buffer = Buffer.allocUnsafeSlow(Math.max(1, Math.min(PIECE, job.size + 1)));
    let position = 0;
    for (;;) {
      if (control.cancelled) throw cancelled('Copying');
      const count = onSource(job, () => readSync(source, buffer, 0, buffer.length, position));
      if (count === 0) break;
      if (position + count > job.size) throw changedError(job.source, 'it grew while it was read');
      onTarget(job, () => writePiece(file, buffer.subarray(0, count), position, control));
      position += count;
      control.written = position;
    }
    if (position !== job.size) throw changedError(job.source, 'it shrank while it was read');
    if (job.identity) checkUnchanged(job.source, source, job.identity);
    control.endWriting(true);
    onTarget(job, () => {
      fchmodSync(file, job.mode);
      if (job.durable) fsyncSync(file);
    });
    return position;
  } finally {
    if (target !== undefined) closeSync(target);
    closeSync(source);
  }
}

function onSource<T>(job: CopyJob, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw namedError(error, 'source', 'Reading', job.source);
  }
}

function onTarget<T>(job: CopyJob, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw namedError(error, job.identity ? 'root' : 'target', 'Writing', job.target);
  }
}
