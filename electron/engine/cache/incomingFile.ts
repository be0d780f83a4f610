// Where a blob lies while it arrives.
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { Digest } from '../../../shared/contract/primitives.js';
import type { Parts } from './parts.js';

export const fileFor = (parts: Parts, blob: Digest): string => join(parts.layout.incoming, `${blob.slice(3)}.part`);

/** A process may have ended between giving a blob its name and recording it: then it is on its way again. */
export function takeBack(parts: Parts, blob: Digest): void {
  if (parts.rows.get(blob) || !existsSync(parts.layout.blob(blob))) return;
  mkdirSync(parts.layout.incoming, { recursive: true });
  renameSync(parts.layout.blob(blob), fileFor(parts, blob));
}
