// Sizes and places of nodes without a layout engine: a first layering, and room beside a neighbour for what arrives later.
import type { LineageEdge, LineageGraph, LineageNode } from '../../../shared/contract/lineage.js';
import type { Point } from './graphModel.js';

export const WIDTH = 180;
export const HEIGHT = 50;
const CLUSTER_HEIGHT = 58;
const COLUMN = WIDTH + 44;
const ROW_GAP = 28;
/** A stub stands above (upstream) or below (downstream) its node. */
export const STUB = 28;
/** Lines of a registered model's versions. */
export const MODEL_LINES = 5;

export type Places = ReadonlyMap<string, Point>;

export interface Layout {
  readonly places: Places;
  /** The graph these places are of. */
  readonly graph: LineageGraph;
  /** Moves whenever what is seen was laid out anew, which is when the view may be fitted. */
  readonly laid: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The size a node is drawn at. `linked`: lines a registered model lists. */
export function nodeSize(node: LineageNode, linked: number): Size {
  if (node.kind === 'cluster') return { width: WIDTH, height: CLUSTER_HEIGHT };
  if (node.kind === 'model') return { width: WIDTH, height: HEIGHT + (linked === 0 ? 0 : 8 + 24 * Math.min(linked, MODEL_LINES) + (linked > MODEL_LINES ? 20 : 0)) };
  return { width: WIDTH, height: HEIGHT };
}

/** Room a node takes with its stubs. */
export function outerSize(node: LineageNode, size: Size): Size & { readonly above: number } {
  const above = node.more.up > 0 ? STUB : 0;
  return { width: size.width, height: size.height + above + (node.more.down > 0 ? STUB : 0), above };
}

/** Longest way from the left, cycles cut where they close. */
function columnsOf(nodes: readonly LineageNode[], edges: readonly LineageEdge[]): Map<string, number> {
  const next = new Map<string, string[]>();
  const waiting = new Map(nodes.map((node) => [node.id, 0]));
  for (const { from, to } of edges) {
    next.set(from, [...(next.get(from) ?? []), to]);
    waiting.set(to, (waiting.get(to) ?? 0) + 1);
  }
  const column = new Map<string, number>();
  const ready = nodes.filter((node) => waiting.get(node.id) === 0).map((node) => node.id);
  const rest = new Set(nodes.map((node) => node.id));
  for (const id of ready) column.set(id, 0);
  for (let at = 0; rest.size > 0; at += 1) {
    if (at >= ready.length) {
      // Only cycles are left: one is opened where it was met first.
      const [open] = rest;
      if (open === undefined) break;
      ready.push(open);
      if (!column.has(open)) column.set(open, 0);
    }
    const id = ready[at] as string;
    if (!rest.delete(id)) continue;
    for (const to of next.get(id) ?? []) {
      if (!rest.has(to)) continue;
      column.set(to, Math.max(column.get(to) ?? 0, (column.get(id) ?? 0) + 1));
      waiting.set(to, (waiting.get(to) ?? 1) - 1);
      if (waiting.get(to) === 0) ready.push(to);
    }
  }
  return column;
}

/** Columns from left to right, inside each ordered by where the inputs stand: quick for any size, and always the same. */
export function layered(nodes: readonly LineageNode[], edges: readonly LineageEdge[], sizeOf: (node: LineageNode) => Size): Places {
  const column = columnsOf(nodes, edges);
  const columns: LineageNode[][] = [];
  for (const node of nodes) (columns[column.get(node.id) ?? 0] ??= []).push(node);
  const inputs = new Map<string, string[]>();
  for (const { from, to } of edges) {
    const list = inputs.get(to);
    if (list) list.push(from);
    else inputs.set(to, [from]);
  }
  const places = new Map<string, Point>();
  const middle = (node: LineageNode): number => {
    const known = (inputs.get(node.id) ?? []).flatMap((id) => places.get(id)?.y ?? []);
    return known.length === 0 ? Number.POSITIVE_INFINITY : known.reduce((sum, y) => sum + y, 0) / known.length;
  };
  // A column that would be taller than it is any use becomes several side by side.
  const most = Math.max(24, Math.ceil(Math.sqrt(nodes.length) * 1.6));
  let x = 0;
  for (const list of columns) {
    const ordered = (list ?? []).map((node, index) => ({ node, index, at: middle(node) })).sort((a, b) => (a.at === b.at ? a.index - b.index : a.at - b.at));
    for (let from = 0; from < ordered.length; from += most) {
      let y = 0;
      for (const { node } of ordered.slice(from, from + most)) {
        const outer = outerSize(node, sizeOf(node));
        places.set(node.id, { x, y: y + outer.above });
        y += outer.height + ROW_GAP;
      }
      const shift = -y / 2;
      for (const { node } of ordered.slice(from, from + most)) places.set(node.id, { x, y: (places.get(node.id)?.y ?? 0) + shift });
      x += COLUMN;
    }
  }
  return places;
}

/**
 * What is new finds room beside what it hangs on, and nothing that stands moves: for changes that nobody at this window asked
 * for. Nodes that are gone leave their place empty.
 */
export function placeBeside(before: Places, nodes: readonly LineageNode[], edges: readonly LineageEdge[], sizeOf: (node: LineageNode) => Size): Places {
  const places = new Map<string, Point>();
  for (const node of nodes) {
    const place = before.get(node.id);
    if (place) places.set(node.id, place);
  }
  const sizes = new Map(nodes.map((node) => [node.id, outerSize(node, sizeOf(node))]));
  const free = (x: number, y: number, height: number): boolean =>
    [...places].every(([id, place]) => Math.abs(place.x - x) >= WIDTH + 20 || place.y >= y + height + ROW_GAP || place.y + (sizes.get(id)?.height ?? HEIGHT) + ROW_GAP <= y);
  for (const node of nodes) {
    if (places.has(node.id)) continue;
    const input = edges.find((edge) => edge.to === node.id && places.has(edge.from));
    const output = edges.find((edge) => edge.from === node.id && places.has(edge.to));
    const at = places.get(input?.from ?? output?.to ?? '') ?? { x: 0, y: 0 };
    const x = at.x + (input ? COLUMN : output ? -COLUMN : 0);
    const { height } = sizes.get(node.id) ?? { height: HEIGHT };
    let step = 0;
    while (!free(x, at.y + step, height)) step = step > 0 ? -step : -step + 30;
    places.set(node.id, { x, y: at.y + step });
  }
  return places;
}
