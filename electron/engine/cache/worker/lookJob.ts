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
  const texts = job.files.split('\0');
  const otherwise: number[] = [];
  for (let at = 0; at + 1 < texts.length; at += 2) if (!hasStamp(texts[at] as string, texts[at + 1] as string)) otherwise.push(at / 2);
  return { otherwise };
}
