// Breadth first from a start, level by level, so that a store answers for a whole level at once.
import { endOf, startOf, type Edge, type Neighbours, type Node } from './types.js';

export type Side = 'start' | 'up' | 'down' | 'around';

export interface Found extends Node {
  readonly depth: number;
  readonly side: Side;
  /** The node it was reached from first; null for the start. */
  readonly parent: string | null;
}

export interface Walk {
  readonly direction: 'up' | 'down' | 'both';
  /** `complete` turns around at every node; `direct` never does. */
  readonly scope: 'direct' | 'complete';
  /** Levels; null for all. */
  readonly depth: number | null;
  readonly limit: number;
  /** `<id> up` or `<id> down`: not followed beyond that node that way. */
  readonly shut?: ReadonlySet<string>;
}

const byId = (a: Node, b: Node): number => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** A model joins all that was ever linked to it; going on from it would join everything, so only a start does. */
const goesOn = (node: Node, start: string): boolean => node.kind !== 'model' || node.id === start;

function levels(found: Map<string, Found>, start: Node, ways: readonly ('up' | 'down')[], side: Side, walk: Walk, neighbours: Neighbours): boolean {
  // Its own, for a node may lie on both sides: what it leads to on this one counts all the same.
  const seen = new Set<string>([start.id]);
  let frontier: readonly Node[] = [start];
  for (let depth = 1; frontier.length > 0 && (walk.depth === null || depth <= walk.depth); depth += 1) {
    const next = new Map<string, { node: Node; parent: string }>();
    const all = frontier.filter((node) => goesOn(node, start.id));
    for (const way of ways) {
      const from = walk.shut ? all.filter(({ id }) => !walk.shut?.has(`${id} ${way}`)) : all;
      for (const edge of neighbours(from, way)) {
        const [node, parent] = way === 'down' ? [endOf(edge), edge.from] : [startOf(edge), edge.to];
        const known = next.get(node.id);
        if (!seen.has(node.id) && (!known || parent < known.parent)) next.set(node.id, { node, parent });
      }
    }
    const reached = [...next.values()].sort((a, b) => byId(a.node, b.node));
    for (const { node, parent } of reached) {
      seen.add(node.id);
      if (found.has(node.id)) continue;
      if (found.size >= walk.limit) return true;
      found.set(node.id, { ...node, depth, side, parent });
    }
    frontier = reached.map(({ node }) => node);
  }
  return false;
}

/** Every node within reach, nearest first on each side. `truncated` where the limit cut it. */
export function traverse(start: Node, walk: Walk, neighbours: Neighbours): { readonly found: Map<string, Found>; readonly truncated: boolean } {
  const found = new Map<string, Found>([[start.id, { ...start, depth: 0, side: 'start', parent: null }]]);
  if (walk.scope === 'complete') return { found, truncated: levels(found, start, ['up', 'down'], 'around', walk, neighbours) };
  const ways = walk.direction === 'both' ? (['up', 'down'] as const) : [walk.direction];
  const cut = ways.map((way) => levels(found, start, [way], way, walk, neighbours));
  return { found, truncated: cut.some(Boolean) };
}

export interface Among {
  /** Edges of which both ends are among the nodes, each once, sorted. */
  readonly edges: readonly Edge[];
  readonly more: ReadonlyMap<string, { readonly up: number; readonly down: number }>;
}

const edgeOrder = (a: Edge, b: Edge): number => (a.from !== b.from ? (a.from < b.from ? -1 : 1) : a.to !== b.to ? (a.to < b.to ? -1 : 1) : a.role < b.role ? -1 : a.role > b.role ? 1 : 0);

/** The edges among nodes, and how many neighbours each has beyond them. */
export function edgesAmong(nodes: readonly Node[], neighbours: Neighbours): Among {
  const inside = new Set(nodes.map((node) => node.id));
  const more = new Map(nodes.map((node) => [node.id, { up: 0, down: 0 }]));
  const edges: Edge[] = [];
  for (const edge of neighbours(nodes, 'up')) {
    if (inside.has(edge.from)) edges.push(edge);
    else bump(more, edge.to, 'up');
  }
  for (const edge of neighbours(nodes, 'down')) if (!inside.has(edge.to)) bump(more, edge.from, 'down');
  return { edges: edges.sort(edgeOrder), more };
}

function bump(more: Map<string, { up: number; down: number }>, id: string, way: 'up' | 'down'): void {
  const count = more.get(id);
  if (count) count[way] += 1;
}
