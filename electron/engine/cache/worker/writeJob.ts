// The last of the threads that copy a large file: from the belt to a new file, holes kept as holes.
import { closeSync, constants, fchmodSync, fsyncSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { cancelled, errnoOf, namedError } from '../fsErrors.js';
import { openBelt, piecesOf } from './belt.js';
import { openControl } from './control.js';
import type { SealJob, WriteJob } from './protocol.js';
import { writeAll } from './writeAll.js';

/** Zeros in whole blocks of this length are left out: a sparse file stays sparse. */
const HOLE = 256 * 1024;
const ZEROS = Buffer.alloc(HOLE);

/** What writes around the system's cache must be a multiple of, in place and length: the largest block that disks have. */
const BLOCK = 4096;

interface Target {
  write(bytes: Buffer, at: number): void;
  close(): void;
}

/** A second way into the file, around the cache; undefined where the system or the file system has none. */
function openDirect(path: string): number | undefined {
  if (constants.O_DIRECT === undefined) return undefined;
  try {
    return openSync(path, constants.O_WRONLY | constants.O_DIRECT);
  } catch (error) {
    if (errnoOf(error) === 'EINVAL' || errnoOf(error) === 'ENOTSUP') return undefined;
    throw error;
  }
}

/**
 * A file that will be made durable is written around the cache where that can be done: filling the cache and then waiting for
 * it to be emptied takes as long again, and pushes out what others need.
 */
function createTarget(job: WriteJob): Target {
  const file = openSync(job.target, 'wx', 0o600);
  let direct: number | undefined;
  try {
    ftruncateSync(file, job.size);
    direct = job.durable ? openDirect(job.target) : undefined;
  } catch (error) {
    closeSync(file);
    throw error;
  }

  /** How much was written around the cache: whole blocks from the front, or nothing. */
  function writeDirect(bytes: Buffer, at: number): number {
    const whole = at % BLOCK === 0 ? bytes.length - (bytes.length % BLOCK) : 0;
    if (direct === undefined || whole === 0) return 0;
    try {
      return writeSync(direct, bytes, 0, whole, at);
    } catch (error) {
      if (errnoOf(error) !== 'EINVAL') throw error;
      closeSync(direct);
      direct = undefined;
      return 0;
    }
  }

  return {
    write(bytes, at) {
      const around = writeDirect(bytes, at);
      writeAll(file, bytes.subarray(around), at + around);
    },
    close() {
      if (direct !== undefined) closeSync(direct);
      closeSync(file);
    },
  };
}

/** Into a file that already has its full length, so that what is skipped reads as zeros. */
function writeWithHoles(target: Target, bytes: Buffer, position: number): void {
  let from = 0;
  for (let at = 0; at + HOLE <= bytes.length; at += HOLE) {
    if (bytes[at] !== 0 || !bytes.subarray(at, at + HOLE).equals(ZEROS)) continue;
    if (at > from) target.write(bytes.subarray(from, at), position + from);
    from = at + HOLE;
  }
  if (bytes.length > from) target.write(bytes.subarray(from), position + from);
}

export function runWrite(job: WriteJob): null {
  const belt = openBelt(job.belt, openControl(job.control));
  let target: Target | undefined;
  try {
    target = createTarget(job);
    for (const { piece, at, length } of piecesOf(job.size)) {
      const bytes = belt.next(piece, length);
      if (!bytes) throw cancelled('Copying');
      writeWithHoles(target, bytes, at);
      belt.written(piece);
    }
    return null;
  } catch (error) {
    throw namedError(error, job.place, 'Writing', job.target);
  } finally {
    target?.close();
  }
}

export function runSeal(job: SealJob): null {
  const file = openSync(job.file, 'r+');
  try {
    fchmodSync(file, job.mode);
    if (job.durable) fsyncSync(file);
    return null;
  } catch (error) {
    throw namedError(error, job.place, 'Writing', job.file);
  } finally {
    closeSync(file);
  }
}
