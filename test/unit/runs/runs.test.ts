// Runs over a real engine: start, log, bind, seal, finish, read back.
import { afterEach, describe, expect, it } from 'vitest';
import { createEngineWorld, failureOf, type EngineWorld } from '../../support/engineWorld.js';

let world: EngineWorld | undefined;
afterEach(async () => {
  await world?.end();
  world = undefined;
});

async function open(): Promise<EngineWorld> {
  world = await createEngineWorld();
  return world;
}

describe('a run', () => {
  it('starts, logs rows, binds them to the versions it logs, finishes and reads back from its part alone', async () => {
    const { engine, log, put } = await open();
    const { client } = engine;
    const started = await client.runs.start({ key: 'r1', name: 'first', config: { lr: 0.1 }, tags: ['a'], group: 'g', notes: 'n' });
    expect(started).toMatchObject({ key: 'r1', name: 'first', state: 'running', resumed: false, tags: ['a'], group: 'g', notes: 'n', config: { lr: 0.1 } });
    for (let step = 0; step < 10; step += 1) await client.runs.log({ run: 'r1', rows: [{ step, values: { loss: 1 / (step + 1), nested: { acc: step / 10 } } }] });
    const first = await log([put('a.bin', 'a')], { run: 'r1', name: 'm' });
    expect(first.metrics).toEqual({ loss: 0.1, 'nested.acc': 0.9 });
    const again = await log([put('b.bin', 'b')], { run: 'r1', name: 'm' });
    expect(again.metrics).toEqual({});
    await client.runs.log({ run: 'r1', rows: [{ step: 10, values: { loss: 'NaN', note: 'hello' } }] });
    const third = await log([put('c.bin', 'c')], { run: 'r1', name: 'm', metrics: { extra: 1 } });
    expect(third.metrics).toEqual({ loss: 'NaN', extra: 1 });

    const live = await client.runs.history({ runs: [started.id], keys: ['loss', 'note', 'none'] });
    const done = await client.runs.finish({ run: 'r1' });
    expect(done).toMatchObject({ state: 'finished', summary: { loss: 'NaN', 'nested.acc': 0.9, note: 'hello' } });
    expect(done.outputs.map((each) => each.metrics)).toEqual([first.metrics, {}, third.metrics]);
    expect(engine.context.registry.read.unsealed(started.id)).toEqual([]);
    expect(await client.runs.history({ runs: [started.id], keys: ['loss', 'note', 'none'] })).toEqual(live);
    expect(live.series[0]).toMatchObject({ total: 10, sampled: false, nonFinite: { count: 1 }, min: { x: 9, y: 0.1 } });
    expect(live.series[1]?.other).toEqual({ count: 1, at: [{ x: 10, value: 'hello' }] });
    const { rows } = await client.runs.rows({ run: started.id });
    expect(rows).toHaveLength(11);
    expect(rows[10]).toMatchObject({ row: 10, step: 10, values: { loss: 'NaN', note: 'hello' } });
    expect((await client.runs.keys({ run: started.id })).rows.map((each) => [each.key, each.kind, each.count])).toEqual([['loss', 'number', 11], ['nested.acc', 'number', 10], ['note', 'text', 1]]);
    expect((await world?.verify())?.findings).toEqual([]);
  });

  it('resumes, and says which of two it is asked for', async () => {
    const { client } = (await open()).engine;
    await client.runs.start({ key: 'k' });
    await client.runs.finish({ run: 'k' });
    expect((await client.runs.start({ key: 'k' })).state).toBe('running');
    expect((await failureOf(client.runs.start({ key: 'k', resume: 'never' }))).code).toBe('name_taken');
    expect((await failureOf(client.runs.start({ key: 'other', resume: 'must' }))).code).toBe('not_found');
    expect((await failureOf(client.runs.log({ run: 'nobody', rows: [] }))).code).toBe('not_found');
  });

  it('lists runs by columns, filters, sorts and groups', async () => {
    const { client } = (await open()).engine;
    for (let n = 0; n < 6; n += 1) {
      await client.runs.start({ key: `r${n}`, config: { lr: n, opt: n % 2 ? 'adam' : 'sgd', 'odd "key"': n } });
      await client.runs.log({ run: `r${n}`, rows: [{ values: { loss: 10 - n } }] });
    }
    const { columns } = await client.runs.columns({});
    expect(columns.filter((each) => each.group !== 'run').map((each) => [each.id, each.kind, each.count])).toEqual([['config.lr', 'number', 6], ['config.odd "key"', 'number', 6], ['config.opt', 'text', 6], ['summary.loss', 'number', 6]]);
    const table = await client.runs.table({ columns: ['summary.loss', 'config.odd "key"', 'name'], sort: [{ column: 'summary.loss', direction: 'asc' }], filters: [{ column: 'config.lr', op: '>=', value: 2 }], limit: 2, offset: 1 });
    expect(table.total).toBe(4);
    expect(table.rows.map((row) => row.cells.slice(0, 2))).toEqual([[6, 4], [7, 3]]);
    const { groups } = await client.runs.groups({ by: 'config.opt', columns: ['summary.loss'] });
    expect(groups).toEqual([{ value: 'adam', runs: 3, stats: [{ count: 3, mean: 7, min: 5, max: 9 }] }, { value: 'sgd', runs: 3, stats: [{ count: 3, mean: 8, min: 6, max: 10 }] }]);
  });
});
