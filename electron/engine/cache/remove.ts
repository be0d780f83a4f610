// Removes blobs from this device. What others hold, or began to rely on meanwhile, stays: rows and files go in one write
// transaction, in which holds are looked at again.
import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { CairnError } from '../../../shared/contract/errors.js';
import type { Digest } from '../../../shared/contract/primitives.js';
import { writing } from './database.js';
import type { Parts } from './parts.js';
import type { RemoveResult } from './types.js';

/** Blobs in one transaction: it keeps other processes from writing. */
const AT_ONCE = 64;

type MayGo = (blobs: readonly Digest[]) => ReadonlySet<Digest>;

/** A file out of its place, in a folder of ours in tmp/. */
const awayName = (blob: Digest): string => `gone-${blob.slice(3)}`;
const AWAY = /^gone-([0-9a-f]{64})$/;

/** Takes the files of those that may go out of their places, and removes their rows. Inside a write transaction. */
function takeOut(parts: Parts, blobs: readonly Digest[], mayGo: MayGo, take: (blob: Digest, file: string, size: number) => void): Digest[] {
  const held = new Set(blobs.filter((blob) => parts.holds.isHeld(blob)));
  const going = mayGo(blobs.filter((blob) => !held.has(blob)));
  for (const blob of blobs) {
    if (held.has(blob) || !going.has(blob)) continue;
    const file = parts.layout.blob(blob);
    const size = statSync(file, { throwIfNoEntry: false })?.size;
    if (size !== undefined) take(blob, file, size);
    parts.rows.remove(blob);
  }
  return [...held];
}

/** The unlinking of large files takes its time: it comes after the transaction. What fails leaves files and rows as they were. */
function removeSome(parts: Parts, blobs: readonly Digest[], mayGo: MayGo): RemoveResult {
  const seat = parts.processes.enter();
  const taken: { readonly blob: Digest; readonly file: string; readonly away: string; readonly size: number }[] = [];
  try {
    let held: Digest[];
    try {
      const take = (blob: Digest, file: string, size: number): void => {
        const away = join(seat.folder, awayName(blob));
        renameSync(file, away);
        taken.push({ blob, file, away, size });
      };
      held = writing(parts.db, () => takeOut(parts, blobs, mayGo, take));
    } catch (error) {
      for (const { file, away } of taken) if (!existsSync(file)) renameSync(away, file);
      throw error;
    }
    for (const { away } of taken) rmSync(away, { force: true });
    return { removed: taken.map(({ blob }) => blob), held, bytes: taken.reduce((sum, { size }) => sum + size, 0) };
  } finally {
    parts.processes.leave();
  }
}

const isNoSpace = (error: unknown): boolean => error instanceof CairnError && error.code === 'no_space';

/**
 * On a full disk there is no room for a folder of ours, nor to say what goes: the file goes first, and makes it. Where that is not enough
 * its row stays, as of any blob whose file is not there.
 */
function removeFileFirst(parts: Parts, blob: Digest, mayGo: MayGo): RemoveResult {
  let bytes: number | undefined;
  const take = (_blob: Digest, file: string, size: number): void => {
    rmSync(file);
    bytes = size;
  };
  let held: Digest[] = [];
  try {
    held = writing(parts.db, () => takeOut(parts, [blob], mayGo, take));
  } catch (error) {
    if (bytes === undefined || !isNoSpace(error)) throw error;
  }
  return { removed: bytes === undefined ? [] : [blob], held, bytes: bytes ?? 0 };
}

/** See `Cache.remove`. */
export async function removeBlobs(parts: Parts, blobs: readonly Digest[], mayGo: MayGo): Promise<RemoveResult> {
  const results: RemoveResult[] = [];
  for (let from = 0; from < blobs.length; from += AT_ONCE) {
    const some = blobs.slice(from, from + AT_ONCE);
    try {
      results.push(removeSome(parts, some, mayGo));
    } catch (error) {
      if (!isNoSpace(error)) throw error;
      for (const blob of some) results.push(removeFileFirst(parts, blob, mayGo));
    }
    await setImmediate();
  }
  return { removed: results.flatMap(({ removed }) => removed), held: results.flatMap(({ held }) => held), bytes: results.reduce((sum, { bytes }) => sum + bytes, 0) };
}

/** Of a removal that was cut off in the folder of a process that is gone: a blob that has its row still gets its file back. */
export function putBackTaken(parts: Parts, folder: string): void {
  const taken = readdirSync(folder).flatMap((name) => AWAY.exec(name)?.[1] ?? []);
  if (taken.length === 0) return;
  writing(parts.db, () => {
    for (const blob of taken.map((hex) => `b3:${hex}`)) {
      const file = parts.layout.blob(blob);
      if (parts.rows.get(blob) && !existsSync(file)) renameSync(join(folder, awayName(blob)), file);
    }
  });
}
