// The lease of a data root: an open exclusive transaction on lease.db, so that it ends with the process however that ends.
import { join } from 'node:path';
import type { Lease } from './types.js';
import { lockFile, type FileLock } from './fileLock.js';

/** The lease of the data root; taken by nobody yet. */
export function openLease(dataRoot: string): Lease {
  const file = join(dataRoot, 'lease.db');
  let lock: FileLock | undefined;
  return {
    tryAcquire() {
      lock ??= lockFile(file);
      return lock !== undefined;
    },
    release() {
      lock?.release();
      lock = undefined;
    },
    get heldByUs() {
      return lock !== undefined;
    },
  };
}
