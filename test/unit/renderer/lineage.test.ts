// A lineage on the page: walked by keys, joined by paths, laid out without moving what stands; a comparison's words.
import { describe, expect, it } from 'vitest';
import type { CompareTable, TensorChange } from '../../../shared/contract/compare.js';
import type { LineageEdge, LineageNode } from '../../../shared/contract/lineage.js';
import { directionOf, directOf, indexGraph, neighbourByKey, nodeText, pathInGraph } from '../../../renderer/ui/lineage/graphModel.js';
import { layered, nodeSize, outerSize, placeBeside, type Places } from '../../../renderer/ui/lineage/place.js';
import { grown, hidden } from '../../../renderer/features/lineage/asked.js';
import { heatMap } from '../../../renderer/features/compare/heat.js';
import { csvOf, linesOf, markdownOf, shortTitles } from '../../../renderer/features/compare/compareModel.js';
import { fc, runs } from '../../support/fastCheck.js';

function node(id: string, change: Partial<LineageNode> = {}): LineageNode {
  return { id, kind: 'version', ref: `${id}:v0`, name: id, label: 'v0', type: 'model', project: 'p', entity: 'e', collection: null, digest: null, key: null, state: null, oneShot: false, at: 0, aliases: [], links: [], depth: 0, side: 'down', deleted: false, here: true, arrived: true, more: { up: 0, down: 0 }, fold: null, ...change };
}
const edge = (from: string, to: string): LineageEdge => ({ from, to, role: 'used' });
const sizeOf = (each: LineageNode) => nodeSize(each, 0);

/** Pairs of nodes that lie over each other. */
function overlaps(places: Places, nodes: readonly LineageNode[]): string[] {
  const boxes = nodes.map((each) => { const place = places.get(each.id) ?? { x: NaN, y: NaN }; const { width, height, above } = outerSize(each, sizeOf(each)); return { id: each.id, left: place.x, top: place.y - above, right: place.x + width, bottom: place.y - above + height }; });
  return boxes.flatMap((a, index) => boxes.slice(index + 1).flatMap((b) => (a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom ? [`${a.id} ${b.id}`] : [])));
}

const graphs = fc.integer({ min: 1, max: 40 }).chain((count) =>
  fc.record({ count: fc.constant(count), edges: fc.array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)), { maxLength: 80 }), stubs: fc.array(fc.nat(count - 1), { maxLength: 10 }) }),
).map(({ count, edges, stubs }) => ({
  nodes: Array.from({ length: count }, (_, index) => node(`n${index}`, { more: stubs.includes(index) ? { up: 2, down: 1 } : { up: 0, down: 0 } })),
  edges: edges.filter(([from, to]) => from !== to).map(([from, to]) => edge(`n${from}`, `n${to}`)),
}));

describe('a lineage on the page', () => {
  it('is layered without overlaps, cycles and all, and what arrives finds room without moving the rest', () => {
    fc.assert(
      fc.property(graphs, fc.nat(10), ({ nodes, edges }, late) => {
        const places = layered(nodes, edges, sizeOf);
        expect(places.size).toBe(nodes.length);
        expect(overlaps(places, nodes)).toEqual([]);
        const early = nodes.slice(0, Math.max(1, nodes.length - late));
        const known = new Set(early.map((each) => each.id));
        const before = layered(early, edges.filter(({ from, to }) => known.has(from) && known.has(to)), sizeOf);
        const after = placeBeside(before, nodes, edges, sizeOf);
        for (const [id, place] of before) expect(after.get(id)).toEqual(place);
        expect(after.size).toBe(nodes.length);
      }),
      { numRuns: runs(60) },
    );
  });

  it('is walked by arrows along its edges and columns', () => {
    const index = indexGraph({ nodes: ['a', 'b', 'c', 'd'].map((id) => node(id)), edges: [edge('a', 'b'), edge('a', 'c'), edge('b', 'd')] });
    const places = new Map([['a', { x: 0, y: 0 }], ['b', { x: 200, y: -50 }], ['c', { x: 200, y: 20 }], ['d', { x: 400, y: 0 }]]);
    expect(neighbourByKey(index, places, 'a', 'ArrowRight')).toBe('c');
    expect(neighbourByKey(index, places, 'c', 'ArrowUp')).toBe('b');
    expect(neighbourByKey(index, places, 'd', 'ArrowLeft')).toBe('b');
    expect(neighbourByKey(index, places, 'd', 'ArrowRight')).toBeUndefined();
    expect(pathInGraph(index, 'a', 'd')).toEqual(['a', 'b', 'd']);
    expect(pathInGraph(index, 'd', 'a')).toEqual(['d', 'b', 'a']);
    expect(pathInGraph(index, 'c', 'd')).toEqual(['c', 'a', 'b', 'd']);
    expect([['a', 'b', 'd'], ['d', 'b', 'a'], ['c', 'a', 'b', 'd']].map((path) => directionOf(index, path))).toEqual(['down', 'up', 'around']);
    expect([...directOf(index, 'b')].sort()).toEqual(['a', 'b', 'd']);
  });

  it('says a node in words', () => {
    const index = indexGraph({ nodes: [node('a'), node('b')], edges: [edge('a', 'b')] });
    expect(nodeText(index, node('b', { ref: 'resnet:v7', aliases: [{ name: 'production', kind: 'set', contested: false }], more: { up: 0, down: 3 }, here: false }))).toBe('resnet:v7, model version, production, not on this device, 1 input, 3 outputs');
  });
});

