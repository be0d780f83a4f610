// Whether a blob can be relied on without reading it.
import { statSync } from 'node:fs';
import type { Digest } from '../../../shared/contract/primitives.js';
import type { BlobRow, BlobRows } from './blobRows.js';
import type { Layout } from './layout.js';
import { hasStamp as fileHasStamp } from './worker/lookJob.js';

export interface Presence {
  /** There, of the right length, and not known to be damaged. */
  isHere(blob: Digest): boolean;
  /** The same by its row, which was read just now. */
  isHereBy(row: BlobRow | undefined, blob: Digest): boolean;
  /** Here, ours alone, and untouched since its bytes were last hashed. */
  isSound(blob: Digest): boolean;
  /** There, and with this stamp. */
  hasStamp(blob: Digest, stamp: string): boolean;
}

/** The stamp a sound blob of this row must have, or null when only reading can tell. */
export function soundStampIn(row: BlobRow | undefined): string | null {
  return row && !row.damaged && !row.linked ? row.stamp : null;
}

export function createPresence(layout: Layout, rows: BlobRows): Presence {
  function isHereBy(row: BlobRow | undefined, blob: Digest): boolean {
    if (!row || row.damaged) return false;
    return statSync(layout.blob(blob), { throwIfNoEntry: false })?.size === row.size;
  }
  const hasStamp = (blob: Digest, stamp: string): boolean => fileHasStamp(layout.blob(blob), stamp);
  return {
    isHere: (blob) => isHereBy(rows.get(blob), blob),
    isHereBy,
    hasStamp,
    isSound(blob) {
      const stamp = soundStampIn(rows.get(blob));
      return stamp !== null && hasStamp(blob, stamp);
    },
  };
}
