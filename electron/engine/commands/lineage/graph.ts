// lineage.graph and its clusters' members: found breadth first, filtered, folded, and only then read in full.
import { CairnError } from '../../../../shared/contract/errors.js';
import type { GraphInput, LineageEdge, LineageGraph, LineageNode } from '../../../../shared/contract/lineage.js';
import { foldFans, type Fold } from '../../domain/lineage/folds.js';
import { bridges } from '../../domain/lineage/through.js';
import { edgesAmong, traverse, type Found } from '../../domain/lineage/traverse.js';
import { endOf, startOf, type Edge, type Node } from '../../domain/lineage/types.js';
import type { LineageRow } from '../../store/queries/lineage/rows.js';
import type { LineageQueries } from '../../store/types.js';
import type { EngineContext } from '../context.js';
import { filters, keeps } from './matches.js';
import { foldNode, lineageNodes, placeIn } from './nodes.js';
import { lineageStart } from './start.js';

interface Built {
  readonly start: Node;
  readonly found: ReadonlyMap<string, Found>;
  readonly truncated: boolean;
  /** Rows of what the filter keeps, nearest first. */
  readonly rows: readonly LineageRow[];
  readonly edges: readonly Edge[];
  readonly through: readonly LineageEdge[];
  readonly more: ReadonlyMap<string, { readonly up: number; readonly down: number }>;
  readonly folds: readonly Fold[];
}

/** Neighbours that were asked for by hand, and nodes of a path, join what was found. */
function extend({ neighbours }: LineageQueries, input: GraphInput, also: readonly Node[], found: Map<string, Found>): void {
  for (const { id, to } of input.grow) {
    const node = found.get(id);
    if (!node) continue;
    for (const edge of neighbours([node], to)) {
      const next = to === 'down' ? endOf(edge) : startOf(edge);
      if (!found.has(next.id)) found.set(next.id, { ...next, depth: node.depth + 1, side: node.side === 'start' ? to : node.side, parent: node.id });
    }
  }
  for (const node of also) if (!found.has(node.id)) found.set(node.id, { ...node, depth: 0, side: 'around', parent: null });
}

function build(engine: EngineContext, input: GraphInput): Built {
  const start = lineageStart(engine, input);
  const extra = input.also.map((id) => lineageStart(engine, { ref: id }));
  return engine.registry.read.lineage((lineage) => buildFrom(lineage, start, extra, input));
}

function buildFrom(lineage: LineageQueries, start: Node, extra: readonly Node[], input: GraphInput): Built {
  const walked = traverse(start, { direction: input.direction, scope: input.scope, depth: input.depth, limit: input.limit }, lineage.neighbours);
  const { found } = walked;
  extend(lineage, input, extra, found);
  const all = lineage.rows([...found.values()]);
  const also = new Set(input.also);
  const rows = filters(input.filter) ? all.filter((row) => row.id === start.id || also.has(row.id) || keeps(input.filter, row)) : all;
  const kept = new Set(rows.map((row) => row.id));
  const { edges, more } = edgesAmong(rows, lineage.neighbours);
  const joined = new Set(edges.flatMap((edge) => [`${edge.from} ${edge.to}`]));
  const through = rows.length === all.length ? [] : bridges(found, kept).filter(({ from, to }) => !joined.has(`${from} ${to}`)).map((bridge): LineageEdge => ({ ...bridge, role: 'through' }));
  const types = new Map(rows.map((row) => [row.id, row.type]));
  const standing = new Map([...found].filter(([id]) => kept.has(id)));
  const folds = input.fold === 0 ? [] : foldFans(standing, { above: input.fold, open: new Set(input.open), apart: new Set([...input.picked, ...input.also]), typeOf: (id) => types.get(id) ?? '' });
  return { start, found, truncated: walked.truncated, rows, edges, through, more, folds };
}

/** Edges between what is drawn: those of members are their cluster's, each once, none from a cluster to itself. */
function drawnEdges(edges: readonly LineageEdge[], placeOf: ReadonlyMap<string, string>): LineageEdge[] {
  const drawn = new Map<string, LineageEdge>();
  for (const edge of edges) {
    const from = placeOf.get(edge.from) ?? edge.from;
    const to = placeOf.get(edge.to) ?? edge.to;
    if (from !== to) drawn.set(`${from} ${to} ${edge.role}`, { from, to, role: edge.role });
  }
  return [...drawn.values()];
}

/** @throws CairnError not_found, ambiguous, invalid_reference */
export function lineageGraph(engine: EngineContext, input: GraphInput): LineageGraph {
  const { start, found, truncated, rows, edges, through, more, folds } = build(engine, input);
  const rowOf = new Map(rows.map((row) => [row.id, row]));
  const placeOf = new Map(folds.flatMap((fold) => fold.members.map((member) => [member, fold.id] as const)));
  const alone = lineageNodes(engine, rows.filter((row) => !placeOf.has(row.id)), placeIn(found, more));
  const clusters = folds.map((fold): LineageNode => {
    const members = fold.members.flatMap((id) => rowOf.get(id) ?? []);
    const beyond = fold.members.reduce((sum, id) => ({ up: sum.up + (more.get(id)?.up ?? 0), down: sum.down + (more.get(id)?.down ?? 0) }), { up: 0, down: 0 });
    return foldNode(fold, members, beyond);
  });
  return { start: start.id, nodes: [...alone, ...clusters], edges: drawnEdges([...edges, ...through], placeOf), found: rows.length, truncated };
}

/** Members of a cluster, in the order of the graph. @throws CairnError not_found when the graph has no such cluster */
export function foldMembers(engine: EngineContext, input: { readonly graph: GraphInput; readonly cluster: string; readonly query: string; readonly cursor: string | null; readonly limit: number }): { rows: LineageNode[]; next: string | null; total: number } {
  const open = input.graph.open.filter((id) => id !== input.cluster);
  const { found, rows, more, folds } = build(engine, { ...input.graph, open });
  const fold = folds.find((each) => each.id === input.cluster);
  if (!fold) throw new CairnError('not_found', 'This cluster is not in the graph any more. Read the graph again.', { cluster: input.cluster });
  const rowOf = new Map(rows.map((row) => [row.id, row]));
  const text = input.query.trim().toLowerCase();
  const members = fold.members.flatMap((id) => rowOf.get(id) ?? []).filter((row) => text === '' || [row.ref, row.type, row.state ?? '', row.key ?? '', row.digest ?? '', ...row.aliases.map((alias) => alias.name)].some((word) => word.toLowerCase().includes(text)));
  const from = input.cursor === null ? 0 : Number(input.cursor);
  if (!Number.isSafeInteger(from) || from < 0) throw new CairnError('invalid_input', 'The cursor is not one that was given out.', { cursor: input.cursor });
  const end = from + input.limit;
  return { rows: lineageNodes(engine, members.slice(from, end), placeIn(found, more)), next: end < members.length ? String(end) : null, total: members.length };
}
