// How long each version held an alias, told from the moves.

export interface Move {
  readonly id: string;
  readonly at: number;
  readonly actor: { readonly name: string };
  /** Label of where it went; null for nowhere. */
  readonly to: string | null;
  readonly note: string | null;
}

export interface Hold {
  readonly id: string;
  readonly label: string;
  readonly from: number;
  /** Null while it still holds it. */
  readonly until: number | null;
  /** Who put it there, and why. */
  readonly by: string;
  readonly note: string | null;
}

/** The holds of one alias, newest first, of its moves newest first. A move to where it stands already begins none. */
export function holdsOf(moves: readonly Move[]): readonly Hold[] {
  const holds: Hold[] = [];
  for (const { id, at, to, actor, note } of [...moves].reverse()) {
    const last = holds.at(-1);
    if (last?.until === null && last.label === to) continue;
    if (last?.until === null) holds[holds.length - 1] = { ...last, until: at };
    if (to !== null) holds.push({ id, label: to, from: at, until: null, by: actor.name, note });
  }
  return holds.reverse();
}
