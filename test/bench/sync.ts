// npm run -s bench -- sync: transfers to and from a real server (versitygw), beside rclone and s5cmd on the same server; then what
// devices tell each other (syncRows.ts). At full size it takes an hour.
//   CAIRN_BENCH_GB=4          bytes of each transfer
//   CAIRN_BENCH_FILES=10000   small files
//   CAIRN_BENCH_ROUNDS=3      rounds of each comparison
//   CAIRN_BENCH_DIR           where to work; the folder for temporary files if absent. Six times the bytes have to fit
//   CAIRN_BENCH_ONLY=a,b      only these of one, small, second, resume, and of syncRows.ts
import { print, runBench } from './harness.js';
import { moves } from './sync/moves.js';
import { findPeers } from './sync/peers.js';
import { resume } from './sync/resume.js';
import { second } from './sync/second.js';
import { GIGABYTES, memory, openBench, SMALL_FILES } from './sync/world.js';

const PARTS = ['one', 'small', 'second', 'resume'] as const;
const MEMORY_GOAL_MB = 300;

runBench(async () => {
  const named = process.env['CAIRN_BENCH_ONLY']?.split(',') ?? PARTS;
  const wanted = PARTS.filter((part) => named.includes(part));
  if (wanted.length === 0) return;
  const peers = findPeers();
  const bench = await openBench();
  try {
    if (wanted.includes('one')) await moves(bench, peers, { id: 'one', words: `${GIGABYTES} GB as one file`, files: 1 });
    if (wanted.includes('small')) await moves(bench, peers, { id: 'small', words: `${GIGABYTES} GB as ${SMALL_FILES} files`, files: SMALL_FILES });
    if (wanted.includes('second')) await second(bench, peers);
    if (wanted.includes('resume')) for (const files of [1, SMALL_FILES]) await resume(bench, files);
  } finally {
    await bench.stop();
  }
  const peak = Number((memory.peak / 1e6).toFixed(1));
  print({ bench: 'sync', case: 'most memory of any engine through all of it', value: peak, unit: 'MB', peer: null, ratio: null, goal: MEMORY_GOAL_MB, ok: peak <= MEMORY_GOAL_MB, note: memory.of });
});
