// Each planted fault must be caught by the simulation of whole engines.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { expect, test } from 'vitest';
import { bundleOptions } from '../../../build/bundles.mjs';
import { ROOT } from '../../../build/lib/paths.mjs';
import { plant, type Planted } from '../plant.js';
import { PLANTED } from './planted.js';

/** Seeds played until one is caught. */
const SEEDS = 400;

async function bundle(fault: Planted | undefined, name: string): Promise<string> {
  const file = join(ROOT, '.cache', 'test', `engines-${name}.cjs`);
  const { output, ...input } = bundleOptions(name, join(ROOT, 'test/sim/engines/program.ts'), file);
  const made = await rolldown({ ...input, plugins: fault ? [plant(fault)] : [] });
  await made.write({ ...output, sourcemap: false });
  await made.close();
  return file;
}

const play = (file: string, first: number, count: number) => spawnSync(process.execPath, [file, String(first), String(count)], { encoding: 'utf8' });

test('without a fault the first seeds pass', async () => {
  const { status, stdout } = play(await bundle(undefined, 'sound'), 1, 10);
  expect(stdout).toBe('');
  expect(status).toBe(0);
});

test.each(PLANTED.map((fault, index) => [fault.what, fault, index] as const))('an engine that %s is caught', async (_what, fault, index) => {
  const { status, stdout, stderr } = play(await bundle(fault, `fault${index}`), fault.seed ?? 1, SEEDS);
  expect(status, stderr).toBe(1);
  process.stdout.write(`caught by ${/^seed \d+/.exec(stdout)?.[0] ?? stdout.slice(0, 200)}: ${fault.what}\n`);
});
