// Versions and runs side by side: what differs, which way is better, files against a baseline, and comparisons that are kept.
import { describe, expect, it, onTestFinished } from 'vitest';
import type { CompareTable } from '../../../shared/contract/compare.js';
import { flatten, sideBySide } from '../../../electron/engine/domain/compare/values.js';
import { createEngineWorld, expectError, failureOf, type EngineWorld } from '../../support/engineWorld.js';

async function world(): Promise<EngineWorld> {
  const made = await createEngineWorld();
  onTestFinished(() => made.end());
  return made;
}

/** A hundred are compared by the bench. */
const RUNS = 24;

const row = (table: CompareTable, group: string, key: string) => table.rows.find((each) => each.group === group && each.key === key);
const values = (table: CompareTable, group: string, key: string): unknown[] | undefined => row(table, group, key)?.cells.map((cell) => (cell === null ? 'absent' : cell.value));

describe('a comparison', () => {
  it('lays metrics, config, metadata, data and facts side by side, and says what differs', async () => {
    const made = await world();
    await made.log([made.put('d.csv', 'a,b')], { name: 'digits', type: 'dataset' });
    await made.log([made.put('1/model.bin', 'one'), made.put('1/notes.txt', 'same')], { name: 'net', config: { optim: { lr: 0.1, momentum: null }, epochs: 3 }, metrics: { acc: 0.9, loss: 0.5 }, inputs: ['digits:v0'] });
    await made.log([made.put('2/model.bin', 'other'), made.put('2/notes.txt', 'same'), made.put('2/extra.txt', 'x')], { name: 'net', config: { optim: { lr: 0.01 }, epochs: 3 }, metrics: { acc: 0.95, f1: 'NaN' }, inputs: ['digits:v0'] });
    const { client } = made.engine;
    await client.registry.link({ ref: 'net:v1', target: 'Digit reader' });
    await client.registry.describe({ what: 'collection', ref: 'Digit reader', field: 'headline', value: { metric: 'acc', direction: 'max' } });

    const table = await client.compare.table({ items: [{ ref: 'net:v0' }, { ref: 'Digit reader:latest' }] });
    expect(table.columns.map((column) => [column.ref, column.through])).toEqual([['net:v0', null], ['net:v1', 'Digit reader:v0']]);
    expect(values(table, 'metrics', 'acc')).toEqual([0.9, 0.95]);
    expect(row(table, 'metrics', 'acc')).toMatchObject({ differs: true, numeric: true, direction: 'max' });
    expect(values(table, 'metrics', 'f1')).toEqual(['absent', 'NaN']);
    expect(values(table, 'config', 'optim.lr')).toEqual([0.1, 0.01]);
    expect(values(table, 'config', 'optim.momentum')).toEqual([null, 'absent']);
    expect(row(table, 'config', 'epochs')).toMatchObject({ differs: false });
    expect(values(table, 'data', 'digits')).toEqual(['digits:v0', 'digits:v0']);
    expect(row(table, 'model', 'size')).toMatchObject({ unit: 'bytes', differs: true });
    expect(table.differing + table.same).toBe(table.rows.length);

    const files = await client.compare.files({ items: [{ ref: 'net:v0' }, { ref: 'net:v1' }] });
    expect(files.rows.map((each) => [each.path, each.states[1]])).toEqual([['extra.txt', 'added'], ['model.bin', 'changed']]);
    expect(files.totals[1]).toMatchObject({ same: 1, changed: 1, added: 1, removed: 0, shared: 4, bytes: 10, known: true });
    expect((await client.compare.files({ items: [{ ref: 'net:v0' }, { ref: 'net:v1' }], baseline: 1, differing: false })).rows.map((each) => each.states[0])).toEqual(['removed', 'changed', 'same']);
    expectError(await failureOf(client.compare.table({ items: [{ ref: 'net:v0' }], baseline: 1 })), 'invalid_input', ['baseline']);
  });

  it('compares runs, many at once, and runs beside versions', async () => {
    const made = await world();
    const { client } = made.engine;
    for (let n = 0; n < RUNS; n += 1) {
      await client.runs.start({ key: `r${n}`, config: { lr: n / RUNS, fixed: 1 }, environment: { python: '3.12', torch: n % 2 === 0 ? '2.3.0' : '2.4.0' } });
      await client.runs.log({ run: `r${n}`, rows: [{ step: 0, values: { loss: 1 / (n + 1) } }] });
      await client.runs.finish({ run: `r${n}` });
    }
    const table = await client.compare.table({ items: Array.from({ length: RUNS }, (_, n) => ({ ref: `r${n}`, kind: 'run' as const })) });
    expect(table.columns).toHaveLength(RUNS);
    expect(values(table, 'config', 'lr')?.[12]).toBe(0.5);
    expect(row(table, 'config', 'fixed')?.differs).toBe(false);
    expect(values(table, 'metrics', 'loss')?.[1]).toBe(0.5);
    expect(row(table, 'environment', 'torch')?.differs).toBe(true);
    await made.log([made.put('m.bin', 'x')], { name: 'net', config: { lr: 0.5 } });
    const mixed = await client.compare.table({ items: [{ ref: 'net:v0' }, { ref: table.columns[12]?.id ?? '' }] });
    expect(row(mixed, 'config', 'lr')?.differs).toBe(false);
    expect(mixed.columns.map((column) => column.kind)).toEqual(['version', 'run']);
  });

  it('is kept, changed and forgotten by operations, beside smart collections', async () => {
    const made = await world();
    const version = await made.log([made.put('m.bin', 'x')], { name: 'net' });
    const { client } = made.engine;
    await client.views.save({ name: 'All', text: 'name:net' });
    const kept = await client.compare.save({ name: 'Champion', items: [version.id], shown: { metric: 'acc' } });
    expect(await client.compare.saved()).toEqual([kept]);
    expect(await client.views.list()).toHaveLength(1);
    const changed = await client.compare.save({ ...kept, name: 'Champion 2' });
    expect(changed.id).toBe(kept.id);
    expect(await client.compare.forget({ id: kept.id })).toEqual({ id: kept.id, name: 'Champion 2' });
    expect(await client.compare.saved()).toEqual([]);
    expectError(await failureOf(client.compare.forget({ id: kept.id })), 'not_found', ['saved comparison']);
  });

  it('flattens what is nested and nothing else', () => {
    expect([...flatten({ a: { b: { c: 1 } }, 'x.y': 2, list: [{ z: 1 }], empty: {}, media: { _type: 'image', path: 'p' } })]).toEqual([['a.b.c', 1], ['x.y', 2], ['list', [{ z: 1 }]], ['empty', {}], ['media', { _type: 'image', path: 'p' }]]);
    expect(sideBySide({ group: 'config', columns: [new Map([['a', 1]]), new Map([['a', '1']])] })[0]).toMatchObject({ differs: true, numeric: false });
  });
});