describe('what is hidden of a lineage', () => {
  const first = { direction: 'both', scope: 'direct', depth: 2, types: [], aliases: [], after: undefined, before: undefined, open: [], picked: [], grow: [], shut: [], also: [], fold: true } as const;
  const end = { id: 'a', to: 'down' } as const;

  it('comes back as it was, and goes on growing from there', () => {
    const one = { ...first, ...grown(first, end) };
    expect(one).toMatchObject({ grow: [end], shut: [] });
    expect(hidden(one, end)).toEqual({ grow: [], shut: [] });
    const shut = { ...first, ...hidden(first, end) };
    expect(shut).toMatchObject({ grow: [], shut: [end] });
    expect(grown(shut, end)).toEqual({ grow: [], shut: [] });
    expect(hidden(hidden(first, end) as typeof first, { id: 'a', to: 'up' }).shut).toHaveLength(2);
  });
});

describe('a map of weights', () => {
  const tensor = (layer: string, kind: string): TensorChange => ({ name: `${layer}.${kind}`, path: '', state: 'changed', layer, kind, before: null, after: null, relative: 0.1, cosine: 1, maxAbs: 1, changedValues: 1, values: 1, nonFinite: 0, note: null });

  it('has a row a kind and a column a layer, layers of one stem by their number, and loses no tensor', () => {
    const tensors = [tensor('embed', 'weight'), ...['0', '10', '2', '1'].flatMap((n) => [tensor(`blk.${n}`, 'q.weight'), tensor(`blk.${n}`, 'norm')]), tensor('head', 'weight'), tensor('head', 'bias'), tensor('', 'scale')];
    const { layers, groups, rows } = heatMap(tensors);
    expect(layers).toEqual(['embed', 'blk.0', 'blk.1', 'blk.2', 'blk.10', 'head', '']);
    expect(groups).toEqual([{ name: 'embed', span: 1 }, { name: 'blk 0–10', span: 4 }, { name: 'head', span: 1 }, { name: '', span: 1 }]);
    expect(rows.map(({ kind }) => kind)).toEqual(['weight', 'q.weight', 'norm', 'other kinds']);
    expect(rows.map(({ cells }) => cells.map((cell) => cell.length))).toEqual([[1, 0, 0, 0, 0, 1, 0], [0, 1, 1, 1, 1, 0, 0], [0, 1, 1, 1, 1, 0, 0], [0, 0, 0, 0, 0, 1, 1]]);
    const many = heatMap(Array.from({ length: 90 }, (_none, index) => tensor(`l.${index % 3}`, `kind${Math.floor(index / 3)}`)));
    expect(many.rows).toHaveLength(17);
    expect(many.rows.flatMap(({ cells }) => cells.flat())).toHaveLength(90);
  });
});

describe('a comparison on the page', () => {
  const column = (ref: string) => ({ id: ref.padEnd(64, '0'), kind: 'version' as const, ref, name: 'net', label: ref.split(':')[1] ?? '', through: null, type: 'model', aliases: [], deleted: false, at: 0, actor: 'x', run: null, digest: null, bytes: null });
  const table: CompareTable = {
    columns: [column('net:v0'), column('net:v1')],
    rows: [
      { group: 'metrics', key: 'acc|x', cells: [{ value: 0.9 }, { value: 0.95 }], differs: true, numeric: true, unit: null, direction: 'max' },
      { group: 'config', key: 'formula', cells: [{ value: '=1+1' }, null], differs: true, numeric: false, unit: null, direction: null },
      { group: 'config', key: 'seed', cells: [{ value: 1 }, { value: 1 }], differs: false, numeric: true, unit: null, direction: null },
    ],
    differing: 2,
    same: 1,
  };
  it('is written as Markdown and CSV, exact and safe', () => {
    expect(shortTitles(table)).toEqual(['v0', 'v1']);
    expect(linesOf(table, true).map((line) => (line.is === 'group' ? `${line.group} ${line.shown} of ${line.of}` : line.row.key))).toEqual(['metrics 1 of 1', 'acc|x', 'config 1 of 2', 'formula']);
    expect(markdownOf(table, 0, true)).toContain('| acc\\|x | 0.9 | 0.95 (+0.05) |');
    expect(csvOf(table, false)).toBe("group,key,net:v0,net:v1\r\nmetrics,acc|x,0.9,0.95\r\nconfig,formula,'=1+1,\r\nconfig,seed,1,1\r\n");
  });
});
