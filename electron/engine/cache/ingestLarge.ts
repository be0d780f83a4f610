// One large file into a sealed temporary one: shared with the original where the file system can, else copied, and hashed as it
// is copied.
import type { BigIntStats } from 'node:fs';
import { lstat, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CairnError } from '../../../shared/contract/errors.js';
import { formatBytes } from '../../../shared/util/formatBytes.js';
import { CHUNKERS, type HashedStream } from './chunker/chunkStream.js';
import { readFreeSpace } from './freeSpace.js';
import { namedError } from './fsErrors.js';
import { sameFile } from './identity.js';
import type { TempFile } from './keep.js';
import { BLOB_MODE } from './layout.js';
import type { Parts } from './parts.js';
import type { Meter } from './progress.js';
import type { ChunkList, SourceEntry } from './types.js';
import { changedError } from './worker/readSource.js';

export interface LargeRun {
  readonly folder: string;
  readonly signal: AbortSignal | undefined;
  readonly meter: Meter;
  readonly borders: ((entry: SourceEntry) => Promise<readonly number[] | null>) | undefined;
}

export function chunkListOf(size: number, hashed: HashedStream): ChunkList {
  const chunks = hashed.chunks.map((chunk) => ({ digest: `b3:${chunk.digest}`, length: chunk.length }));
  return { chunker: hashed.chunker, version: CHUNKERS[hashed.chunker], chunks: chunks.length > 0 ? chunks : [{ digest: `b3:${hashed.digest}`, length: size }] };
}

/** What is at the path now, which is what was chosen. Errors: `source_changed`, `source_missing`, `source_unreadable`. */
async function lookAgain(entry: SourceEntry, when: string): Promise<BigIntStats> {
  const now = await lstat(entry.source, { bigint: true }).catch((error: unknown) => {
    throw namedError(error, 'source', 'Reading', entry.source);
  });
  if (!sameFile(entry.identity, now)) throw changedError(entry.source, `it changed ${when}`);
  return now;
}

/** The bytes that copying will really take: holes of a sparse file take none. */
async function checkSpace(parts: Parts, entry: SourceEntry): Promise<void> {
  const [{ free }, { blocks }] = await Promise.all([readFreeSpace(parts.layout.root), lookAgain(entry, 'while it was read')]);
  const needed = process.platform === 'win32' ? entry.size : Math.min(entry.size, Number(blocks) * 512);
  if (needed <= free) return;
  throw new CairnError('no_space', `Keeping ${entry.path}: it takes ${formatBytes(needed)} and ${formatBytes(free)} are free where the data folder is; free some space and try again`, { path: entry.source, needed, free });
}

async function tryClone(parts: Parts, entry: SourceEntry, temp: string): Promise<boolean> {
  try {
    return await parts.cloner.tryClone(entry.source, temp);
  } catch (error) {
    await lookAgain(entry, 'while it was read');
    throw namedError(error, 'root', 'Keeping', entry.source);
  }
}

/** Errors leave no file behind. */
export async function sealLarge(parts: Parts, entry: SourceEntry, index: number, run: LargeRun): Promise<TempFile & { readonly cloned: boolean }> {
  const temp = join(run.folder, `${index}.part`);
  const { control, end } = parts.workers.control(run.signal);
  const unwatch = run.meter.watch(() => control.hashed);
  try {
    await lookAgain(entry, 'after it was chosen');
    const borders = (await run.borders?.(entry)) ?? null;
    const cloned = await tryClone(parts, entry, temp);
    run.meter.phase(cloned ? 'hashing' : 'copying', entry.path);
    let hashed: HashedStream;
    if (cloned) {
      await lookAgain(entry, 'while it was read');
      hashed = await parts.workers.run({ kind: 'hash', file: temp, size: entry.size, cut: { borders }, seal: BLOB_MODE, control: control.buffer });
    } else {
      await checkSpace(parts, entry);
      hashed = await parts.workers.copy({ source: entry.source, identity: entry.identity, size: entry.size, target: temp, place: 'root', mode: BLOB_MODE, durable: true, cut: { borders } }, control);
    }
    return { temp, digest: `b3:${hashed.digest}`, size: entry.size, list: chunkListOf(entry.size, hashed), cloned };
  } catch (error) {
    await rm(temp, { force: true });
    throw error;
  } finally {
    unwatch();
    end();
  }
}
