// Puts sealed files where their digests say, and makes the renames durable.
import { closeSync, fchmodSync, fsyncSync, lstatSync, mkdirSync, openSync, renameSync, unlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { namedError } from '../fsErrors.js';
import { stampOf } from '../identity.js';
import type { PlaceJob, PlaceResult, SyncFoldersJob } from './protocol.js';

function seal(path: string, mode: number): void {
  const file = openSync(path, 'r');
  try {
    fchmodSync(file, mode);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

export function runPlace(job: PlaceJob): PlaceResult[] {
  return job.files.map(({ temp, blob, keep }) => {
    try {
      const there = lstatSync(blob, { bigint: true, throwIfNoEntry: false });
      if (there && keep !== null && stampOf(there) === keep) {
        unlinkSync(temp);
        return { placed: false, added: false, stamp: keep };
      }
      if (job.seal !== undefined) seal(temp, job.seal);
      mkdirSync(dirname(blob), { recursive: true });
      renameSync(temp, blob);
      return { placed: true, added: there === undefined, stamp: stampOf(lstatSync(blob, { bigint: true })) };
    } catch (error) {
      throw namedError(error, 'root', 'Keeping', blob);
    }
  });
}

/** Windows cannot open a folder; there a rename is durable with the file system's own log. */
export function runSyncFolders(job: SyncFoldersJob): null {
  if (process.platform === 'win32') return null;
  for (const folder of job.folders) {
    try {
      const handle = openSync(folder, 'r');
      try {
        fsyncSync(handle);
      } finally {
        closeSync(handle);
      }
    } catch (error) {
      throw namedError(error, 'root', 'Making durable', folder);
    }
  }
  return null;
}
