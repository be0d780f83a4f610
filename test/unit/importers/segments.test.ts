// A run that its tool went on with is several logs: they come in in any order, alone or together, and each is there once.
import { cpSync, mkdirSync, readdirSync, truncateSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Engine } from '../../../electron/engine/index.js';
import type { ImportDone } from '../../../shared/contract/imports.js';
import { importEngine, takeIn } from '../../support/importWorld.js';
import { copyOfRuns } from '../../support/runFixtures.js';
import { tempFolder } from '../../support/tempFolder.js';

/** Each log in a folder of its own, with the files of its artifacts: `[first, second]`. */
function apart(): [string, string] {
  const whole = copyOfRuns('wandb');
  const folders = readdirSync(join(whole, 'wandb')).sort((a, b) => a.length - b.length).map((name) => {
    const folder = join(tempFolder(), name);
    cpSync(join(whole, 'wandb', name), join(folder, 'wandb', name), { recursive: true });
    cpSync(join(whole, 'staging'), join(folder, 'staging'), { recursive: true });
    return folder;
  });
  return [folders[0] ?? '', folders[1] ?? ''];
}

async function take(engine: Engine, paths: readonly string[]): Promise<ImportDone> {
  for await (const event of await engine.client.imports.run({ source: { paths: [...paths] } })) if (event.event === 'done') return event;
  throw new Error('The import did not end');
}

const LOSSES = Array.from({ length: 12 }, (_, index) => 1 / (index + 1));

async function expectWhole(engine: Engine): Promise<void> {
  expect(engine.context.registry.read.counts().runs).toBe(1);
  const run = await engine.client.runs.get({ run: 'tinyrun1', project: 'tiny' });
  const { rows } = await engine.client.runs.rows({ run: run.id, limit: 100 });
  // A client without a network counts its steps from 0 again: rows are in the order of the logs.
  expect(rows.map(({ values }) => values['loss'])).toEqual(LOSSES);
  expect(run).toMatchObject({ name: 'first', state: 'finished', config: { lr: 0.01, opt: { name: 'adam' } }, summary: { best: 0.5, loss: LOSSES[11] } });
  expect(run.tags).toEqual(expect.arrayContaining(['one', 'two']));
  const models = run.outputs.filter(({ type }) => type === 'model').map(({ metrics }) => metrics['loss']);
  expect(new Set(models)).toEqual(new Set([LOSSES[3], LOSSES[11]]));
}

async function expectNothingNew(engine: Engine, paths: readonly string[]): Promise<void> {
  const { ops } = engine.context.registry.read.counts();
  expect(await take(engine, paths)).toMatchObject({ runs: 0, rows: 0, versions: 0 });
  expect(engine.context.registry.read.counts().ops).toBe(ops);
}

it.each([['the later log first', [1, 0]], ['the earlier log first', [0, 1]]] as const)('%s: all rows come in, bound to the versions they belong to', async (_, order) => {
  const engine = await importEngine();
  const logs = apart();
  const added: number[] = [];
  for (const at of order) added.push((await take(engine, [logs[at]])).rows);
  expect(added).toEqual(order.map((at) => [8, 4][at]));
  await expectWhole(engine);
  for (const log of logs) await expectNothingNew(engine, [log]);
});

it('two logs of a run that are given at once are one run', async () => {
  const engine = await importEngine();
  const logs = apart();
  expect((await engine.client.imports.preview({ source: { paths: [logs[1], logs[0]] } })).runs).toMatchObject([{ name: 'first', rows: 12 }]);
  expect(await take(engine, [logs[1], logs[0]])).toMatchObject({ runs: 1, rows: 12, problems: [] });
  await expectWhole(engine);
  await expectNothingNew(engine, logs);
});

it('of two copies of a log the longer one comes in, whichever is found first', async () => {
  const engine = await importEngine();
  const [whole] = apart();
  const root = tempFolder();
  for (const name of ['a', 'b']) cpSync(whole, join(root, name), { recursive: true });
  const [folder] = readdirSync(join(root, 'a', 'wandb'));
  const log = join(root, 'a', 'wandb', folder ?? '', 'run-tinyrun1.wandb');
  truncateSync(log, Math.floor(statSync(log).size * 0.6));
  expect((await takeIn(engine, root)).rows).toBe(8);

  const lines = (count: number): string => `epoch,loss\n${Array.from({ length: count }, (__, index) => `${index},${1 / (index + 1)}\n`).join('')}`;
  const copies = tempFolder();
  for (const [name, count] of [['backup', 3], ['logs', 7], ['old', 2]] as const) {
    mkdirSync(join(copies, name));
    writeFileSync(join(copies, name, 'training.csv'), lines(count));
  }
  expect(await takeIn(engine, copies)).toMatchObject({ runs: 1, rows: 7 });
  expect(await takeIn(engine, copies)).toMatchObject({ runs: 0, rows: 0, known: 1 });
});
