// Removes blobs from this device. What others hold, or began to rely on meanwhile, stays: rows and files go in one write
// transaction, in which holds are looked at again.
import { renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Digest } from '../../../shared/contract/primitives.js';
import { writing } from './database.js';
import type { Parts } from './parts.js';
import type { RemoveResult } from './types.js';

/** Blobs in one transaction: it keeps other processes from writing. */
const AT_ONCE = 64;

/** See `Cache.remove`. */
export async function removeBlobs(parts: Parts, blobs: readonly Digest[], mayGo: (blobs: readonly Digest[]) => ReadonlySet<Digest>): Promise<RemoveResult> {
  const removed: Digest[] = [];
  const held: Digest[] = [];
  let bytes = 0;
  const seat = parts.processes.enter();
  try {
    for (let from = 0; from < blobs.length; from += AT_ONCE) {
      const some = blobs.slice(from, from + AT_ONCE);
      const doomed: string[] = [];
      writing(parts.db, () => {
        const free = some.filter((blob) => !parts.holds.isHeld(blob));
        held.push(...some.filter((blob) => !free.includes(blob)));
        const going = mayGo(free);
        for (const blob of free) {
          if (!going.has(blob)) continue;
          const file = parts.layout.blob(blob);
          const size = statSync(file, { throwIfNoEntry: false })?.size;
          parts.rows.remove(blob);
          if (size === undefined) continue;
          // Out of its place at once; the unlinking of large files takes its time, after the transaction.
          const away = join(seat.folder, `gone-${blob.slice(3)}`);
          renameSync(file, away);
          doomed.push(away);
          removed.push(blob);
          bytes += size;
        }
      });
      for (const file of doomed) rmSync(file, { force: true });
      await new Promise(setImmediate);
    }
  } finally {
    parts.processes.leave();
  }
  return { removed, held, bytes };
}
