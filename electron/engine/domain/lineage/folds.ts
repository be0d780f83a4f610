// Fans: siblings that are alike, reached from the same place, become one cluster, and so do theirs after them.
import { blake3Hex } from '../blake3.js';
import type { Found } from './traverse.js';

export interface FoldWish {
  /** Siblings alike, more than this, are one cluster. */
  readonly above: number;
  /** Clusters that are shown as their members: named, and nobody's place. */
  readonly open: ReadonlySet<string>;
  /** Never in a cluster. */
  readonly apart: ReadonlySet<string>;
  /** What makes siblings alike, besides their kind: the type of an artifact, the job type of a run. */
  typeOf(id: string): string;
}

export interface Fold {
  readonly id: string;
  readonly kind: Found['kind'];
  readonly type: string;
  readonly side: Found['side'];
  readonly depth: number;
  readonly members: readonly string[];
  readonly open: boolean;
}

/** The same for the same place in the graph, whatever else is open. */
function foldId(parent: string, node: Found, type: string): string {
  return `fold:${blake3Hex(JSON.stringify([parent, node.side, node.kind, type])).slice(0, 24)}`;
}

/** The clusters of a graph, in the order of `found` (nearest first). Nodes in none stand for themselves. */
export function foldFans(found: ReadonlyMap<string, Found>, wish: FoldWish): readonly Fold[] {
  const folds: Fold[] = [];
  const placeOf = new Map<string, string>();
  const levels = new Map<string, Found[]>();
  for (const node of found.values()) {
    const level = `${node.side}:${node.depth}`;
    const nodes = levels.get(level);
    if (nodes) nodes.push(node);
    else levels.set(level, [node]);
  }
  // Levels come nearest first on each side, so a parent's place is known before its children ask for it.
  for (const level of levels.values()) {
    const fans = new Map<string, { readonly first: Found; readonly type: string; readonly members: string[] }>();
    for (const node of level) {
      if (node.parent === null || node.kind === 'model' || wish.apart.has(node.id)) continue;
      const type = wish.typeOf(node.id);
      const id = foldId(placeOf.get(node.parent) ?? node.parent, node, type);
      const fan = fans.get(id);
      if (fan) fan.members.push(node.id);
      else fans.set(id, { first: node, type, members: [node.id] });
    }
    for (const [id, { first, type, members }] of fans) {
      if (members.length <= wish.above) continue;
      const open = wish.open.has(id);
      if (!open) for (const member of members) placeOf.set(member, id);
      folds.push({ id, kind: first.kind, type, side: first.side, depth: first.depth, members, open });
    }
  }
  return folds;
}
