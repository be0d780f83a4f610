// After a crash: what dead processes left in tmp/, in blobs/ and, by their notes, in folders they were writing to.
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Digest } from '../../../shared/contract/primitives.js';
import { CHECKOUT_TEMP, EXPORT_TEMP } from './checkoutTemp.js';
import { writing } from './database.js';
import type { Parts } from './parts.js';
import { LOCK_NAME } from './processes.js';
import { putBackTaken } from './remove.js';
import { errnoOf } from './fsErrors.js';
import type { SweepOptions, SweepResult } from './types.js';

/** Another process may be cleaning up the same leavings. */
function unlessGone<T>(work: () => T, otherwise: T): T {
  try {
    return work();
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return otherwise;
    throw error;
  }
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesIn(path) : [path];
  });
}

/** Blob files on disk, by digest. Folders and names that are not ours are left alone. */
function blobFiles(blobs: string): Digest[] {
  return readdirSync(blobs, { withFileTypes: true })
    .filter((shard) => shard.isDirectory() && /^[0-9a-f]{2}$/.test(shard.name))
    .flatMap((shard) => readdirSync(join(blobs, shard.name)).filter((name) => /^[0-9a-f]{62}$/.test(name)).map((name) => `b3:${shard.name}${name}`));
}

const isNoted = (name: string): boolean => [CHECKOUT_TEMP, EXPORT_TEMP].some((prefix) => name.startsWith(prefix));

/** Half-written checkouts and exports that a dead process noted before it began them. */
function removeNoted(folder: string): void {
  for (const file of readdirSync(folder).filter(isNoted)) {
    const place = readFileSync(join(folder, file), 'utf8');
    if (isNoted(basename(place))) rmSync(place, { recursive: true, force: true });
  }
}

/** See `Cache.sweep`. */
export function sweep(parts: Parts, options: SweepOptions): SweepResult {
  const { db, layout, rows, holds, processes, logger } = parts;
  const known = new Set(rows.all().map(({ digest }) => digest));
  const { gone: dead, any } = writing(db, () => {
    const gone = new Set(processes.dead());
    const present = new Set(readdirSync(layout.temp));
    const holding = holds.holders().filter((process) => !present.has(process));
    holds.dropDead(new Set([...gone, ...holding]), parts.clock.now());
    return { gone, any: gone.size + holding.length > 0 };
  });
  const stray = readdirSync(layout.temp, { withFileTypes: true }).filter((entry) => entry.isFile());
  const suspects = any ? blobFiles(layout.blobs).filter((digest) => !known.has(digest)) : [];
  // Named without a row: cache.db was lost, and logging the file again gives it one.
  const kept = suspects.length > 0 ? options.referenced?.(suspects) : undefined;

  let blobs = 0;
  let bytes = 0;
  const drop = (digest: Digest): void => {
    const file = layout.blob(digest);
    bytes += statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    rmSync(file, { force: true });
    rows.remove(digest);
    blobs += 1;
  };
  writing(db, () => {
    for (const digest of suspects) if (!kept?.has(digest) && !rows.get(digest) && !holds.isHeld(digest)) drop(digest);
    const loose = rows.unconfirmed().filter((digest) => !holds.isHeld(digest));
    if (loose.length === 0) return;
    const named = options.referenced?.(loose);
    for (const digest of loose) {
      if (!named || named.has(digest)) rows.confirm(digest);
      else drop(digest);
    }
  });

  let tempFiles = 0;
  for (const entry of stray) rmSync(join(layout.temp, entry.name), { force: true });
  for (const id of dead) {
    const folder = join(layout.temp, id);
    tempFiles += unlessGone(() => filesIn(folder), []).filter((file) => !basename(file).startsWith(LOCK_NAME)).length;
    unlessGone(() => removeNoted(folder), undefined);
    unlessGone(() => putBackTaken(parts, folder), undefined);
    rmSync(folder, { recursive: true, force: true });
  }
  if (dead.size + blobs > 0) logger.info({ processes: dead.size, tempFiles, blobs, bytes }, 'cleaned up after processes that ended without warning');
  return { tempFiles: tempFiles + stray.length, blobs, bytes };
}
