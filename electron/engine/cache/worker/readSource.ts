// Opens a file that somebody else may be changing, and says so if they do.
import { closeSync, constants, fstatSync, lstatSync, openSync } from 'node:fs';
import { CairnError } from '../../../../shared/contract/errors.js';
import { namedError } from '../fsErrors.js';
import { sameFile } from '../identity.js';
import type { FileIdentity } from '../types.js';

/** A path that became a pipe since it was looked at must not block the thread. Windows has neither. */
const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

export function changedError(source: string, found: string): CairnError {
  return new CairnError('source_changed', `Reading ${source}: ${found}; nothing was kept. Wait until nothing writes to it, then try again`, { path: source });
}

/** The open file, which is the one that was looked at. Errors: `source_changed`, `source_missing`, `source_unreadable`. */
export function openUnchanged(source: string, identity: FileIdentity | null): number {
  let file: number;
  try {
    file = openSync(source, OPEN_FLAGS);
  } catch (error) {
    throw namedError(error, 'source', 'Reading', source);
  }
  if (identity && !sameFile(identity, fstatSync(file, { bigint: true }))) {
    closeSync(file);
    throw changedError(source, 'it changed after it was chosen');
  }
  return file;
}

/** After reading: the open file and the path still are what was looked at. */
export function checkUnchanged(source: string, file: number, identity: FileIdentity): void {
  if (!sameFile(identity, fstatSync(file, { bigint: true }))) throw changedError(source, 'it changed while it was read');
  let now;
  try {
    now = lstatSync(source, { bigint: true });
  } catch {
    throw changedError(source, 'it was removed or renamed while it was read');
  }
  if (!sameFile(identity, now)) throw changedError(source, 'it was replaced while it was read');
}
