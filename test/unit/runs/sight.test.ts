// A stretch of a long run is read by the row groups that can hold it, and says what reading everything says; what is remembered of
// sealed parts never hides what came later.
import { afterEach, expect, it } from 'vitest';
import type { HistoryQueryInput, Series } from '../../../shared/contract/runs.js';
import { readPartInfo } from '../../../electron/engine/history/partReader.js';
import { encodePart, ROW_GROUP } from '../../../electron/engine/history/partWriter.js';
import { rowsInSight } from '../../../electron/engine/history/rowGroups.js';
import { createEngineWorld, type EngineWorld } from '../../support/engineWorld.js';

const ROWS = 2 * ROW_GROUP + 20_000;
const BATCH = 10_000;
const valueOf = (row: number): number => (row * 7919) % 104_729;
let world: EngineWorld | undefined;
afterEach(async () => {
  await world?.end();
  world = undefined;
});

async function infoOf(rows: readonly { row: number; step: number | null }[]): ReturnType<typeof readPartInfo> {
  const bytes = encodePart({ run: 'r', writer: 'w', from: 0, to: rows.length }, rows.map(({ row, step }) => ({ row, step, at: 1000 + row, values: { y: row } })));
  return readPartInfo({ size: bytes.length, read: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)) });
}

it('tells which row groups can hold a stretch', async () => {
  const info = await infoOf(Array.from({ length: ROWS }, (_, row) => ({ row, step: row })));
  const step = { kind: 'step' } as const;
  const [open, late] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  expect(rowsInSight(info, step, { from: open, to: late })).toBeUndefined();
  expect(rowsInSight(info, step, { from: 10, to: 20 })).toEqual({ start: 0, end: ROW_GROUP });
  expect(rowsInSight(info, step, { from: ROW_GROUP, to: ROW_GROUP })).toEqual({ start: ROW_GROUP, end: 2 * ROW_GROUP });
  expect(rowsInSight(info, step, { from: ROW_GROUP - 1, to: ROW_GROUP })).toEqual({ start: 0, end: 2 * ROW_GROUP });
  expect(rowsInSight(info, step, { from: 2 * ROW_GROUP + 5, to: late })).toEqual({ start: 2 * ROW_GROUP, end: ROWS });
  expect(rowsInSight(info, { kind: 'time' }, { from: 1000, to: 1001 })).toEqual({ start: 0, end: ROW_GROUP });
  expect(rowsInSight(info, { kind: 'key', key: 'y' }, { from: 10, to: 20 })).toBeUndefined();
});

it('reads everything where a row without a step may lie anywhere', async () => {
  const info = await infoOf(Array.from({ length: ROWS }, (_, row) => ({ row, step: row % 60_000 === 59_999 ? null : row + 1_000_000 })));
  expect(rowsInSight(info, { kind: 'step' }, { from: 59_999, to: 59_999 })).toEqual({ start: ROW_GROUP, end: ROWS });
});

it('says of a stretch what reading everything says, first or later, and hears what comes after it was remembered', { timeout: 60_000 }, async () => {
  world = await createEngineWorld();
  const { client } = world.engine;
  const { id } = await client.runs.start({ key: 'long' });
  for (let from = 0; from < ROWS; from += BATCH) await client.runs.log({ run: 'long', rows: Array.from({ length: BATCH }, (_, n) => ({ step: from + n, values: { y: valueOf(from + n) } })) });
  await client.runs.finish({ run: 'long' });
  const ask = async (more: Partial<HistoryQueryInput>): Promise<Series> => {
    const { series } = await client.runs.history({ runs: [id], keys: ['y'], ...more });
    return series[0] as Series;
  };
  const stretches = [[ROW_GROUP - 3, ROW_GROUP + 3], [99_000, 99_500], [ROWS - 2, ROWS + 50], [-10, -1], [5, 700]] as const;
  const before = [];
  for (const [from, to] of stretches) before.push(await ask({ from, to }));
  for (const [index, [from, to]] of stretches.entries()) {
    const steps = Array.from({ length: ROWS }, (_, row) => row).slice(Math.max(0, from), Math.max(0, to + 1));
    expect(before[index]).toMatchObject({ x: steps, y: steps.map(valueOf), total: steps.length, sampled: false });
  }
  const whole = await ask({});
  expect(whole.total).toBe(ROWS);
  for (const [index, [from, to]] of stretches.entries()) expect(await ask({ from, to, points: 3000 })).toEqual(before[index]);
  expect(await ask({})).toEqual(whole);

  await client.runs.start({ key: 'long', resume: 'must' });
  await client.runs.log({ run: 'long', rows: [{ step: ROWS, values: { y: 999_999 } }] });
  expect(await ask({})).toMatchObject({ total: ROWS + 1, max: { x: ROWS, y: 999_999 } });
  await client.runs.finish({ run: 'long' });
  expect(await ask({})).toMatchObject({ total: ROWS + 1, max: { x: ROWS, y: 999_999 } });
});

it('stops between two series when nobody waits any more', async () => {
  world = await createEngineWorld();
  const { client } = world.engine;
  const { id } = await client.runs.start({ key: 'r' });
  await client.runs.log({ run: 'r', rows: [{ values: { y: 1 } }] });
  const control = new AbortController();
  control.abort();
  await expect(client.runs.history({ runs: [id], keys: ['y'] }, { signal: control.signal })).rejects.toThrow();
});
