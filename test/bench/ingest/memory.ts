// A sparse file far larger than memory should care about: how much the process grows while it is kept.
import { closeSync, ftruncateSync, openSync, rmSync, writeSync } from 'node:fs';
import { print } from '../harness.js';
import { makeRandom, MEGABYTE } from '../fill.js';
import { closeHome, inWork, log, openHome } from './world.js';

const GOAL_MB = 150;
const SAMPLE_MS = 50;

export async function memory(gigabytes: number): Promise<void> {
  const engine = await openHome('memory');
  const small = inWork('small.bin');
  makeRandom(small, 20 * MEGABYTE);
  await log(engine, small, 'small'); // threads started, code compiled
  const path = inWork('sparse.bin');
  const file = openSync(path, 'w');
  writeSync(file, 'not only zeros');
  ftruncateSync(file, gigabytes * 1000 * MEGABYTE);
  closeSync(file);
  const before = process.memoryUsage().rss;
  let most = before;
  const timer = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), SAMPLE_MS);
  await log(engine, path, 'sparse');
  clearInterval(timer);
  const grown = Number(((most - before) / MEGABYTE).toFixed(1));
  print({ bench: 'ingest', case: `memory growth for a sparse file of ${gigabytes} GB`, value: grown, unit: 'MB', peer: null, ratio: null, goal: GOAL_MB, ok: grown <= GOAL_MB });
  rmSync(path);
  await closeHome(engine);
}
