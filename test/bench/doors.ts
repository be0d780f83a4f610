// npm run -s bench -- doors: how fast the command line starts, what wandb.log at its top rate costs the engine and the open window, and
// uploading an artifact against the client's own hashing and staging. CAIRN_BENCH_CASES picks some: start,logging,uploading.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runPair } from './harness.js';
import { logging } from './doors/logging.js';
import { uploading } from './doors/uploading.js';
import { cairn, node, PYTHON, tempFolder } from './doors/world.js';

const CASES = new Set((process.env['CAIRN_BENCH_CASES'] ?? 'start,logging,uploading').split(','));

async function start(): Promise<void> {
  const theirs = { run: () => void node('-e', '0') };
  const line = { bench: 'doors', unit: 'ms', peer: 'node -e 0' } as const;
  await runPair({ ...line, case: 'cairn --version', goal: 3, pairs: 11, ours: { run: () => void cairn('--version') }, theirs });
  const { folder, remove } = tempFolder();
  await runPair({ ...line, case: 'cairn ls', goal: null, pairs: 7, ours: { run: () => void cairn('--home', join(folder, 'home'), 'ls') }, theirs });
  remove();
}

async function main(): Promise<void> {
  if (CASES.has('start')) await start();
  if (!existsSync(PYTHON)) {
    process.stderr.write('wandb is not installed in .cache/wandb-new: run the wandb test once. Its cases are left out.\n');
    return;
  }
  if (CASES.has('logging')) await logging();
  if (CASES.has('uploading')) await uploading();
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
