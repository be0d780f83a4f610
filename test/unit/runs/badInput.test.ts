// What runs are given and should not have been: kept or refused with a named reason, never a hang, never half of it.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tendRuns } from '../../../electron/engine/commands/runs/finish.js';
import { encodePart } from '../../../electron/engine/history/partWriter.js';
import { readPartInfo, readRows } from '../../../electron/engine/history/partReader.js';
import { samplePlaces } from '../../../electron/engine/history/sample.js';
import type { HistoryRow } from '../../../electron/engine/domain/historyValues.js';
import { createEngineWorld, failureOf, type EngineWorld } from '../../support/engineWorld.js';
import { seededDice } from '../../support/randomOps.js';
import { SEED } from '../../support/seed.js';

let world: EngineWorld;
beforeEach(async () => {
  world = await createEngineWorld();
});
afterEach(() => world.end());

const bytesOf = (bytes: Uint8Array): { size: number; read(offset: number, length: number): Promise<Uint8Array> } => ({ size: bytes.length, read: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)) });

describe('rows of a run', () => {
  it('keep NaN, infinities, text after numbers, repeated and disordered steps, before and after they are sealed', async () => {
    const { client } = world.engine;
    const { id } = await client.runs.start({ key: 'odd' });
    const values = [1, 'NaN', 'Infinity', '-Infinity', 'words', true, [1, 2], 0];
    await client.runs.log({ run: 'odd', rows: values.map((v, n) => ({ step: [3, 1, 2, 2, 9, 4, 5, 1][n] as number, values: { v } })) });
    const ask = (): Promise<unknown> => client.runs.history({ runs: [id], keys: ['v'] });
    const live = await ask();
    expect(live).toMatchObject({ series: [{ x: [1, 3], y: [0, 1], total: 2, nonFinite: { count: 3 }, other: { count: 3, at: [{ x: 4, value: true }, { x: 5, value: [1, 2] }, { x: 9, value: 'words' }] } }] });
    const rows = await client.runs.rows({ run: id });
    await client.runs.finish({ run: 'odd' });
    expect(await ask()).toEqual(live);
    expect(await client.runs.rows({ run: id })).toEqual(rows);
    expect((await client.runs.keys({ run: id })).rows[0]).toMatchObject({ kind: 'mixed', count: 8, nonFinite: 3, min: 0, max: 1 });
  });

  it('hold 10,000 names, and refuse a row that is no row', async () => {
    const { client } = world.engine;
    const { id } = await client.runs.start({ key: 'wide' });
    const wide = Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`layer.${n}/grad "norm"`, n / 7]));
    for (let step = 0; step < 3; step += 1) await client.runs.log({ run: 'wide', rows: [{ step, values: wide }] });
    expect((await client.runs.keys({ run: id, limit: 5 })).total).toBe(10_000);
    const finished = await client.runs.finish({ run: 'wide' });
    expect(Object.keys(finished.summary)).toHaveLength(10_000);
    const { series } = await client.runs.history({ runs: [id], keys: ['layer.9999/grad "norm"'] });
    expect(series[0]?.y).toEqual([9999 / 7, 9999 / 7, 9999 / 7]);
    const refusedRows: [Record<string, unknown>, string][] = [
      [Object.fromEntries(Array.from({ length: 20_001 }, (_, n) => [`k${n}`, n])) as Record<string, unknown>, 'more than 20000 names'],
      [{ text: 'x'.repeat(4_000_001) }, 'longer than'],
      [{ a: { ['k'.repeat(511)]: 1 } }, 'characters long'],
    ];
    for (const [values, words] of refusedRows) {
      const error = await failureOf(client.runs.log({ run: 'wide', rows: [{ values: { fine: 1 } }, { values: values as Record<string, never> }] }));
      expect(error.code).toBe('invalid_input');
      expect(error.message).toContain(words);
      expect(error.message).toContain('row 1');
    }
    expect((await client.runs.get({ run: 'wide' })).history.rows).toBe(3);
    expect((await failureOf(client.runs.start({ key: 'a/b' }))).code).toBe('invalid_input');
  });

  it('end with a run that never finished: it is found dead, sealed and bound, and goes on when it speaks again', async () => {
    const { client, context } = world.engine;
    const { id } = await client.runs.start({ key: 'dead', timeout: 10 });
    await client.runs.log({ run: 'dead', rows: [{ row: 0, values: { a: 1 } }, { row: 2, values: { a: 3 } }] });
    const version = await world.log([world.put('m.bin', 'm')], { run: 'dead', name: 'm' });
    expect(version.metrics).toEqual({});
    await tendRuns(context);
    expect((await client.runs.get({ run: 'dead' })).state).toBe('running');
    const later = { ...context, ports: { ...context.ports, clock: { now: () => Date.now() + 60_000 } } };
    await tendRuns(later);
    const dead = await client.runs.get({ run: 'dead' });
    expect(dead).toMatchObject({ state: 'crashed', summary: { a: 3 }, outputs: [{ metrics: { a: 3 }, complete: true }] });
    expect(context.registry.read.unsealed(id)).toEqual([]);
    // Row 1 comes late, after all: it is kept, and the run is alive.
    await client.runs.log({ run: 'dead', rows: [{ row: 1, values: { a: 2 } }] });
    expect(await client.runs.get({ run: 'dead' })).toMatchObject({ state: 'running', finished: null, history: { rows: 3 } });
    await client.runs.finish({ run: 'dead' });
    expect((await client.runs.history({ runs: [id], keys: ['a'] })).series[0]).toMatchObject({ x: [0, 1, 2], y: [1, 2, 3], missingRows: 0 });
    expect((await world.verify()).findings).toEqual([]);
  });

  it('that nobody ended are looked after with others answered in between, and the log is read only for those that may be dead', async () => {
    const { client, context } = world.engine;
    const runs = 30;
    const before = Date.now();
    for (let n = 0; n < runs; n += 1) {
      await client.runs.start({ key: `open-${n}` });
      await client.runs.log({ run: `open-${n}`, rows: [{ values: { a: n } }] });
    }
    let turns = 0;
    let going = true;
    const others = (): void => void setImmediate(() => going && ((turns += 1), others()));
    others();
    await tendRuns(context);
    going = false;
    expect(turns).toBeGreaterThanOrEqual(runs);
    expect(context.registry.read.runningRuns(before)).toEqual([]);
    expect(context.registry.read.runningRuns(Date.now() + 60_000)).toHaveLength(runs);
  });

  it('seal by number while a run goes on, and merge at its end: 120,000 rows, sampled with their extremes', { timeout: 180_000 }, async () => {
    const { client, context } = world.engine;
    const { id } = await client.runs.start({ key: 'long' });
    const rows = 120_000;
    const y = (n: number): number => (n === 12_345 ? 50 : n === 110_001 ? -50 : Math.sin(n / 1000));
    for (let from = 0; from < rows; from += 10_000) await client.runs.log({ run: 'long', rows: Array.from({ length: 10_000 }, (_, n) => ({ step: from + n, values: { y: y(from + n), even: (from + n) % 2 } })) });
    expect(context.registry.read.historyParts(id).map((part) => [part.lo, part.hi])).toEqual([[0, 100_000]]);
    const live = await client.runs.history({ runs: [id], keys: ['y'], points: 500 });
    await client.runs.finish({ run: 'long' });
    expect(context.registry.read.historyParts(id).map((part) => [part.lo, part.hi])).toEqual([[0, rows]]);
    const { series } = await client.runs.history({ runs: [id], keys: ['y'], points: 500 });
    expect(series).toEqual(live.series);
    expect(series[0]).toMatchObject({ total: rows, sampled: true, max: { x: 12_345, y: 50 }, min: { x: 110_001, y: -50 }, first: { x: 0 }, last: { x: rows - 1 } });
    expect(series[0]?.note).toBe(`${series[0]?.x.length} of 120 k, min/max kept`);
    expect(series[0]?.x.length).toBeLessThanOrEqual(500);
    expect(series[0]?.y).toContain(50);
    expect(series[0]?.y).toContain(-50);
    const zoomed = await client.runs.history({ runs: [id], keys: ['y'], from: 12_300, to: 12_399 });
    expect(zoomed.series[0]).toMatchObject({ total: 100, sampled: false, note: null, max: { x: 12_345, y: 50 } });
  });
});

