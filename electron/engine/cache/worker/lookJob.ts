// Looks at many files, reading none.
import { lstatSync } from 'node:fs';
import { stampOf } from '../identity.js';
import type { LookJob, LookResult } from './protocol.js';

/** Whether the file is there with this stamp. */
export function hasStamp(path: string, stamp: string): boolean {
  const there = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  return there !== undefined && stampOf(there) === stamp;
}

export function runLook(job: LookJob): LookResult {
  return { otherwise: job.files.flatMap(([path, stamp], at) => (hasStamp(path, stamp) ? [] : [at])) };
}
