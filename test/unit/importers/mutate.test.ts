// Every importer against its logs cut off and broken at random, in a process that may hold 256 MB: what is broken is told or
// read, never thrown. 1,000 mutations an importer; CAIRN_MUTATIONS sets another number, CAIRN_MUTATION_SEED the first seed.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, expect, it } from 'vitest';
import { IMPORTERS } from '../../../electron/engine/importers/registry.js';
import { writeTrainingFolder } from '../../fixtures/trainingFolder.js';
import { filesUnder } from '../../support/filesUnder.js';
import { runCapped } from '../../support/runCapped.js';
import { bundleProgram } from '../../support/runtimeProgram.js';
import { tempFolder } from '../../support/tempFolder.js';

const MUTATIONS = Number(process.env['CAIRN_MUTATIONS'] ?? 1000);
const SEED = Number(process.env['CAIRN_MUTATION_SEED'] ?? 1);
const RUNS = join(__dirname, '../../fixtures/runs');

/** What a tool wrote, databases unpacked. */
function kept(tool: string): string {
  const folder = join(tempFolder(), tool);
  cpSync(join(RUNS, tool), folder, { recursive: true });
  for (const name of filesUnder(folder).filter((one) => one.endsWith('.gz'))) {
    writeFileSync(join(folder, name.slice(0, -3)), gunzipSync(readFileSync(join(folder, name))));
    rmSync(join(folder, name));
  }
  return folder;
}

function trainerOutput(): string {
  const folder = join(tempFolder(), 'out');
  for (const step of [10, 20]) {
    mkdirSync(join(folder, `checkpoint-${step}`), { recursive: true });
    const log = Array.from({ length: step }, (_, index) => ({ epoch: index / 10, loss: 1 / (index + 1), learning_rate: 1e-4, step: index + 1 }));
    writeFileSync(join(folder, `checkpoint-${step}`, 'trainer_state.json'), JSON.stringify({ best_metric: 0.1, best_model_checkpoint: 'out/checkpoint-10', epoch: 2, global_step: step, log_history: [...log, { eval_loss: 1 / step, step }], max_steps: 20 }, null, 1));
    writeFileSync(join(folder, `checkpoint-${step}`, 'model.safetensors'), '');
  }
  return folder;
}

/** Importer -> a folder that it finds runs in. */
const LOGS: Readonly<Record<string, () => string>> = {
  'mlflow-db': () => kept('mlflow-db'), mlflow: () => kept('mlflow'), wandb: () => kept('wandb'), tensorboard: () => kept('tensorboard'), csv: () => kept('keras'),
  lightning: () => writeTrainingFolder(tempFolder(), 'scans:v0'), 'hf-trainer': trainerOutput,
};

let program = '';
beforeAll(async () => {
  program = await bundleProgram('test/unit/importers/mutate.program.ts');
});

it.each(IMPORTERS.map(({ id }) => id))('%s tells what is broken, or reads it', { timeout: 60_000 + MUTATIONS * 40 }, async (id) => {
  const logs = LOGS[id];
  if (!logs) throw new Error(`no logs of ${id} are there to break`);
  const { code, lastLine, errors, hung } = await runCapped(program, [id, String(MUTATIONS), String(SEED), join(tempFolder(), 'work'), logs()]);
  expect(hung, `it hung at: ${lastLine}`).toBe(false);
  expect(code, `it ended at: ${lastLine}\n${errors}`).toBe(0);
  const { cases, told, slowest, peakMb } = JSON.parse(lastLine) as { cases: number; told: number; slowest: { label: string; ms: number }; peakMb: number };
  process.stdout.write(`${id}: ${cases} cases, ${told} told, slowest ${slowest.ms.toFixed(1)} ms (${slowest.label}), ${peakMb} MB at most\n`);
  expect(cases).toBeGreaterThan(MUTATIONS);
  expect(told).toBeLessThan(cases);
});
