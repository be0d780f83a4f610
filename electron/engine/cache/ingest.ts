// Files become blobs: known ones are not read, small ones go in batches, large ones through the copy-and-hash pair.
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CairnError } from '../../../shared/contract/errors.js';
import type { Digest } from '../../../shared/contract/primitives.js';
import { cancelled, namedError } from './fsErrors.js';
import type { WorkingHold } from './holds.js';
import { sealLarge } from './ingestLarge.js';
import { keepBatch, type Numbered, SMALL_FILE, toBatches } from './ingestSmall.js';
import { type Kept, place, record } from './keep.js';
import type { Parts } from './parts.js';
import { createMeter, type Meter } from './progress.js';
import type { IngestedFile, IngestMethod, IngestOptions, IngestResult, SourceEntry } from './types.js';

/** Those whose rows vouch for them, held: nothing may delete them from here on. */
async function holdKnown(hold: WorkingHold, entries: readonly SourceEntry[]): Promise<(Digest | null)[]> {
  hold.addAll();
  const known = await hold.foresight.of(entries);
  if (!known.includes(undefined)) {
    // The one row that holds everything stands until the release, which is near: nothing is going to be read.
    hold.take([...new Set(known.flatMap((blob) => (blob && !blob.confirmed ? [blob.digest] : [])))]);
    return known.map((blob) => blob?.digest ?? null);
  }
  const held = hold.addSound(new Map(known.flatMap((blob) => (blob ? [[blob.digest, blob.stamp]] : []))));
  hold.dropAll();
  return known.map((blob) => (blob && held.has(blob.digest) ? blob.digest : null));
}

/** Batches in work at once: one for each thread. */
const LANES = [1, 2] as const;

interface Outcome {
  readonly files: (IngestedFile | undefined)[];
  readonly kept: Kept[];
  readonly seen: { entry: SourceEntry; digest: Digest }[];
  bytesRead: number;
}

function settle(outcome: Outcome, { entry, index }: Numbered, kept: Kept, method: IngestMethod): void {
  outcome.files[index] = { path: entry.path, digest: kept.digest, size: entry.size, method: kept.added ? method : 'known' };
  outcome.kept.push(kept);
  outcome.seen.push({ entry, digest: kept.digest });
}

async function readAll(parts: Parts, hold: WorkingHold, unread: readonly Numbered[], folder: string, options: IngestOptions, meter: Meter, outcome: Outcome): Promise<void> {
  const { signal } = options;
  const small = unread.filter(({ entry }) => entry.size <= SMALL_FILE);
  const batches = toBatches(small);
  const lanes = await Promise.allSettled(
    LANES.map(async () => {
      for (let batch = batches.shift(); batch; batch = batches.shift()) {
        if (signal?.aborted) throw cancelled('Keeping the files');
        meter.phase('copying', batch[0]?.entry.path);
        const kept = await keepBatch(parts, hold, batch, { folder, signal, meter }).catch((error: unknown) => {
          batches.splice(0);
          throw error;
        });
        const bytes = batch.reduce((sum, { entry }) => sum + entry.size, 0);
        meter.add(bytes);
        outcome.bytesRead += bytes;
        batch.forEach((file, at) => settle(outcome, file, kept[at] as Kept, 'copy'));
      }
    }),
  );
  for (const lane of lanes) if (lane.status === 'rejected') throw lane.reason;
  for (const file of unread.filter(({ entry }) => entry.size > SMALL_FILE)) {
    if (signal?.aborted) throw cancelled('Keeping the files');
    const sealed = await sealLarge(parts, file.entry, file.index, { folder, signal, meter, borders: options.borders });
    const [kept] = await place(parts, hold, [sealed]);
    meter.add(file.entry.size);
    outcome.bytesRead += file.entry.size;
    settle(outcome, file, kept as Kept, sealed.cloned ? 'clone' : 'copy');
  }
}

/** The method that brought in most bytes; of equals the first of clone, copy, known. Known is what brought in nothing at all. */
function mainMethod(files: readonly IngestedFile[], bytesAdded: number): IngestMethod {
  const bytes = (method: IngestMethod): number => files.reduce((sum, file) => sum + (file.method === method ? file.size : 0), 0);
  const methods = (['clone', 'copy', 'known'] as const).filter((method) => files.some((file) => file.method === method) && (method !== 'known' || bytesAdded === 0));
  return methods.reduce<IngestMethod>((best, method) => (bytes(method) > bytes(best) ? method : best), methods[0] ?? 'known');
}

/** In a folder in tmp/ that goes with the work. */
async function readInto(parts: Parts, hold: WorkingHold, unread: readonly Numbered[], options: IngestOptions, meter: Meter, outcome: Outcome): Promise<void> {
  options.beforeReading?.();
  parts.workers.warm();
  const folder = await mkdtemp(join(hold.seat.folder, 'ingest-'));
  try {
    await readAll(parts, hold, unread, folder, options, meter, outcome);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function keepAll(parts: Parts, hold: WorkingHold, entries: readonly SourceEntry[], options: IngestOptions, meter: Meter): Promise<IngestResult> {
  const known = await holdKnown(hold, entries);
  const outcome: Outcome = { files: [], kept: [], seen: [], bytesRead: 0 };
  const unread: Numbered[] = [];
  entries.forEach((entry, index) => {
    const digest = known[index] ?? null;
    if (digest === null) {
      unread.push({ entry, index });
      return;
    }
    outcome.files[index] = { path: entry.path, digest, size: entry.size, method: 'known' };
    meter.add(entry.size);
  });
  if (unread.length > 0) await readInto(parts, hold, unread, options, meter, outcome);
  if (options.signal?.aborted) throw cancelled('Keeping the files');
  meter.phase('committing');
  await record(parts, outcome.kept, outcome.seen);
  if (options.signal?.aborted) throw cancelled('Keeping the files');
  const files = outcome.files.filter((file) => file !== undefined);
  if (files.length !== entries.length) throw new CairnError('internal', 'Keeping the files: some of them came to no end');
  const added = new Map(outcome.kept.filter((blob) => blob.added).map((blob) => [blob.digest, blob.size]));
  const bytesAdded = [...added.values()].reduce((sum, size) => sum + size, 0);
  return { files, bytesRead: outcome.bytesRead, bytesAdded, method: mainMethod(files, bytesAdded) };
}

/** See `Cache.ingest`. Whatever ends it, its folder in tmp/ goes; on failure the hold and all that came in under it go too. */
export async function ingest(parts: Parts, hold: WorkingHold, entries: readonly SourceEntry[], options: IngestOptions): Promise<IngestResult> {
  const total = entries.reduce((sum, entry) => sum + entry.size, 0);
  const meter = createMeter(total, options.onProgress, 'copying');
  try {
    return await keepAll(parts, hold, entries, options, meter);
  } catch (error) {
    await hold.cancel();
    throw namedError(error, 'root', 'Keeping files in', parts.layout.root);
  } finally {
    meter.end();
  }
}
