// A filtered graph stays a graph: what is left out between two kept nodes is bridged by one edge.
import type { Found } from './traverse.js';

export interface Bridge {
  readonly from: string;
  readonly to: string;
}

/**
 * For each kept node that was not reached from a kept one: an edge from (or, going up, to) the nearest kept node on the way
 * by which it was reached. The start counts as kept.
 */
export function bridges(found: ReadonlyMap<string, Found>, kept: ReadonlySet<string>): Bridge[] {
  const made: Bridge[] = [];
  for (const id of kept) {
    const node = found.get(id);
    if (!node || node.parent === null || kept.has(node.parent)) continue;
    let above = found.get(node.parent);
    while (above && above.parent !== null && !kept.has(above.id)) above = found.get(above.parent);
    if (!above) continue;
    made.push(node.side === 'up' ? { from: id, to: above.id } : { from: above.id, to: id });
  }
  return made.sort((a, b) => (a.from !== b.from ? (a.from < b.from ? -1 : 1) : a.to < b.to ? -1 : 1));
}
