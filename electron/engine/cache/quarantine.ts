// A blob that is not what its name says is set aside: kept for a person to look at, never served again.
import { type BigIntStats, lstatSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { CairnError } from '../../../shared/contract/errors.js';
import type { Digest } from '../../../shared/contract/primitives.js';
import { writing } from './database.js';
import { namedError } from './fsErrors.js';
import { stampOf } from './identity.js';
import type { Parts } from './parts.js';

const placeOf = (parts: Parts, blob: Digest): string => join(parts.layout.quarantine, blob.slice(3));

/**
 * Moves the file that was read out of blobs/ and marks its row; gives where it lies now. Undefined, and nothing is done, when it is gone or
 * another has its place: that one was hashed by who put it there.
 */
export function setAside(parts: Parts, blob: Digest, read: BigIntStats): string | undefined {
  const [file, place] = [parts.layout.blob(blob), placeOf(parts, blob)];
  const move = (): boolean => {
    const now = lstatSync(file, { bigint: true, throwIfNoEntry: false });
    if (now?.ino !== read.ino || stampOf(now) !== stampOf(read)) return false;
    renameSync(file, place);
    // Who keeps a blob puts it there without this lock.
    if (lstatSync(place, { bigint: true }).ino !== read.ino) {
      renameSync(place, file);
      return false;
    }
    parts.rows.markDamaged(blob);
    return true;
  };
  try {
    mkdirSync(parts.layout.quarantine, { recursive: true });
    if (!writing(parts.db, move)) return undefined;
  } catch (error) {
    throw namedError(error, 'root', 'Setting aside', file);
  }
  parts.logger.warn({ blob, place }, 'a damaged blob was set aside');
  return place;
}

export function corruptError(parts: Parts, blob: Digest, what: string): CairnError {
  const place = placeOf(parts, blob);
  return new CairnError('corrupt', `Reading ${what}: its bytes are damaged (they are not ${blob}) and were set aside in ${place}; log the file again or fetch it from a remote`, { blob, place });
}