describe('a part', () => {
  it('gives back any rows as they were, whatever the names and values', async () => {
    const dice = seededDice(SEED);
    const names = ['loss', '_row', '_step', 'loss@text', 'a.b', 'ü "q"', '', ' ', '__proto__x'].filter((name) => name !== '');
    const values = [0, -0.5, 1e300, 5e-324, 2 ** 53, 'NaN', 'Infinity', '-Infinity', 'text', '', '\u0000', 'é😀', true, false, [1, 'x'], { _type: 'image-file', path: 'a.png' }];
    for (let turn = 0; turn < 20; turn += 1) {
      let row = dice.pick(3);
      const rows: HistoryRow[] = Array.from({ length: dice.pick(40) + 1 }, () => {
        row += 1 + (dice.pick(5) === 0 ? dice.pick(4) : 0);
        return { row, step: dice.pick(3) === 0 ? null : dice.pick(100) / 4, at: 1_800_000_000_000 + dice.pick(10_000), values: Object.fromEntries(names.filter(() => dice.pick(2) === 0).map((name) => [name, values[dice.pick(values.length)] as never])) };
      });
      const part = { run: 'r', writer: 'w', from: rows[0]?.row ?? 0, to: row + 1 };
      const bytes = bytesOf(encodePart(part, rows));
      const info = await readPartInfo(bytes);
      expect(info, `seed ${SEED}, turn ${turn}`).toMatchObject({ ...part, rows: rows.length });
      expect(await readRows(bytes, info), `seed ${SEED}, turn ${turn}`).toEqual(rows);
    }
  });

  it('that is cut, changed or something else is refused as malformed', async () => {
    const whole = encodePart({ run: 'r', writer: 'w', from: 0, to: 2 }, [{ row: 0, step: 0, at: 1, values: { a: 1 } }, { row: 1, step: 1, at: 2, values: { a: 2 } }]);
    const dice = seededDice(7);
    for (let turn = 0; turn < 200; turn += 1) {
      const broken = turn % 2 === 0 ? whole.slice(0, dice.pick(whole.length)) : whole.slice();
      if (turn % 2 === 1) for (let n = 0; n < 3; n += 1) broken[dice.pick(broken.length)] = dice.pick(256);
      try {
        await readRows(bytesOf(broken), await readPartInfo(bytesOf(broken)));
      } catch (error) {
        expect((error as { code?: string }).code, String(error)).toBe('malformed_file');
      }
    }
  });
});

describe('sampling', () => {
  it('keeps the ends and the extremes, and never sends more than asked for', () => {
    const dice = seededDice(3);
    for (let turn = 0; turn < 100; turn += 1) {
      const length = dice.pick(5000) + 1;
      const most = dice.pick(300) + 4;
      const x = Float64Array.from({ length }, () => dice.pick(turn % 3 === 0 ? 1 : 1000)).sort();
      const y = Float64Array.from({ length }, () => dice.pick(1_000_000));
      const places = [...samplePlaces({ x, y }, most)];
      expect(places.length).toBeLessThanOrEqual(Math.max(most, 4));
      expect(places).toEqual([...new Set(places)].sort((a, b) => a - b));
      expect([places[0], places.at(-1)]).toEqual([0, length - 1]);
      const kept = places.map((place) => y[place] as number);
      expect(Math.max(...kept)).toBe(Math.max(...y));
      expect(Math.min(...kept)).toBe(Math.min(...y));
    }
  });
});
