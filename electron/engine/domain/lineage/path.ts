// A shortest path between two nodes: along the edges if one led to the other, else around.
import { endOf, startOf, type Edge, type Neighbours, type Node } from './types.js';

export interface Path {
  readonly direction: 'down' | 'up' | 'around' | null;
  readonly nodes: readonly Node[];
  readonly edges: readonly Edge[];
}

const NONE: Path = { direction: null, nodes: [], edges: [] };

interface Step {
  readonly node: Node;
  readonly edge: Edge | null;
  readonly from: string | null;
}

function trail(steps: ReadonlyMap<string, Step>, to: string, direction: Exclude<Path['direction'], null>): Path {
  const nodes: Node[] = [];
  const edges: Edge[] = [];
  for (let step = steps.get(to); step; step = step.from === null ? undefined : steps.get(step.from)) {
    nodes.unshift(step.node);
    if (step.edge) edges.unshift(step.edge);
  }
  return { direction, nodes, edges };
}

/** Breadth first; of several shortest paths the one with the lowest ids, so that every door shows the same. */
function search(from: Node, to: Node, ways: readonly ('up' | 'down')[], direction: Exclude<Path['direction'], null>, neighbours: Neighbours): Path | undefined {
  const steps = new Map<string, Step>([[from.id, { node: from, edge: null, from: null }]]);
  let frontier: readonly Node[] = [from];
  while (frontier.length > 0) {
    const next = new Map<string, Step>();
    for (const way of ways) {
      for (const edge of neighbours(frontier, way)) {
        const [node, before] = way === 'down' ? [endOf(edge), edge.from] : [startOf(edge), edge.to];
        const known = next.get(node.id);
        if (!steps.has(node.id) && (!known || before < (known.from ?? ''))) next.set(node.id, { node, edge, from: before });
      }
    }
    for (const [id, step] of next) steps.set(id, step);
    if (next.has(to.id)) return trail(steps, to.id, direction);
    frontier = [...next.values()].map((step) => step.node).sort((a, b) => (a.id < b.id ? -1 : 1));
  }
  return undefined;
}

export function shortestPath(from: Node, to: Node, neighbours: Neighbours): Path {
  if (from.id === to.id) return { direction: 'down', nodes: [from], edges: [] };
  return search(from, to, ['down'], 'down', neighbours) ?? search(from, to, ['up'], 'up', neighbours) ?? search(from, to, ['up', 'down'], 'around', neighbours) ?? NONE;
}
