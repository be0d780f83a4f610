// Layout by elkjs in a worker of its own, kept warm; places are kept in the page's store by what they depend on.
import ElkApi, { type ELK } from 'elkjs/lib/elk-api.js';
import ElkWorker from 'elkjs/lib/elk-worker.min.js?worker';
import type { LineageEdge, LineageNode } from '../../../../shared/contract/lineage.js';
import type { PageStore } from '../../../data/database.js';
import type { Point } from '../../../ui/lineage/graphModel.js';
import { outerSize, type Places, type Size } from '../../../ui/lineage/place.js';

/** Above this the quick layering stands: elkjs would take longer than anybody waits. */
export const MOST_FOR_ELK = 600;
/** Above this it leaves out what costs most. */
const THOROUGH_BELOW = 150;

let engine: ELK | undefined;

/** Starts the worker, so that the first layout need not wait for it to be read. */
export function warmElk(): ELK {
  engine ??= new ElkApi({ workerFactory: () => new ElkWorker() });
  return engine;
}

function options(count: number): Record<string, string> {
  return {
    'elk.algorithm': 'layered',
    'elk.direction': 'RIGHT',
    'elk.spacing.nodeNode': '28',
    'elk.layered.spacing.nodeNodeBetweenLayers': '44',
    'elk.edgeRouting': 'POLYLINE',
    'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
    'elk.layered.thoroughness': count < THOROUGH_BELOW ? '7' : '1',
    'elk.layered.nodePlacement.strategy': count < THOROUGH_BELOW ? 'NETWORK_SIMPLEX' : 'SIMPLE',
  };
}

/** FNV-1a over what a layout depends on: a name for its places, not a proof. */
function fingerprint(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (let index = 0; index < text.length; index += 1) hash = ((hash ^ BigInt(text.charCodeAt(index))) * 0x100000001b3n) & 0xffffffffffffffffn;
  return hash.toString(16);
}

export function layoutKey(nodes: readonly LineageNode[], edges: readonly LineageEdge[], sizeOf: (node: LineageNode) => Size): string {
  const boxes = nodes.map((node) => {
    const { width, height, above } = outerSize(node, sizeOf(node));
    return `${node.id.slice(0, 24)} ${width} ${height} ${above}`;
  });
  return `lineage:${fingerprint([...boxes.sort(), ...edges.map(({ from, to }) => `${from.slice(0, 24)}>${to.slice(0, 24)}`).sort()].join('\n'))}`;
}

function isPoint(value: unknown): value is [number, number] {
  return Array.isArray(value) && value.length === 2 && value.every((each) => typeof each === 'number');
}

export async function keptPlaces(store: PageStore | undefined, key: string, nodes: readonly LineageNode[]): Promise<Places | undefined> {
  const value = (await store?.layouts.get(key).catch(() => undefined))?.value;
  if (!value) return undefined;
  const places = new Map<string, Point>();
  for (const [id, point] of Object.entries(value)) if (isPoint(point)) places.set(id, { x: point[0], y: point[1] });
  return nodes.every((node) => places.has(node.id)) ? places : undefined;
}

/** Places by elkjs. Rejects where the worker fails; the quick layering stands then. */
export async function elkPlaces(store: PageStore | undefined, key: string, nodes: readonly LineageNode[], edges: readonly LineageEdge[], sizeOf: (node: LineageNode) => Size): Promise<Places> {
  const boxes = new Map(nodes.map((node) => [node.id, outerSize(node, sizeOf(node))]));
  const laid = await warmElk().layout({
    id: 'lineage',
    layoutOptions: options(nodes.length),
    children: nodes.map((node) => ({ id: node.id, width: boxes.get(node.id)?.width ?? 0, height: boxes.get(node.id)?.height ?? 0 })),
    edges: edges.map((edge, index) => ({ id: String(index), sources: [edge.from], targets: [edge.to] })),
  });
  const places = new Map<string, Point>((laid.children ?? []).map((child) => [child.id, { x: child.x ?? 0, y: (child.y ?? 0) + (boxes.get(child.id)?.above ?? 0) }]));
  void store?.layouts.put({ id: key, value: Object.fromEntries([...places].map(([id, { x, y }]) => [id, [x, y]])) }).catch(() => undefined);
  return places;
}
