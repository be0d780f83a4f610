// A second version of which a tenth is new: the bytes of new chunks against the bytes that changed.
import { rmSync } from 'node:fs';
import type { Engine } from '../../../electron/engine/index.js';
import { print } from '../harness.js';
import { makeRandom, makeSafetensors, MEGABYTE, replaceSpan } from '../fill.js';
import { blobOf, closeHome, inWork, log, openHome } from './world.js';

const TENSOR = 32 * 1024 * 1024;

async function newChunkBytes(engine: Engine, path: string, change: () => void): Promise<number> {
  const { cache } = engine.context;
  const first = await log(engine, path, 'first');
  const known = new Set(cache.chunks(blobOf(engine, first))?.chunks.map((chunk) => chunk.digest));
  change();
  const second = await log(engine, path, 'first');
  const fresh = new Map(cache.chunks(blobOf(engine, second))?.chunks.filter((chunk) => !known.has(chunk.digest)).map((chunk) => [chunk.digest, chunk.length]));
  return [...fresh.values()].reduce((sum, length) => sum + length, 0);
}

function tell(what: string, fresh: number, changed: number, goal: number): void {
  const ratio = Number((fresh / changed).toFixed(4));
  print({ bench: 'ingest', case: what, value: fresh, unit: 'bytes', peer: 'the bytes that changed', ratio, goal, ok: ratio <= goal, note: `${changed} bytes changed` });
}

/** Some replaced, all of them after a header that grew: everything moves. */
async function tensors(engine: Engine, megabytes: number): Promise<void> {
  const path = inWork('model.safetensors');
  const seeds = Array.from({ length: Math.max(10, Math.round((megabytes * MEGABYTE) / TENSOR)) }, (_, index) => index);
  const trained = seeds.map((seed) => (seed % 10 === 3 ? seed + seeds.length : seed));
  const changed = trained.filter((seed, index) => seed !== seeds[index]).length;
  makeSafetensors(path, TENSOR, seeds);
  const fresh = await newChunkBytes(engine, path, () => void makeSafetensors(path, TENSOR, trained, 'trained for one more epoch'));
  tell(`a second version with ${changed} of ${seeds.length} tensors replaced`, fresh, changed * TENSOR, 1.05);
  rmSync(path);
}

async function span(engine: Engine, megabytes: number): Promise<void> {
  const path = inWork('span.bin');
  const bytes = megabytes * MEGABYTE;
  const changed = bytes / 10;
  makeRandom(path, bytes);
  const fresh = await newChunkBytes(engine, path, () => replaceSpan(path, Math.floor(bytes * 0.4), changed));
  tell(`a second version of ${megabytes} MB of random bytes, one span of a tenth replaced`, fresh, changed, 1.1);
  rmSync(path);
}

export async function second(megabytes: number): Promise<void> {
  const engine = await openHome('second');
  await tensors(engine, megabytes);
  await span(engine, megabytes);
  await closeHome(engine);
}
