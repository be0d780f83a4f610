// A blob that is not what its name says is set aside: kept for a person to look at, never served again.
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { CairnError } from '../../../shared/contract/errors.js';
import type { Digest } from '../../../shared/contract/primitives.js';
import { writing } from './database.js';
import { errnoOf } from './fsErrors.js';
import type { Parts } from './parts.js';

/** Moves it out of blobs/ and marks its row. */
export async function setAside(parts: Parts, blob: Digest): Promise<string> {
  const place = join(parts.layout.quarantine, blob.slice(3));
  await mkdir(parts.layout.quarantine, { recursive: true });
  try {
    await rename(parts.layout.blob(blob), place);
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
  }
  writing(parts.db, () => parts.rows.markDamaged(blob));
  parts.logger.warn({ blob, place }, 'a damaged blob was set aside');
  return place;
}

export function corruptError(blob: Digest, what: string, place: string): CairnError {
  return new CairnError('corrupt', `Reading ${what}: its bytes are damaged (they are not ${blob}) and were set aside in ${place}; log the file again or fetch it from a remote`, { blob, place });
}
