// lineage.graph and its clusters' members: found breadth first, filtered, folded, and only then read in full.
import { CairnError } from '../../../../shared/contract/errors.js';
import type { GraphInput, LineageEdge, LineageGraph, LineageNode } from '../../../../shared/contract/lineage.js';
import { foldFans, type Fold } from '../../domain/lineage/folds.js';
import { bridges } from '../../domain/lineage/through.js';
import { edgesAmong, traverse, type Found } from '../../domain/lineage/traverse.js';
import { endOf, startOf, type Edge, type Node } from '../../domain/lineage/types.js';
import type { LineageBrief } from '../../store/queries/lineage/rows.js';
import type { LineageQueries } from '../../store/queries/types.js';
import type { EngineContext } from '../context.js';
import { filters, keeps } from './matches.js';
import { foldNode, lineageNodes, placeIn, SHOWN_MEMBERS, type FoldContent } from './nodes.js';
import { lineageStart } from './start.js';

interface Built {
  readonly start: Node;
  readonly found: ReadonlyMap<string, Found>;
  readonly truncated: boolean;
  /** What the filter keeps, nearest first. */
  readonly kept: ReadonlyMap<string, LineageBrief>;
  readonly edges: readonly Edge[];
  readonly through: readonly LineageEdge[];
  readonly more: ReadonlyMap<string, { readonly up: number; readonly down: number }>;
  readonly folds: readonly Fold[];
  readonly opened: LineageGraph['opened'];
  /** Undefined where nothing is filtered: what is drawn tells it all then. */
  readonly offered: LineageGraph['offered'] | undefined;
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
  const walked = traverse(start, { direction: input.direction, scope: input.scope, depth: input.depth, limit: input.limit, ...(input.shut.length > 0 ? { shut: new Set(input.shut.map(({ id, to }) => `${id} ${to}`)) } : {}) }, lineage.neighbours);
  const { found } = walked;
  extend(lineage, input, extra, found);
  const also = new Set(input.also);
  const briefs = lineage.briefs([...found.values()]);
  const rows = filters(input.filter) ? lineage.rows([...found.values()]) : undefined;
  const passed = rows && new Set(rows.filter((row) => keeps(input.filter, row)).map((row) => row.id));
  const left = passed ? briefs.filter(({ id }) => id === start.id || also.has(id) || passed.has(id)) : briefs;
  const kept = new Map(left.map((brief) => [brief.id, brief]));
  const { edges, more } = edgesAmong(left, lineage.neighbours);
  const joined = new Set(passed ? edges.map((edge) => `${edge.from} ${edge.to}`) : []);
  const through = passed ? bridges(found, new Set(kept.keys())).filter(({ from, to }) => !joined.has(`${from} ${to}`)).map((bridge): LineageEdge => ({ ...bridge, role: 'through' })) : [];
  const standing = passed ? new Map([...found].filter(([id]) => kept.has(id))) : found;
  const folds = input.fold === 0 ? [] : foldFans(standing, { above: input.fold, open: new Set(input.open), apart: new Set([...input.picked, ...input.also]), typeOf: (id) => kept.get(id)?.type ?? '' });
  const opened = folds.filter(({ open }) => open).map(({ id, members }) => ({ id, members: [...members] }));
  return { start, found, truncated: walked.truncated, kept, edges, through, more, folds: folds.filter(({ open }) => !open), opened, offered: rows && offeredBy(rows) };
}

