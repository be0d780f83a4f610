// A log that has grown since it was imported goes on as the run it was; one that only begins alike is a run of its own.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Engine } from '../../../electron/engine/index.js';
import { importEngine, takeIn } from '../../support/importWorld.js';
import { tempFolder } from '../../support/tempFolder.js';

const epochs = (from: number, to: number, more = 0): string => Array.from({ length: to - from }, (_, index) => `${from + index},${1 / (from + index + 1) + (from + index === 0 ? 0 : more)},0.5\n`).join('');

async function losses(engine: Engine, run: string, key = 'loss'): Promise<unknown[]> {
  return (await engine.client.runs.rows({ run, limit: 5000 })).rows.flatMap(({ values }) => values[key] ?? []);
}

it('a CSV log: new rows come in, nothing twice, and no second run', async () => {
  const engine = await importEngine();
  const folder = tempFolder();
  const file = join(folder, 'training.csv');
  writeFileSync(file, `epoch,loss,acc\n${epochs(0, 3)}`);
  const [first] = (await takeIn(engine, folder)).taken;
  writeFileSync(file, `epoch,loss,acc\n${epochs(0, 8)}`);
  expect((await engine.client.imports.preview({ source: { paths: [folder] } })).runs).toMatchObject([{ known: true, rows: 8 }]);
  expect(await takeIn(engine, folder)).toMatchObject({ runs: 1, rows: 5, taken: [{ run: first?.run }] });
  expect(await losses(engine, first?.run ?? '')).toEqual(Array.from({ length: 8 }, (_, index) => 1 / (index + 1)));
  expect(engine.context.registry.read.counts().runs).toBe(1);
  expect(await takeIn(engine, folder)).toMatchObject({ runs: 0, rows: 0, known: 1 });
  expect((await engine.client.runs.get({ run: first?.run ?? '' })).state).toBe('finished');
});

it('two logs that begin alike are two runs, together or one after the other, and each goes on', async () => {
  const engine = await importEngine();
  const root = tempFolder();
  const write = (name: string, to: number, more: number): string => {
    mkdirSync(join(root, name), { recursive: true });
    writeFileSync(join(root, name, 'training.csv'), `epoch,loss,acc\n${epochs(0, to, more)}`);
    return join(root, name);
  };
  const [one, two] = [write('one', 4, 0), write('two', 4, 0.25)];
  const together = (await engine.client.imports.preview({ source: { paths: [root] } })).runs;
  expect(new Set(together.map(({ key }) => key)).size).toBe(2);
  const a = (await takeIn(engine, two)).taken[0]?.run ?? '';
  const b = (await takeIn(engine, one)).taken[0]?.run ?? '';
  expect(a).not.toBe(b);
  write('one', 6, 0);
  write('two', 7, 0.25);
  expect(await takeIn(engine, root)).toMatchObject({ runs: 2, rows: 5 });
  expect(await losses(engine, b)).toEqual([1, 1 / 2, 1 / 3, 1 / 4, 1 / 5, 1 / 6]);
  expect((await losses(engine, a)).length).toBe(7);
  expect(engine.context.registry.read.counts().runs).toBe(2);
});

it('a Lightning folder whose columns and checkpoints grow with it is one run', async () => {
  const engine = await importEngine();
  const version = join(tempFolder(), 'segmenter', 'lightning_logs', 'version_0');
  mkdirSync(join(version, 'checkpoints'), { recursive: true });
  writeFileSync(join(version, 'hparams.yaml'), 'lr: 0.01\n');
  writeFileSync(join(version, 'metrics.csv'), 'epoch,step,train_loss\n0,0,1.0\n0,1,0.5\n');
  const first = await takeIn(engine, version);
  // Lightning writes the whole file anew, with one more column, when a metric is logged for the first time.
  writeFileSync(join(version, 'metrics.csv'), 'epoch,step,train_loss,val_loss\n0,0,1.0,\n0,1,0.5,\n0,1,,0.7\n1,2,0.25,\n');
  writeFileSync(join(version, 'checkpoints', 'epoch=0-step=2.ckpt'), 'a checkpoint');
  expect(await takeIn(engine, version)).toMatchObject({ runs: 1, rows: 2, versions: 1, taken: [{ run: first.taken[0]?.run }] });
  expect(await losses(engine, first.taken[0]?.run ?? '', 'train_loss')).toEqual([1, 0.5, 0.25]);
  expect(await losses(engine, first.taken[0]?.run ?? '', 'val_loss')).toEqual([0.7]);
});

it('the state of a Hugging Face Trainer that trained longer is the same run', async () => {
  const engine = await importEngine();
  const folder = join(tempFolder(), 'out');
  const state = (steps: number): void => {
    mkdirSync(join(folder, `checkpoint-${steps}`), { recursive: true });
    writeFileSync(join(folder, `checkpoint-${steps}`, 'trainer_state.json'), JSON.stringify({ global_step: steps, max_steps: steps, log_history: Array.from({ length: steps }, (_, index) => ({ loss: 1 / (index + 1), step: index + 1 })) }));
    writeFileSync(join(folder, `checkpoint-${steps}`, 'weights.bin'), `${steps}`);
  };
  state(3);
  const first = await takeIn(engine, folder);
  state(6);
  expect(await takeIn(engine, folder)).toMatchObject({ runs: 1, rows: 3, versions: 1, taken: [{ run: first.taken[0]?.run }] });
  expect(await losses(engine, first.taken[0]?.run ?? '')).toHaveLength(6);
});

it('a log with every kind of value is nothing new when it comes again, whatever it holds', async () => {
  const engine = await importEngine();
  const folder = join(tempFolder(), 'odd');
  mkdirSync(folder);
  const odd = [1, -0, 1e21, 2 ** 60, 0.1, true, 'text', '', '1e5', 'NaN', { deep: { er: 2 }, list: [1, [2]] }, null];
  writeFileSync(join(folder, 'metrics.jsonl'), `{"loss": NaN, "text": "\\ud800"}\n${odd.map((value, index) => JSON.stringify({ loss: 1 / (index + 1), value, [`only ${index}`]: value, step: index % 3 === 0 ? undefined : index / 2 })).join('\n')}\n{"empty": {}}\n`);
  writeFileSync(join(folder, 'model.pkl'), 'a model');
  writeFileSync(join(folder, 'training.csv'), `epoch;loss;note\n0;nan;\n1;inf;a b\n2;-1e-320;"x;y"\n3;007;true\n`);
  expect((await takeIn(engine, folder)).problems).toEqual([]);
  const { ops } = engine.context.registry.read.counts();
  for (const _ of [1, 2]) expect(await takeIn(engine, folder)).toMatchObject({ runs: 0, rows: 0, versions: 0 });
  expect(engine.context.registry.read.counts().ops).toBe(ops);
});
