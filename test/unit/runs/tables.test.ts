// Tables over a real engine: every layout, ragged and wrong cells, pages, stats, media, and two tables joined on an id.
import { afterEach, describe, expect, it } from 'vitest';
import type { PairInput } from '../../../shared/contract/tables.js';
import { createEngineWorld, failureOf, type EngineWorld } from '../../support/engineWorld.js';
import { pngHeader } from './pngHeader.js';

let world: EngineWorld | undefined;
afterEach(async () => {
  await world?.end();
  world = undefined;
});

async function open(): Promise<EngineWorld> {
  world = await createEngineWorld();
  return world;
}

const table = (columns: readonly string[], data: readonly unknown[]): string => JSON.stringify({ columns, data });

describe('tables', () => {
  it('reads every layout as the same table', async () => {
    const { put, log, engine } = await open();
    const rows = [[1, 'a, "b"', 0.5, true], [2, 'c', null, false], [3, '007', 1e-3, true]];
    put('t/one.table.json', table(['id', 'name', 'score', 'ok'], rows));
    put('t/two.csv', '\ufeffid,name,score,ok\r\n1,"a, ""b""",0.5,true\r\n2,c,,false\r\n3,007,1e-3,true\r\n');
    put('t/three.tsv', 'id\tname\tscore\tok\n1\ta, "b"\t0.5\ttrue\n2\tc\t\tfalse\n3\t007\t0.001\ttrue\n');
    const version = await log([put('t/four.jsonl', rows.map(([id, name, score, ok]) => JSON.stringify({ id, name, score, ok })).join('\n')), world!.at('t/one.table.json'), world!.at('t/two.csv'), world!.at('t/three.tsv')], { name: 'tables', type: 'evaluation' });
    const info = await engine.client.tables.open({ ref: version.ref });
    expect(info.tables).toEqual(['four.jsonl', 'one.table.json', 'three.tsv', 'two.csv']);
    for (const path of info.tables) {
      const each = await engine.client.tables.open({ ref: version.ref, path });
      expect(each.columns, path).toEqual([{ name: 'id', type: 'number', nulls: 0 }, { name: 'name', type: 'text', nulls: 0 }, { name: 'score', type: 'number', nulls: 1 }, { name: 'ok', type: 'bool', nulls: 0 }]);
      const page = await engine.client.tables.page({ version: version.id, path });
      expect(page.rows.map((row) => row.cells), path).toEqual(rows);
    }
  });

  it('keeps ragged rows and wrong types, and says so', async () => {
    const { put, log, engine } = await open();
    const version = await log([put('p.table.json', table(['a', 'b', 'a'], [[1, 2, 3], [1], [1, 2, 3, 4], 'no list', ['x', { deep: [1] }, 'NaN']]).replace('"NaN"', 'NaN'))], { name: 'ragged', type: 'evaluation' });
    const info = await engine.client.tables.open({ ref: version.ref });
    expect(info.rows).toBe(5);
    expect(info.columns.map((column) => [column.name, column.type])).toEqual([['a', 'mixed'], ['b', 'mixed'], ['a (2)', 'number']]);
    expect(info.problems.map((problem) => [problem.message, problem.count, problem.rows])).toEqual([
      ['rows with too few cells were filled up', 1, [1]],
      ['rows with too many cells were cut', 1, [2]],
      ['rows that are no lists were left empty', 1, [3]],
      ['column "a" holds 3 number, 1 text', 1, []],
      ['column "b" holds 2 number, 1 json', 1, []],
    ]);
    const sorted = await engine.client.tables.page({ version: version.id, path: info.path, sort: [{ column: 'a', direction: 'desc' }] });
    expect(sorted.rows.map((row) => row.cells[0])).toEqual(['x', 1, 1, 1, null]);
    for (const [name, bytes] of [['bad.table.json', '{"columns": 1}'], ['cut.table.json', '{"columns": ["a"'], ['bad.parquet', 'PAR1 no'], ['bad.jsonl', '{"a":']] as const) {
      const broken = await log([put(name, bytes)], { name: name.replaceAll('.', '-'), type: 'evaluation' });
      expect((await failureOf(engine.client.tables.open({ ref: broken.ref }))).code, name).toBe('malformed_file');
    }
    expect((await failureOf(engine.client.tables.open({ ref: (await log([put('x.bin', 'x')], { name: 'none' })).ref }))).code).toBe('not_found');
  });

  it('filters, groups and describes columns', async () => {
    const { put, log, engine } = await open();
    const data = Array.from({ length: 500 }, (_, n) => [n, n % 2 ? 'odd' : 'even', n % 7 === 0 ? null : n / 10]);
    const version = await log([put('n.table.json', table(['n', 'parity', 'x'], data))], { name: 'numbers', type: 'evaluation' });
    const id = { version: version.id, path: 'n.table.json' };
    const page = await engine.client.tables.page({ ...id, filters: [{ column: 'parity', op: '=', value: 'odd' }, { column: 'x', op: '>=', value: 49 }], sort: [{ column: 'n', direction: 'desc' }], columns: ['n'], limit: 2 });
    expect(page).toEqual({ rows: [{ row: 499, cells: [499] }, { row: 495, cells: [495] }].slice(0, 2), total: 4 });
    const stats = await engine.client.tables.column({ ...id, column: 'x' });
    expect(stats).toMatchObject({ type: 'number', count: 500, nulls: 72, numbers: { count: 428, min: 0.1, max: 49.9 } });
    expect(stats.numbers?.histogram.reduce((sum, bin) => sum + bin.count, 0)).toBe(428);
    const groups = await engine.client.tables.group({ ...id, by: 'parity', columns: ['n'] });
    expect(groups.groups).toEqual([{ value: 'even', rows: 250, stats: [{ count: 250, mean: 249, min: 0, max: 498 }] }, { value: 'odd', rows: 250, stats: [{ count: 250, mean: 250, min: 1, max: 499 }] }]);
    expect((await engine.client.tables.page({ ...id, query: 'EVEN' })).total).toBe(250);
    expect((await failureOf(engine.client.tables.page({ ...id, sort: [{ column: 'nope', direction: 'asc' }] }))).code).toBe('invalid_input');
  });

  it('shows pictures by their header alone, and refuses one that would unpack to more than memory holds', async () => {
    const { put, log, engine } = await open();
    put('e/media/7.png', pngHeader(28, 28));
    put('e/media/bomb.png', pngHeader(60_000, 60_000));
    put('e/media/notes.html', '<p>hello</p>');
    const version = await log([put('e/p.table.json', table(['id', 'image', 'class'], [[1, { _type: 'image-file', path: 'media/7.png' }, { _type: 'class', probabilities: { cat: 0.9, dog: 0.1 } }]])), world!.at('e/media')], { name: 'eval', type: 'evaluation' });
    const info = await engine.client.tables.open({ ref: version.ref });
    expect(info.columns.map((column) => column.type)).toEqual(['number', 'image', 'class']);
    const { rows } = await engine.client.tables.page({ version: version.id, path: info.path });
    expect(rows[0]?.cells[2]).toEqual({ _type: 'class', label: 'cat', probabilities: { cat: 0.9, dog: 0.1 } });
    expect(await engine.client.tables.media({ version: version.id, path: 'media/7.png' })).toMatchObject({ kind: 'image', mime: 'image/png', width: 28, height: 28 });
    expect((await failureOf(engine.client.tables.media({ version: version.id, path: 'media/bomb.png' }))).message).toContain('60000 by 60000');
    expect(await engine.client.tables.media({ version: version.id, path: 'media/notes.html' })).toMatchObject({ kind: 'html', mime: 'text/html' });
  });

  it('says what flipped between two tables, by slice, with the examples', async () => {
    const { put, log, engine } = await open();
    const left = [['a', 1, 1, 'x'], ['b', 1, 2, 'x'], ['c', 2, 2, 'y'], ['d', 2, 1, 'y'], ['only', 1, 1, 'x'], ['a', 1, 2, 'x'], ['none', 1, null, 'x']];
    const right = [['b', '1', 1.0], ['a', '1', 2], ['c', '2', 2], ['d', '2', 1], ['none', '1', 1], ['new', '1', 1]];
    const l = await log([put('l.table.json', table(['id', 'truth', 'pred', 'slice'], left))], { name: 'l', type: 'evaluation' });
    const r = await log([put('r.table.json', table(['id', 'truth', 'pred'], right))], { name: 'r', type: 'evaluation' });
    const pair: typeof PairInput._output = { left: { version: l.id, path: 'l.table.json' }, right: { version: r.id, path: 'r.table.json' }, id: 'id', truth: 'truth', prediction: 'pred' };
    const { compare, slices, examples } = engine.client.tables;
    expect(await compare(pair)).toEqual({ joined: 5, onlyLeft: 1, onlyRight: 1, repeated: { left: 1, right: 0 }, outcomes: { rightRight: 1, rightWrong: 1, wrongRight: 1, wrongWrong: 1, unknown: 1 }, accuracy: { left: 0.5, right: 0.5 } });
    const sliced = await slices({ ...pair, by: 'slice' });
    expect(sliced.slices.map((slice) => [slice.value, slice.rows, slice.outcomes.rightWrong, slice.outcomes.wrongRight])).toEqual([['x', 3, 1, 1], ['y', 2, 0, 0]]);
    expect((await examples({ ...pair, of: 'rightWrong' })).rows.map((row) => [row.id, row.left?.cells, row.right?.cells])).toEqual([['a', ['a', 1, 1, 'x'], ['a', '1', 2]]]);
    expect((await examples({ ...pair, of: 'wrongRight', slice: { by: 'slice', value: 'y' } })).total).toBe(0);
    expect((await examples({ ...pair, of: 'onlyRight' })).rows.map((row) => [row.id, row.left])).toEqual([['new', null]]);
  });

  it('counts confusions and draws curves', async () => {
    const { put, log, engine } = await open();
    const data = [[1, 1, 0.9], [1, 1, 0.8], [0, 1, 0.7], [1, 0, 0.6], [0, 0, 0.2], [null, 0, 0.1]];
    const version = await log([put('c.table.json', table(['truth', 'pred', 'score'], data))], { name: 'c', type: 'evaluation' });
    const id = { version: version.id, path: 'c.table.json' };
    expect(await engine.client.tables.confusion({ ...id, truth: 'truth', prediction: 'pred' })).toEqual({
      labels: ['0', '1'], cells: [{ truth: '0', prediction: '0', count: 1 }, { truth: '0', prediction: '1', count: 1 }, { truth: '1', prediction: '0', count: 1 }, { truth: '1', prediction: '1', count: 2 }], right: 3, total: 5, leftOut: 1,
    });
    const curves = await engine.client.tables.curves({ ...id, truth: 'truth', positive: '1', score: 'score' });
    expect(curves).toMatchObject({ positives: 3, negatives: 2, leftOut: 1 });
    expect(curves.areaUnderRoc).toBeCloseTo(5 / 6, 12);
    expect(curves.averagePrecision).toBeCloseTo((1 + 1 + 3 / 4) / 3, 12);
  });
});
