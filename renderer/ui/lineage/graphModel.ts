// A lineage as the page walks it: who is next to whom, what lies on the way between two, and words for each node.
import type { LineageEdge, LineageGraph, LineageNode } from '../../../shared/contract/lineage.js';

export interface GraphIndex {
  readonly nodes: ReadonlyMap<string, LineageNode>;
  /** Ends of the edges that begin at a node, and beginnings of those that end there. */
  readonly down: ReadonlyMap<string, readonly string[]>;
  readonly up: ReadonlyMap<string, readonly string[]>;
}

const NONE: readonly string[] = [];

export function indexGraph(graph: Pick<LineageGraph, 'nodes' | 'edges'>): GraphIndex {
  const down = new Map<string, string[]>();
  const up = new Map<string, string[]>();
  const push = (map: Map<string, string[]>, key: string, value: string): void => {
    const list = map.get(key);
    if (!list) map.set(key, [value]);
    else if (!list.includes(value)) list.push(value);
  };
  for (const { from, to } of graph.edges) {
    push(down, from, to);
    push(up, to, from);
  }
  return { nodes: new Map(graph.nodes.map((node) => [node.id, node])), down, up };
}

export const edgeKey = ({ from, to, role }: LineageEdge): string => `${from} ${role} ${to}`;

function search(from: string, to: string, steps: (id: string) => readonly string[]): readonly string[] | undefined {
  const before = new Map<string, string | null>([[from, null]]);
  const queue = [from];
  for (let at = 0; at < queue.length; at += 1) {
    const here = queue[at] as string;
    if (here === to) {
      const trail: string[] = [];
      for (let step: string | null | undefined = to; step; step = before.get(step)) trail.unshift(step);
      return trail;
    }
    for (const next of steps(here)) {
      if (before.has(next)) continue;
      before.set(next, here);
      queue.push(next);
    }
  }
  return undefined;
}

/** The nodes of a shortest way between two, along the edges where there is one, else around; empty where nothing joins them. */
export function pathInGraph(index: GraphIndex, from: string, to: string): readonly string[] {
  const down = (id: string): readonly string[] => index.down.get(id) ?? NONE;
  const up = (id: string): readonly string[] => index.up.get(id) ?? NONE;
  return search(from, to, down) ?? search(from, to, up) ?? search(from, to, (id) => [...down(id), ...up(id)]) ?? NONE;
}

/** What a path of the graph says: its first node led to its last, the other way, or neither. */
export function directionOf(index: GraphIndex, path: readonly string[]): 'down' | 'up' | 'around' {
  const follows = (side: GraphIndex['down']): boolean => path.slice(1).every((id, at) => side.get(path[at] ?? '')?.includes(id));
  return follows(index.down) ? 'down' : follows(index.up) ? 'up' : 'around';
}

/** Everything that led to a node and everything that came of it, itself among them. */
export function directOf(index: GraphIndex, id: string): ReadonlySet<string> {
  const found = new Set([id]);
  for (const side of [index.down, index.up]) {
    const seen = new Set([id]);
    const queue = [id];
    for (let at = 0; at < queue.length; at += 1) {
      for (const next of side.get(queue[at] as string) ?? NONE) {
        if (seen.has(next)) continue;
        seen.add(next);
        queue.push(next);
      }
    }
    for (const each of seen) found.add(each);
  }
  return found;
}

/** What a node is, above its name: "Dataset", "Train run", "Registered model". */
export function kindWord(node: Pick<LineageNode, 'kind' | 'type' | 'oneShot' | 'deleted' | 'arrived'>): string {
  const type = node.type === '' ? '' : node.type.charAt(0).toUpperCase() + node.type.slice(1);
  if (!node.arrived) return 'Not arrived yet';
  if (node.kind === 'model') return 'Registered model';
  if (node.kind === 'run') return node.oneShot ? 'Logged by hand' : `${type || 'Run'}${type ? ' run' : ''}`;
  return node.type === 'model' ? 'Model version' : type || 'Version';
}

const count = (n: number, one: string): string => `${n} ${one}${n === 1 ? '' : 's'}`;

/** A node for those who hear it: "resnet:v7, model version, production, 2 inputs, 3 outputs". */
export function nodeText(index: GraphIndex, node: LineageNode): string {
  const aliases = node.aliases.filter((alias) => alias.kind === 'set').map((alias) => `${alias.name}${alias.contested ? ' contested' : ''}`);
  const links = node.links.map((link) => `${link.name} ${link.label}`);
  const state = [node.deleted ? 'deleted' : '', node.arrived && !node.here ? 'not on this device' : '', node.state === 'failed' || node.state === 'crashed' ? node.state : ''].filter(Boolean);
  const around = [count((index.up.get(node.id) ?? NONE).length + node.more.up, 'input'), count((index.down.get(node.id) ?? NONE).length + node.more.down, 'output')];
  return [node.ref, node.kind === 'cluster' ? 'cluster' : kindWord(node).toLowerCase(), ...aliases, ...links, ...state, ...around].join(', ');
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * Where the arrow keys lead. Left and right follow edges to the nearest in height; up and down go to the nearest in the same
 * column. Undefined where there is nothing that way.
 */
export function neighbourByKey(index: GraphIndex, places: ReadonlyMap<string, Point>, from: string, key: string): string | undefined {
  const here = places.get(from);
  if (!here) return undefined;
  const nearest = (ids: Iterable<string>, weight: (point: Point) => number | undefined): string | undefined => {
    let best: { id: string; weight: number } | undefined;
    for (const id of ids) {
      const point = id === from ? undefined : places.get(id);
      const value = point && weight(point);
      if (value !== undefined && (!best || value < best.weight)) best = { id, weight: value };
    }
    return best?.id;
  };
  const byHeight = (point: Point): number => Math.abs(point.y - here.y);
  const sameColumn = (sign: 1 | -1) => (point: Point): number | undefined => {
    const dy = (point.y - here.y) * sign;
    return dy > 0 && Math.abs(point.x - here.x) < 90 ? dy : undefined;
  };
  switch (key) {
    case 'ArrowRight':
      return nearest(index.down.get(from) ?? NONE, byHeight);
    case 'ArrowLeft':
      return nearest(index.up.get(from) ?? NONE, byHeight);
    case 'ArrowDown':
      return nearest(places.keys(), sameColumn(1));
    case 'ArrowUp':
      return nearest(places.keys(), sameColumn(-1));
    default:
      return undefined;
  }
}

/** Words a node is found by. */
export function searchText(node: LineageNode): string {
  return [node.ref, node.type, node.key ?? '', node.digest ?? '', node.state ?? '', ...node.aliases.map((alias) => alias.name), ...node.links.map((link) => `${link.name}:${link.label} ${link.aliases.map((alias) => alias.name).join(' ')}`)].join(' ').toLowerCase();
}
