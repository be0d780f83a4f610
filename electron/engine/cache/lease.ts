// The lease of a data root: an open exclusive transaction on lease.db, so that it ends with the process however that ends.
import { join } from 'node:path';
import type { Lease } from './types.js';
import { lockFile, type FileLock } from './fileLock.js';

/** The lease of the data root; taken by nobody yet. */
export function openLease(dataRoot: string): Lease {
  const file = join(dataRoot, 'lease.db');
  let lock: FileLock | undefined;
  const shares = new Set<object>();
  return {
    acquire() {
      lock ??= lockFile(file);
      if (!lock) return undefined;
      const share = {};
      shares.add(share);
      return () => {
        if (!shares.delete(share) || shares.size > 0) return;
        lock?.release();
        lock = undefined;
      };
    },
    get heldByUs() {
      return lock !== undefined;
    },
  };
}
