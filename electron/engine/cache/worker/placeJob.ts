// Puts files where their digests say, durable where that is still to be done, and makes the renames durable.
import { lstatSync, mkdirSync, renameSync, unlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { namedError } from '../fsErrors.js';
import { stampOf } from '../identity.js';
import { BLOB_MODE } from '../layout.js';
import { sealFiles, syncFolders } from './durable.js';
import type { Placement, PlaceJob, PlaceResult, SyncFoldersJob } from './protocol.js';

/** A sound blob is there already, and stays. */
function isThere({ blob, keep }: Placement): boolean {
  const there = keep === null ? undefined : lstatSync(blob, { bigint: true, throwIfNoEntry: false });
  return there !== undefined && stampOf(there) === keep;
}

function placeOne({ temp, blob, keep }: Placement, stays: boolean): PlaceResult {
  try {
    if (stays) {
      unlinkSync(temp);
      return { placed: false, added: false, stamp: keep as string };
    }
    const there = lstatSync(blob, { throwIfNoEntry: false });
    mkdirSync(dirname(blob), { recursive: true });
    renameSync(temp, blob);
    return { placed: true, added: there === undefined, stamp: stampOf(lstatSync(blob, { bigint: true })) };
  } catch (error) {
    throw namedError(error, 'root', 'Keeping', blob);
  }
}

export async function runPlace({ files, seal }: PlaceJob): Promise<PlaceResult[]> {
  const staying = new Set(files.filter(isThere));
  if (seal) await sealFiles(files.filter((file) => !staying.has(file)).map(({ temp }) => temp), BLOB_MODE);
  return files.map((file) => placeOne(file, staying.has(file)));
}

/** Windows cannot open a folder; there a rename is durable with the file system's own log. */
export async function runSyncFolders({ folders }: SyncFoldersJob): Promise<null> {
  if (process.platform !== 'win32') await syncFolders(folders);
  return null;
}
