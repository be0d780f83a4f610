// Small blobs out to a folder being checked out: read, verified, then written.
import { blake3 } from '@napi-rs/blake-hash';
import { readFileSync } from 'node:fs';
import { cancelled, namedError } from '../fsErrors.js';
import { writeNew } from './batchJob.js';
import { openControl } from './control.js';
import type { WriteOutJob, WriteOutResult } from './protocol.js';

/** As a person's own file: they may write to it. */
export const CHECKOUT_MODE = 0o644;

export function runWriteOut(job: WriteOutJob): WriteOutResult {
  const control = openControl(job.control);
  let done = 0;
  for (const [index, file] of job.files.entries()) {
    if (control.cancelled) throw cancelled('Writing');
    let bytes: Buffer;
    try {
      bytes = readFileSync(file.blob);
    } catch (error) {
      throw namedError(error, 'root', 'Reading', file.blob);
    }
    if (bytes.length !== file.size || blake3(bytes).toString('hex') !== file.digest) return { damaged: index };
    try {
      writeNew(file.target, bytes, CHECKOUT_MODE);
    } catch (error) {
      throw namedError(error, 'target', 'Writing', file.target);
    }
    done += file.size;
    control.hashed = done;
  }
  return { damaged: null };
}
