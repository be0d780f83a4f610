// The last steps of keeping: hold, rename to the blob's name, and later the rows. The order is the promise: a blob is durable
// before the row that names it, and held before it is there.
import { dirname } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Digest } from '../../../shared/contract/primitives.js';
import { writing } from './database.js';
import type { WorkingHold } from './holds.js';
import { isSettled } from './identity.js';
import type { Parts } from './parts.js';
import { soundStampIn } from './presence.js';
import type { ChunkList, SourceEntry } from './types.js';

/** A whole temporary file with the digest of its bytes. */
export interface TempFile {
  readonly temp: string;
  readonly digest: Digest;
  readonly size: number;
  readonly list: ChunkList;
}

export interface Kept {
  readonly digest: Digest;
  readonly size: number;
  readonly list: ChunkList;
  /** Null when a sound blob was there already. */
  readonly stamp: string | null;
  readonly added: boolean;
}

/** Holds and places, having sealed and made durable first what is not. Files of equal bytes in one call are fine. */
export async function place(parts: Parts, hold: WorkingHold, files: readonly TempFile[], { durable }: { readonly durable: boolean } = { durable: true }): Promise<Kept[]> {
  const digests = files.map((file) => file.digest);
  const rows = parts.rows.getAll(digests);
  hold.bringing(digests.filter((digest) => !rows.has(digest)));
  hold.take(digests);
  const placed = await parts.workers.run({
    kind: 'place',
    seal: !durable,
    files: files.map((file) => ({ temp: file.temp, blob: parts.layout.blob(file.digest), keep: hold.placed.get(file.digest) ?? soundStampIn(rows.get(file.digest)) })),
  });
  return files.map((file, index) => {
    const result = placed[index];
    if (result) hold.placed.set(file.digest, result.stamp);
    return { digest: file.digest, size: file.size, list: file.list, stamp: result?.placed ? result.stamp : null, added: result?.added ?? false };
  });
}

/** Rows in one transaction: some tens of milliseconds, in which this thread answers nobody. */
const ROWS = 1000;

/** Runs `work` on all rows, some in each transaction, answering others in between. */
async function writingInParts<T>(parts: Parts, rows: readonly T[], work: (row: T) => void): Promise<void> {
  for (let at = 0; at < rows.length; at += ROWS) {
    writing(parts.db, () => rows.slice(at, at + ROWS).forEach(work));
    await setImmediate();
  }
}

/** Makes the renames durable, then writes the rows of blobs, then those of files seen. */
export async function record(parts: Parts, kept: readonly Kept[], seen: readonly { readonly entry: SourceEntry; readonly digest: Digest }[]): Promise<void> {
  const fresh = kept.filter((blob) => blob.stamp !== null);
  if (fresh.length > 0) {
    const folders = new Set(fresh.map((blob) => dirname(parts.layout.blob(blob.digest))));
    await parts.workers.run({ kind: 'syncFolders', folders: [...folders, parts.layout.blobs] });
  }
  const settled = seen.filter(({ entry }) => isSettled(entry.identity));
  const at = parts.clock.now();
  await writingInParts(parts, fresh, (blob) => parts.rows.put({ digest: blob.digest, size: blob.size, stamp: blob.stamp ?? '', at, list: blob.list }));
  await writingInParts(parts, settled, ({ entry, digest }) => parts.rows.remember(entry.identity, digest));
}
