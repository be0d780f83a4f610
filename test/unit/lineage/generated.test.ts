// Lineage over generated graphs, cycles and repeated logs among them: the same answer as a naive traversal.
import { describe, expect, it, onTestFinished } from 'vitest';
import type { GraphInput, LineageGraph } from '../../../shared/contract/lineage.js';
import { createEngineWorld, type EngineWorld } from '../../support/engineWorld.js';
import { fc } from '../../support/fastCheck.js';
import { writeLineage, type PlainIds, type PlainLineage } from '../../support/lineageOps.js';
import { SEED } from '../../support/seed.js';
import { plainEdges, walk, type PlainEdge } from './naive.js';

const VERSIONS = 12;
const RUNS = 8;
const GRAPHS = 6;
const QUESTIONS = 16;

const some = (below: number, most: number): fc.Arbitrary<number[]> => fc.uniqueArray(fc.nat(below - 1), { maxLength: most });

/** Any runs over a dozen versions: what nobody made is not a row, so the last run makes the rest. */
const lineages: fc.Arbitrary<PlainLineage> = fc
  .record({
    runs: fc.array(fc.record({ uses: some(VERSIONS, 3), makes: some(VERSIONS, 3), failed: fc.boolean() }), { minLength: 1, maxLength: RUNS - 1 }),
    models: fc.array(some(VERSIONS, 4), { maxLength: 2 }),
    alias: some(VERSIONS, 3),
    deleted: some(VERSIONS, 2),
  })
  .map(({ runs, models, alias, deleted }) => {
    const made = new Set(runs.flatMap((run) => run.makes));
    const rest = Array.from({ length: VERSIONS }, (_, index) => index).filter((index) => !made.has(index));
    return {
      versions: Array.from({ length: VERSIONS }, (_, index) => index % 3),
      collections: ['dataset', 'model', 'evaluation'],
      runs: [...runs, { uses: [], makes: rest, jobType: 'import' }],
      models,
      aliases: alias.map((version, index) => (index === 0 && models[0]?.includes(version) ? { version, alias: 'production', model: 0 } : { version, alias: index === 1 ? 'best' : 'production' })),
      // A version under an alias cannot be deleted by a person; here it may not be either.
      deleted: deleted.filter((version) => !alias.includes(version)),
    };
  });

interface Case {
  readonly plain: PlainLineage;
  readonly ids: PlainIds;
  readonly edges: readonly PlainEdge[];
  readonly models: ReadonlySet<string>;
  readonly client: EngineWorld['engine']['client'];
}

async function written(plain: PlainLineage): Promise<Case> {
  const world = await createEngineWorld();
  onTestFinished(() => world.end());
  const ids = writeLineage(world.engine.context.registry, plain);
  return { plain, ids, edges: plainEdges(plain, ids), models: new Set(ids.models), client: world.engine.client };
}

function expected({ edges, models }: Case, start: string, direction: 'up' | 'down' | 'both', scope: 'direct' | 'complete', depth: number): { nodes: string[]; edges: PlainEdge[] } {
  const reach =
    scope === 'complete' ? [walk(edges, start, ['up', 'down'], models, depth)] : (direction === 'both' ? (['up', 'down'] as const) : [direction]).map((way) => walk(edges, start, [way], models, depth));
  const nodes = new Set(reach.flatMap((steps) => [...steps.keys()]));
  return { nodes: [...nodes].sort(), edges: edges.filter(({ from, to }) => nodes.has(from) && nodes.has(to)) };
}

const edgeText = ({ from, to, role }: { from: string; to: string; role: string }): string => `${from} ${role} ${to}`;
const answer = (graph: LineageGraph): { nodes: string[]; edges: string[] } => ({ nodes: graph.nodes.map((node) => node.id).sort(), edges: graph.edges.map(edgeText).sort() });

describe('lineage of generated graphs', () => {
  it('finds what a naive traversal finds: nodes, edges, sizes, paths and impact', async () => {
    for (const [round, plain] of fc.sample(lineages, { seed: SEED, numRuns: GRAPHS }).entries()) {
      const made = await written(plain);
      const all = [...made.ids.versions, ...made.ids.runs, ...made.ids.models];
      const questions = fc.sample(fc.record({ start: fc.nat(all.length - 1), other: fc.nat(all.length - 1), direction: fc.constantFrom('up', 'down', 'both'), scope: fc.constantFrom('direct', 'complete'), depth: fc.constantFrom(1, 2, 3, Infinity) }), { seed: SEED + round, numRuns: QUESTIONS });
      for (const { start, other, direction, scope, depth } of questions) {
        const [ref = '', to = ''] = [all[start], all[other]];
        const told = `seed ${SEED} round ${round} ${JSON.stringify({ start, other, direction, scope, depth })}`;
        const want = expected(made, ref, direction, scope, depth);
        const input: Partial<GraphInput> = { direction, scope, depth: depth === Infinity ? null : depth };
        const graph = await made.client.lineage.graph({ ref, ...input });
        expect(answer(graph), told).toEqual({ nodes: want.nodes, edges: want.edges.map(edgeText).sort() });
        if (depth === Infinity) expect((await made.client.lineage.size({ ref, direction, scope })).nodes, told).toBe(want.nodes.length);
        for (const node of graph.nodes) {
          const beyond = (ids: readonly string[]): number => ids.filter((id) => !want.nodes.includes(id)).length;
          expect(node.more, told).toEqual({ up: beyond(made.edges.filter((edge) => edge.to === node.id).map((edge) => edge.from)), down: beyond(made.edges.filter((edge) => edge.from === node.id).map((edge) => edge.to)) });
        }
        await checkShut(made, ref, graph, { direction, scope }, told);
        await checkPath(made, ref, to, told);
        await checkImpact(made, ref, told);
        await checkFolds(made, ref, graph, { direction, scope, depth: depth === Infinity ? null : depth }, told);
      }
    }
  }, 60_000);
});

