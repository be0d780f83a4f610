// Every importer against its logs cut off and broken at random, in a process that may hold 256 MB: what is broken is told or
// read, never thrown. 1,000 mutations an importer; CAIRN_MUTATIONS sets another number, CAIRN_SEED the first seed.
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { IMPORTERS } from '../../../electron/engine/importers/registry.js';
import { copyOfRuns } from '../../support/runFixtures.js';
import { runCapped } from '../../support/runCapped.js';
import { SEED } from '../../support/seed.js';
import { buildProgram } from '../../support/buildProgram.js';
import { tempFolder } from '../../support/tempFolder.js';

const MUTATIONS = Number(process.env['CAIRN_MUTATIONS'] ?? 1000);

/** Git is a program of its own, with tests of its own: without it a thousand broken projects of DVC take seconds. */
function dvcWithoutGit(): string {
  const folder = copyOfRuns('dvc');
  rmSync(join(folder, '.git'), { recursive: true });
  return folder;
}

/** One of its two runs, with the models: the other is read alike each time, and takes as long. */
function mlflowOfOneRun(): string {
  const folder = copyOfRuns('mlflow');
  const [experiment] = readdirSync(join(folder, 'mlruns')).filter((name) => /^\d+$/.test(name));
  const [run] = readdirSync(join(folder, 'mlruns', experiment ?? '')).filter((name) => /^[0-9a-f]{32}$/.test(name));
  rmSync(join(folder, 'mlruns', experiment ?? '', run ?? ''), { recursive: true });
  const model = join(folder, 'mlruns', 'models', 'tiny model');
  for (const version of readdirSync(model).filter((name) => name.startsWith('version-'))) if (readFileSync(join(model, version, 'meta.yaml'), 'utf8').includes(run ?? '')) rmSync(join(model, version), { recursive: true });
  return folder;
}

/** Importer -> a folder that it finds runs in. */
const LOGS: Readonly<Record<string, () => string>> = {
  'mlflow-db': () => copyOfRuns('mlflow-db'), mlflow: mlflowOfOneRun, wandb: () => copyOfRuns('wandb'), tensorboard: () => copyOfRuns('tensorboard'), csv: () => copyOfRuns('keras'),
  lightning: () => join(copyOfRuns('lightning'), 'by csv'), 'hf-trainer': () => copyOfRuns('hf-trainer'), dvc: dvcWithoutGit, plain: () => copyOfRuns('plain'),
};

let program = '';
beforeAll(async () => {
  program = await buildProgram('test/unit/importers/mutate.program.ts');
});

it.each(IMPORTERS.map(({ id }) => id))('%s tells what is broken, or reads it', { timeout: 60_000 + MUTATIONS * 40 }, async (id) => {
  const logs = LOGS[id];
  if (!logs) throw new Error(`no logs of ${id} are there to break`);
  const { code, lastLine, errors, hung } = await runCapped(program, [id, String(MUTATIONS), String(SEED), join(tempFolder(), 'work'), logs()]);
  expect(hung, `it hung at: ${lastLine}`).toBe(false);
  expect(code, `it ended at: ${lastLine}\n${errors}`).toBe(0);
  const { cases, mutated, told, slowest, peakMb } = JSON.parse(lastLine) as { cases: number; mutated: number; told: number; slowest: { label: string; ms: number }; peakMb: number };
  process.stdout.write(`${id}: ${cases} cases with ${mutated} mutated files, ${told} told, slowest ${slowest.ms.toFixed(1)} ms (${slowest.label}), ${peakMb} MB at most\n`);
  expect(mutated).toBe(MUTATIONS);
  expect(told).toBeLessThan(cases);
});

it('mlflow-db with mutation 4060, which was wrong once', { timeout: 30_000 }, async () => {
  const { code, errors } = await runCapped(program, ['mlflow-db', '1', '4060', join(tempFolder(), 'work'), copyOfRuns('mlflow-db')]);
  expect(code, errors).toBe(0);
});
