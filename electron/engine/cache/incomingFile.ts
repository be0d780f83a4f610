// Where a blob lies while it arrives.
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { Digest } from '../../../shared/contract/primitives.js';
import { writing } from './database.js';
import type { Parts } from './parts.js';
import type { Hold } from './types.js';

export const fileFor = (parts: Parts, blob: Digest): string => join(parts.layout.incoming, `${blob.slice(3)}.part`);

/**
 * A process may have ended between giving a blob its name and recording it: then it is on its way again. What another than `own` holds
 * stays: one that comes in has its name long before it has a row.
 */
export function takeBack(parts: Parts, blob: Digest, own?: Hold): void {
  const isLeft = (): boolean => !parts.rows.get(blob) && existsSync(parts.layout.blob(blob));
  if (!isLeft()) return;
  writing(parts.db, () => {
    if (!isLeft() || parts.holds.isHeldByOthers(blob, own)) return;
    mkdirSync(parts.layout.incoming, { recursive: true });
    renameSync(parts.layout.blob(blob), fileFor(parts, blob));
  });
}