/** With one node shut one way, what is left is what is reached otherwise, and the node says how much is beyond. */
async function checkShut({ client, edges, models }: Case, ref: string, whole: LineageGraph, input: Pick<GraphInput, 'direction' | 'scope'>, told: string): Promise<void> {
  const node = whole.nodes.at(-1);
  if (!node) return;
  const ways = input.direction === 'both' || input.scope === 'complete' ? (['up', 'down'] as const) : [input.direction];
  for (const to of ways) {
    const shut = { id: node.id, to };
    const graph = await client.lineage.graph({ ref, ...input, shut: [shut] });
    const reach = (input.scope === 'complete' ? [ways] : ways.map((way) => [way] as const)).flatMap((each) => [...walk(edges, ref, each, models, Infinity, shut).keys()]);
    expect(graph.nodes.map(({ id }) => id).sort(), `${told} shut ${node.ref} ${to}`).toEqual([...new Set(reach)].sort());
  }
}

async function checkPath({ client, edges, models }: Case, from: string, to: string, told: string): Promise<void> {
  const path = await client.lineage.path({ from: { ref: from }, to: { ref: to } });
  const all = new Set<string>();
  const down = walk(edges, from, ['down'], all, Infinity).get(to);
  const up = walk(edges, from, ['up'], all, Infinity).get(to);
  const around = walk(edges, from, ['up', 'down'], all, Infinity).get(to);
  const [direction, steps] = down !== undefined ? ['down', down] : up !== undefined ? ['up', up] : around !== undefined ? ['around', around] : [null, undefined];
  expect([path.direction, path.nodes.length], told).toEqual([direction, steps === undefined ? 0 : steps + 1]);
  const known = new Set(edges.map(edgeText));
  path.edges.forEach((edge, index) => {
    expect(known, told).toContain(edgeText(edge));
    expect(new Set([path.nodes[index]?.id, path.nodes[index + 1]?.id]), told).toEqual(new Set([edge.from, edge.to]));
  });
  expect(models.size).toBeGreaterThanOrEqual(0);
}

async function checkImpact({ client, edges, models, ids, plain }: Case, ref: string, told: string): Promise<void> {
  const starts = models.has(ref) ? edges.filter((edge) => edge.to === ref).map((edge) => edge.from) : [ref];
  const reach = new Set(starts.flatMap((start) => [...walk(edges, start, ['down'], models, Infinity).keys()]));
  if (!models.has(ref)) reach.delete(ref);
  const deleted = new Set((plain.deleted ?? []).map((index) => ids.versions[index]));
  const versions = ids.versions.filter((id) => reach.has(id));
  const impact = await client.lineage.impact({ ref, aliases: ['production'] });
  expect({ versions: impact.versions, runs: impact.runs, deleted: impact.deleted }, told).toEqual({ versions: versions.filter((id) => !deleted.has(id)).length, runs: ids.runs.filter((id) => reach.has(id)).length, deleted: versions.filter((id) => deleted.has(id)).length });
  // The last move of an alias in a collection or model holds it.
  const holders = new Map<string, number>();
  for (const { version, alias, model } of plain.aliases) if (alias === 'production') holders.set(model === undefined ? `c${plain.versions[version]}` : `m${model}`, version);
  const want = [...holders.values()].map((index) => ids.versions[index] ?? '').filter((id) => versions.includes(id)).sort();
  expect(impact.held.map((holder) => holder.version).sort(), told).toEqual(want);
}

/** Folded, nothing is lost: the clusters' members and the other nodes are the whole graph, and every edge has its place. */
async function checkFolds({ client }: Case, ref: string, whole: LineageGraph, input: Pick<GraphInput, 'direction' | 'scope' | 'depth'>, told: string): Promise<void> {
  const graph = await client.lineage.graph({ ref, ...input, fold: 1 });
  const placeOf = new Map<string, string>();
  for (const node of graph.nodes) {
    if (node.kind !== 'cluster') placeOf.set(node.id, node.id);
    else for (const member of (await client.lineage.members({ graph: { ref, ...input, fold: 1 }, cluster: node.id, limit: 500 })).rows) placeOf.set(member.id, node.id);
  }
  expect([...placeOf.keys()].sort(), told).toEqual(whole.nodes.map((node) => node.id).sort());
  const want = new Set(whole.edges.map((edge) => ({ from: placeOf.get(edge.from) ?? '', to: placeOf.get(edge.to) ?? '', role: edge.role })).filter(({ from, to }) => from !== to).map(edgeText));
  expect(graph.edges.map(edgeText).sort(), told).toEqual([...want].sort());
  expect(graph.nodes.find((node) => node.id === graph.start)?.kind, told).not.toBe('cluster');
  // An open cluster is named with its members, which stand for themselves; a filter offers what it leaves out.
  const cluster = graph.nodes.find((node) => node.kind === 'cluster');
  if (cluster) {
    const inside = [...placeOf].filter(([, place]) => place === cluster.id).map(([id]) => id).sort();
    const open = await client.lineage.graph({ ref, ...input, fold: 1, open: [cluster.id] });
    expect(open.opened.map(({ id, members }) => [id, [...members].sort()]), told).toEqual([[cluster.id, inside]]);
    expect(open.nodes.map(({ id }) => id), told).toEqual(expect.arrayContaining(inside));
  }
  const types = [...new Set(whole.nodes.map(({ type }) => type).filter(Boolean))].sort();
  expect(whole.offered.types, told).toEqual(types);
  expect((await client.lineage.graph({ ref, ...input, filter: { types: ['dataset'] } })).offered, told).toEqual(whole.offered);
}
