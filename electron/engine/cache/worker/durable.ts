// Brings many files and folders to the disk side by side: it takes many at once in little more time than one.
import { closeSync, fchmodSync, fsync, openSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import { namedError } from '../fsErrors.js';

/** What waits for the disk; all else here takes less time than handing it to another thread. */
const sync = promisify(fsync);

const SIDE_BY_SIDE = 16;

/** Runs `work` on all, some at once. When one fails the rest is not begun, what is under way ends, and its error is thrown, named for its path. */
async function eachOf(paths: readonly string[], work: (path: string) => Promise<void>): Promise<void> {
  const left = paths.values();
  let failed = false;
  const lane = async (): Promise<void> => {
    for (const path of left) {
      if (failed) return;
      await work(path).catch((error: unknown) => {
        failed = true;
        throw namedError(error, 'root', 'Making durable', path);
      });
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: SIDE_BY_SIDE }, lane));
  for (const ended of lanes) if (ended.status === 'rejected') throw ended.reason;
}

/** On disk with this mode when it returns. What the disk refuses goes away: it would be read from memory as if it were there, until it is not. */
export function sealFiles(paths: readonly string[], mode: number): Promise<void> {
  return eachOf(paths, async (path) => {
    const file = openSync(path, 'r');
    try {
      fchmodSync(file, mode);
      await sync(file).catch(async (error: unknown) => {
        await rm(path, { force: true });
        throw error;
      });
    } finally {
      closeSync(file);
    }
  });
}

/** Renames in these folders are on disk when it returns. */
export function syncFolders(folders: readonly string[]): Promise<void> {
  return eachOf(folders, async (folder) => {
    const handle = openSync(folder, 'r');
    try {
      await sync(handle);
    } finally {
      closeSync(handle);
    }
  });
}
