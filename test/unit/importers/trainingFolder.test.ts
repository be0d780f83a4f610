// A training folder is one run: its series, its checkpoints in order with what was measured on each, `best`, inputs; parts can stay out, and come later.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { Engine } from '../../../electron/engine/index.js';
import { bestBy, headlineOf } from '../../../electron/engine/commands/imports/measured.js';
import { plainValue } from '../../../electron/engine/importers/values.js';
import type { ImportDone, ImportInput } from '../../../shared/contract/imports.js';
import { writeTrainingFolder } from '../../fixtures/trainingFolder.js';
import { openEngine } from '../../support/engineWorld.js';
import { tempFolder } from '../../support/tempFolder.js';

async function engineWithData(size?: number): Promise<{ engine: Engine; folder: string }> {
  const root = tempFolder();
  const home = join(root, 'home');
  mkdirSync(home);
  const engine = await openEngine(home);
  onTestFinished(() => engine.close());
  const data = join(root, 'scans.bin');
  writeFileSync(data, 'scans');
  for await (const _ of await engine.client.ingest.log({ source: { paths: [data] }, name: 'scans', type: 'dataset' }));
  return { engine, folder: writeTrainingFolder(root, 'scans:v0', size) };
}

async function take(engine: Engine, folder: string, more: Partial<ImportInput> = {}): Promise<ImportDone> {
  for await (const event of await engine.client.imports.run({ source: { paths: [folder] }, ...more })) if (event.event === 'done') return event;
  throw new Error('The import did not end');
}

it('proposes checkpoints in order with their metrics, best by the headline, and the input its parameters name', async () => {
  const { engine, folder } = await engineWithData();
  const { runs } = await engine.client.imports.preview({ source: { paths: [folder] } });
  expect(runs).toHaveLength(1);
  expect(runs[0]).toMatchObject({
    importer: 'lightning', known: false, headline: { metric: 'val_loss', direction: 'min' },
    inputs: [{ key: 'dataset', text: 'scans:v0', name: 'scans', label: 'v0' }],
  });
  expect(runs[0]?.artifacts.map(({ id, aliases, metrics }) => [id, aliases, metrics['val_loss']])).toEqual([
    ['epoch=0-step=10.ckpt', [], 0.5],
    ['epoch=1-step=20.ckpt', ['best'], 0.2],
    ['epoch=2-step=30.ckpt', [], 0.3],
  ]);
});

it('takes in what was proposed: the metrics of each version are those at its step', async () => {
  const { engine, folder } = await engineWithData();
  const done = await take(engine, folder);
  expect(done).toMatchObject({ runs: 1, versions: 3, problems: [] });
  const [run] = done.taken;
  expect(run?.versions.map(({ label }) => label)).toEqual(['v0', 'v1', 'v2']);
  const values = [];
  for (const { id } of run?.versions ?? []) values.push((await engine.client.versions.get({ ref: id })).metrics['val_loss']);
  expect(values).toEqual([0.5, 0.2, 0.3]);
  const detail = await engine.client.runs.get({ run: run?.run ?? '' });
  expect(detail.inputs.map(({ name, label }) => `${name}:${label}`)).toEqual(['scans:v0']);
  const collection = (await engine.client.versions.get({ ref: run?.versions[1]?.id ?? '' })).collection;
  expect(engine.context.registry.read.collection(collection)?.aliases['best']).toBe('v1');
  const { ops } = engine.context.registry.read.counts();
  expect(await take(engine, folder)).toMatchObject({ runs: 0, rows: 0, versions: 0, known: 1 });
  expect(engine.context.registry.read.counts().ops).toBe(ops);
});

it('leaves out what was unticked, and takes it the next time', async () => {
  const { engine, folder } = await engineWithData();
  const [run] = (await engine.client.imports.preview({ source: { paths: [folder] } })).runs;
  const key = run?.key ?? '';
  const part = await take(engine, folder, { leave: { [key]: { artifacts: ['epoch=0-step=10.ckpt', 'epoch=2-step=30.ckpt'], inputs: ['dataset'] } } });
  expect(part).toMatchObject({ runs: 1, versions: 1 });
  expect((await engine.client.runs.get({ run: part.taken[0]?.run ?? '' })).inputs).toEqual([]);
  expect(await take(engine, folder, { skip: [key] })).toMatchObject({ runs: 0, known: 0, taken: [] });
  expect(await take(engine, folder)).toMatchObject({ versions: 2 });
});

it('a cancelled import goes on where it stood', async () => {
  const { engine, folder } = await engineWithData(5_000_000);
  const { read } = engine.context.registry;
  for await (const event of await engine.client.imports.run({ source: { paths: [folder] } })) if (event.event === 'progress' && event.progress.item !== undefined) break;
  const before = read.counts();
  expect(before.versions).toBeLessThan(4);
  const done = await take(engine, folder);
  expect(done.versions).toBe(4 - before.versions);
  expect(read.counts()).toMatchObject({ versions: 4, runs: before.runs });
  expect(done.taken[0]?.versions.map(({ label }) => label)).toEqual(['v0', 'v1', 'v2']);
});

it('the headline is what people mean most, never a clock or a knob', () => {
  expect(headlineOf([{ lr: 1, loss: 2, eval_f1: 0.3, eval_runtime: 3 }, { lr: 1, loss: 1, eval_f1: 0.4, eval_runtime: 2 }])).toEqual({ metric: 'eval_f1', direction: 'max' });
  expect(headlineOf([{ lr: 1, eval_runtime: 3, step: 3 }, { lr: 1, eval_runtime: 3, step: 4 }])).toBeNull();
  expect(headlineOf([{ loss: 1 }])).toBeNull();
  expect(bestBy({ metric: 'loss', direction: 'min' }, [{ loss: 'NaN' }, { loss: 2 }, { loss: 1 }, { loss: 1 }])).toBe(2);
});

it('a number too large for JSON is kept by its name', () => {
  expect(plainValue('1e999')).toBe('Infinity');
  expect(plainValue('-1e999')).toBe('-Infinity');
  expect(plainValue('1e3')).toBe(1000);
});
