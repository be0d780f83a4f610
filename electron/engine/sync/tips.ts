// Which part of this device's chain lies in the remote: the ends of its published stretches, several after a fork.
import type { StoredOp } from '../store/readTypes.js';
import { chainDown } from './chainDown.js';
import type { Tip } from './marks.js';

/** The tips after a stretch (its ops' hashes, after `prev`, up to `last`) was published. */
export function addTip(tips: readonly Tip[], prev: string | null, hashes: readonly string[], last: Tip): Tip[] {
  const covered = new Set(hashes);
  return [...tips.filter(({ hash }) => hash !== prev && !covered.has(hash)), last];
}

/** The ops that are no ancestors of any tip, and the hashes of those that are. */
function parted(ops: readonly StoredOp[], tips: readonly Tip[]): { readonly rest: Map<string, StoredOp>; readonly below: readonly string[] } {
  const rest = new Map(ops.map((stored) => [stored.hash, stored]));
  const below: string[] = [];
  for (const tip of tips) {
    for (const { hash } of chainDown(rest, tip.hash)) {
      rest.delete(hash);
      below.push(hash);
    }
  }
  return { rest, below };
}

/** The ops that are no ancestors of any tip, in the order given. */
export function unpublishedIn(ops: readonly StoredOp[], tips: readonly Tip[]): readonly StoredOp[] {
  return [...parted(ops, tips).rest.values()];
}

/**
 * The same as runs that each hang together, in an order in which every run's first `prev` is
 * published before it. Ops above a gap are left out until it is filled: what lies in a remote reaches down to seq 0.
 */
export function unpublishedRuns(ops: readonly StoredOp[], tips: readonly Tip[]): StoredOp[][] {
  const { rest, below } = parted(ops, tips);
  const inner = new Set([...rest.values()].map(({ op }) => op.prev));
  const ends = [...rest.values()].filter(({ hash }) => !inner.has(hash)).sort((a, b) => b.op.seq - a.op.seq || (a.hash < b.hash ? -1 : 1));
  const runs = ends.map((end) => {
    const run: StoredOp[] = [];
    for (const stored of chainDown(rest, end.hash)) {
      run.push(stored);
      rest.delete(stored.hash);
    }
    return run.reverse();
  });
  const published = new Set<string | null>([null, ...tips.map(({ hash }) => hash), ...below]);
  return runs
    .sort((a, b) => (a[0]?.op.seq ?? 0) - (b[0]?.op.seq ?? 0))
    .filter((run) => {
      const connected = published.has(run[0]?.op.prev ?? null);
      if (connected) for (const { hash } of run) published.add(hash);
      return connected;
    });
}