/** Types and names of aliases among nodes, each once, sorted. */
function offeredBy(nodes: readonly Pick<LineageNode, 'type' | 'aliases' | 'links'>[]): LineageGraph['offered'] {
  const aliases = nodes.flatMap((node) => [...node.aliases, ...node.links.flatMap((link) => link.aliases)].map(({ name }) => name));
  return { types: [...new Set(nodes.map(({ type }) => type).filter((type) => type !== ''))].sort(), aliases: [...new Set(aliases)].sort() };
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

/** The members of clusters: the first of each in full, and the aliases that any of them holds. */
function contents(engine: EngineContext, { folds, kept }: Built): (fold: Fold) => FoldContent {
  const briefsOf = (fold: Fold): readonly LineageBrief[] => fold.members.flatMap((id) => kept.get(id) ?? []);
  const first = folds.flatMap((fold) => briefsOf(fold).slice(0, SHOWN_MEMBERS));
  const versions = folds.filter((fold) => fold.kind === 'version').flatMap((fold) => fold.members);
  const { rows, holders } = engine.registry.read.lineage((lineage) => ({ rows: lineage.rows(first), holders: versions.length === 0 ? [] : lineage.holdersAmong(versions, []) }));
  const rowOf = new Map(rows.map((row) => [row.id, row]));
  return (fold) => {
    const members = briefsOf(fold);
    const inside = new Set(fold.members);
    const aliases = new Map(holders.filter((holder) => inside.has(holder.version)).map((holder) => [holder.alias, { name: holder.alias, kind: 'set' as const, contested: holder.contested }]));
    return { members, rows: members.slice(0, SHOWN_MEMBERS).flatMap((member) => rowOf.get(member.id) ?? []), aliases: [...aliases.values()] };
  };
}

/** @throws CairnError not_found, ambiguous, invalid_reference */
export function lineageGraph(engine: EngineContext, input: GraphInput): LineageGraph {
  const built = build(engine, input);
  const { start, found, truncated, kept, edges, through, more, folds, opened, offered } = built;
  const placeOf = new Map(folds.flatMap((fold) => fold.members.map((member) => [member, fold.id] as const)));
  const apart = [...kept.values()].filter((brief) => !placeOf.has(brief.id));
  const alone = lineageNodes(engine, engine.registry.read.lineage((lineage) => lineage.rows(apart)), placeIn(found, more));
  const contentOf = contents(engine, built);
  const clusters = folds.map((fold): LineageNode => {
    const beyond = fold.members.reduce((sum, id) => ({ up: sum.up + (more.get(id)?.up ?? 0), down: sum.down + (more.get(id)?.down ?? 0) }), { up: 0, down: 0 });
    return foldNode(fold, contentOf(fold), beyond);
  });
  const nodes = [...alone, ...clusters];
  return { start: start.id, nodes, edges: drawnEdges([...edges, ...through], placeOf), found: kept.size, truncated, offered: offered ?? offeredBy(nodes), opened };
}

/** Members of a cluster, in the order of the graph. @throws CairnError not_found when the graph has no such cluster */
export function foldMembers(engine: EngineContext, input: { readonly graph: GraphInput; readonly cluster: string; readonly query: string; readonly cursor: string | null; readonly limit: number }): { rows: LineageNode[]; next: string | null; total: number } {
  const open = input.graph.open.filter((id) => id !== input.cluster);
  const { found, kept, more, folds } = build(engine, { ...input.graph, open });
  const fold = folds.find((each) => each.id === input.cluster);
  if (!fold) throw new CairnError('not_found', 'This cluster is not in the graph any more. Read the graph again.', { cluster: input.cluster });
  const text = input.query.trim().toLowerCase();
  const rows = engine.registry.read.lineage((lineage) => lineage.rows(fold.members.flatMap((id) => kept.get(id) ?? [])));
  const members = text === '' ? rows : rows.filter((row) => [row.ref, row.type, row.state ?? '', row.key ?? '', row.digest ?? '', ...row.aliases.map((alias) => alias.name)].some((word) => word.toLowerCase().includes(text)));
  const from = input.cursor === null ? 0 : Number(input.cursor);
  if (!Number.isSafeInteger(from) || from < 0) throw new CairnError('invalid_input', 'The cursor is not one that was given out.', { cursor: input.cursor });
  const end = from + input.limit;
  return { rows: lineageNodes(engine, members.slice(from, end), placeIn(found, more)), next: end < members.length ? String(end) : null, total: members.length };
}
