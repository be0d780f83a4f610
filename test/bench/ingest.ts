// npm run -s bench -- ingest: files become versions, commit included. Takes some minutes, most of them in the other tools.
//   CAIRN_BENCH_MB=4000       size of the large files; 1000 if absent
//   CAIRN_BENCH_SPARSE_GB=20  size of the sparse file; 4 if absent
//   CAIRN_BENCH_DIR           where to work; the folder for temporary files if absent
//   CAIRN_BENCH_CASES=a,b     only these of unchanged, random, safetensors, peers (with safetensors), second, memory
import { rmSync } from 'node:fs';
import { makeRandom, makeSafetensors, MEGABYTE } from './fill.js';
import { large } from './ingest/large.js';
import { memory } from './ingest/memory.js';
import { second } from './ingest/second.js';
import { unchanged } from './ingest/unchanged.js';
import { inWork, work } from './ingest/world.js';

const SIZE_MB = Number(process.env['CAIRN_BENCH_MB'] ?? 1000);
const SPARSE_GB = Number(process.env['CAIRN_BENCH_SPARSE_GB'] ?? 4);
/** Below this a span of a tenth is not long against one chunk. */
const SECOND_MIN_MB = 2000;
const TENSOR = 8 * 1024 * 1024;

const CASES = ['unchanged', 'random', 'safetensors', 'peers', 'second', 'memory'] as const;
type Case = (typeof CASES)[number];

function wanted(): ReadonlySet<Case> {
  const named = process.env['CAIRN_BENCH_CASES']?.split(',') ?? CASES;
  for (const name of named) if (!CASES.some((known) => known === name)) throw new Error(`There is no case "${name}". There are: ${CASES.join(', ')}.`);
  return new Set(CASES.filter((known) => named.includes(known)));
}

async function randomBytes(): Promise<void> {
  const random = inWork('source.bin');
  makeRandom(random, SIZE_MB * MEGABYTE);
  await large(random, SIZE_MB * MEGABYTE, `${SIZE_MB} MB of random bytes`, false);
  rmSync(random);
}

async function safetensors(withPeers: boolean): Promise<void> {
  const model = inWork('source.safetensors');
  const bytes = makeSafetensors(model, TENSOR, Array.from({ length: Math.round((SIZE_MB * MEGABYTE) / TENSOR) }, (_, index) => index));
  await large(model, bytes, `${SIZE_MB} MB of safetensors`, withPeers);
  rmSync(model);
}

async function main(): Promise<void> {
  try {
    const cases = wanted();
    if (cases.has('unchanged')) await unchanged();
    if (cases.has('random')) await randomBytes();
    if (cases.has('safetensors') || cases.has('peers')) await safetensors(cases.has('peers'));
    if (cases.has('second')) await second(Math.max(SECOND_MIN_MB, SIZE_MB));
    if (cases.has('memory')) await memory(SPARSE_GB);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
