// Small files in batches: one job, one set of holds and one round of renames for many.
import { join } from 'node:path';
import type { Digest } from '../../../shared/contract/primitives.js';
import { CHUNKERS } from './chunker/chunkStream.js';
import type { WorkingHold } from './holds.js';
import { type Kept, place } from './keep.js';
import type { Parts } from './parts.js';
import type { Meter } from './progress.js';
import type { ChunkList, SourceEntry } from './types.js';

/** Files up to this size are read into memory whole. */
export const SMALL_FILE = 4 * 1024 * 1024;
const BATCH_FILES = 512;
const BATCH_BYTES = 64 * 1024 * 1024;

export interface Numbered {
  readonly entry: SourceEntry;
  /** Place in the whole list; names the temporary file. */
  readonly index: number;
}

export function toBatches(files: readonly Numbered[]): Numbered[][] {
  const batches: Numbered[][] = [];
  let bytes = 0;
  for (const file of files) {
    const last = batches.at(-1);
    if (!last || last.length >= BATCH_FILES || bytes + file.entry.size > BATCH_BYTES) {
      batches.push([file]);
      bytes = file.entry.size;
    } else {
      last.push(file);
      bytes += file.entry.size;
    }
  }
  return batches;
}

function oneChunk(digest: Digest, size: number): ChunkList {
  return { chunker: 'whole', version: CHUNKERS.whole, chunks: [{ digest, length: size }] };
}

interface BatchRun {
  readonly folder: string;
  readonly signal: AbortSignal | undefined;
  readonly meter: Meter;
}

async function readBatch(parts: Parts, batch: readonly Numbered[], force: boolean, run: BatchRun): Promise<{ readonly digest: Digest; readonly written: boolean }[]> {
  const { control, end } = parts.workers.control(run.signal);
  const unwatch = run.meter.watch(() => (force ? 0 : control.hashed));
  try {
    const files = batch.map(({ entry, index }) => ({ source: entry.source, identity: entry.identity, size: entry.size, temp: join(run.folder, `${index}.part`) }));
    const results = await parts.workers.run({ kind: 'batch', files, blobs: parts.layout.blobs, force, control: control.buffer });
    return results.map(({ digest, written }) => ({ digest: `b3:${digest}`, written }));
  } finally {
    unwatch();
    end();
  }
}

/** What became of each file of the batch, in its order. */
export async function keepBatch(parts: Parts, hold: WorkingHold, batch: readonly Numbered[], run: BatchRun): Promise<Kept[]> {
  const read = await readBatch(parts, batch, false, run);
  hold.take(read.map(({ digest }) => digest));
  const again = batch.filter((_, at) => {
    const file = read[at];
    return file?.written === false && !hold.placed.has(file.digest) && !parts.presence.isSound(file.digest);
  });
  const reread = again.length > 0 ? await readBatch(parts, again, true, run) : [];

  const written = [...batch.filter((_, at) => read[at]?.written), ...again].map(({ entry, index }) => {
    const digest = (reread[again.findIndex((file) => file.index === index)] ?? read[batch.findIndex((file) => file.index === index)])?.digest as Digest;
    return { temp: join(run.folder, `${index}.part`), digest, size: entry.size, list: oneChunk(digest, entry.size), index };
  });
  const placed = await place(parts, hold, written, { durable: false });
  const byIndex = new Map(written.map((file, at) => [file.index, placed[at] as Kept]));
  return batch.map(({ entry, index }, at) => {
    const digest = read[at]?.digest as Digest;
    return byIndex.get(index) ?? { digest, size: entry.size, list: oneChunk(digest, entry.size), stamp: null, added: false };
  });
}
