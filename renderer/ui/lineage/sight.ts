// Which nodes of a large graph are worth mounting: those in sight, while they are few and large enough to be read.
import type { LineageNode } from '../../../shared/contract/lineage.js';
import type { Layout } from './place.js';
import type { Size } from './place.js';

/** The most React Flow nodes that are mounted at once. */
export const MOST_MOUNTED = 400;
/** Below this the text of a node cannot be read. */
const READABLE_ZOOM = 0.45;
/** Around what is in sight, so that a small move shows no edge of it. */
const MARGIN = 200;

export function inSight(layout: Layout, sizeOf: (node: LineageNode) => Size, [x, y, zoom]: readonly [number, number, number], size: Size): LineageNode[] {
  const left = -x / zoom - MARGIN;
  const top = -y / zoom - MARGIN;
  const right = (size.width - x) / zoom + MARGIN;
  const bottom = (size.height - y) / zoom + MARGIN;
  return layout.graph.nodes.filter((node) => {
    const place = layout.places.get(node.id);
    if (!place) return false;
    const box = sizeOf(node);
    return place.x < right && place.x + box.width > left && place.y < bottom && place.y + box.height > top;
  });
}

export function showsCards(zoom: number, seen: number): boolean {
  return zoom >= READABLE_ZOOM && seen <= MOST_MOUNTED;
}
