// Who holds an alias, and whether it is contested, from the moves that stand.
import type { Head } from './registers.js';

export interface Standing {
  /** The moves that no other move observed, the holder first. */
  readonly heads: readonly Head[];
  readonly contested: boolean;
}

/**
 * `heads` come greatest (hlc, hash) first. A protected alias is held by the newest in sequence, whatever the clocks say, and is
 * contested while its heads name more than one target (none counts as one). An unprotected one takes the later move.
 * @param place the place in the sequence of a head that stands in it
 */
export function aliasStanding(heads: readonly Head[], guarded: boolean, place: (id: string) => number | undefined): Standing {
  if (!guarded || heads.length < 2) return { heads, contested: false };
  let holder = heads[0];
  let newest = -1;
  for (const head of heads) {
    const k = place(head.id) ?? -1;
    if (k > newest) [holder, newest] = [head, k];
  }
  const ordered = holder === undefined ? heads : [holder, ...heads.filter((head) => head !== holder)];
  return { heads: ordered, contested: new Set(heads.map((head) => head.value)).size > 1 };
}
