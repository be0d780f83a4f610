// Imported runs began when their log says, not when they came in; of a log without times nobody knows, and the time axes say so.
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { importEngine, takeIn } from '../../support/importWorld.js';
import { tempFolder } from '../../support/tempFolder.js';

const RUNS = join(__dirname, '../../fixtures/runs');
const LONG_AGO_MS = 60_000;

it.each(['tensorboard', 'wandb', 'mlflow', 'mlflow2'])('%s: time since start begins at the first event', async (tool) => {
  const engine = await importEngine();
  const folder = join(tempFolder(), tool);
  cpSync(join(RUNS, tool), folder, { recursive: true });
  const { taken } = await takeIn(engine, folder);
  for (const { run } of taken) {
    const detail = await engine.client.runs.get({ run });
    expect(detail.timeless).toBe(false);
    expect(Date.now() - detail.started).toBeGreaterThan(LONG_AGO_MS);
    expect((detail.finished ?? 0) - detail.started).toBeGreaterThanOrEqual(0);
    expect((detail.finished ?? 0) - detail.started).toBeLessThan(10 * 60_000);
    const key = ['loss', 'acc'].find((name) => name in detail.summary) ?? 'loss';
    const [series] = (await engine.client.runs.history({ runs: [run], keys: [key], axis: 'relative' })).series;
    expect(series?.untimed).toBe(false);
    expect(series?.first?.x).toBeGreaterThanOrEqual(0);
    expect(series?.last?.x).toBeLessThan(10 * 60);
  }
});

it('a log without times: nobody knows when, and no time axis pretends', async () => {
  const engine = await importEngine();
  const file = join(tempFolder(), 'training.csv');
  writeFileSync(file, 'epoch,loss\n0,1\n1,0.5\n');
  const run = (await takeIn(engine, file)).taken[0]?.run ?? '';
  expect((await engine.client.runs.get({ run })).timeless).toBe(true);
  for (const axis of ['time', 'relative'] as const) expect((await engine.client.runs.history({ runs: [run], keys: ['loss'], axis })).series).toMatchObject([{ x: [], total: 0, untimed: true }]);
  expect((await engine.client.runs.history({ runs: [run], keys: ['loss'] })).series).toMatchObject([{ x: [0, 1], y: [1, 0.5], untimed: false }]);
  expect((await engine.client.runs.table({ columns: ['finished'] })).rows).toMatchObject([{ id: run, timeless: true }]);
});
