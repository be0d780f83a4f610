// Which runs have their lines drawn, and the place that gives each its colour and dash for as long as it is shown.

/** Run id -> place. */
export type ShownRuns = ReadonlyMap<string, number>;

/** Drawn without being asked for. */
export const FIRST_SHOWN = 8;

function lowestFree(shown: ShownRuns): number {
  const taken = new Set(shown.values());
  let place = 0;
  while (taken.has(place)) place += 1;
  return place;
}

/** Shows a run at the lowest free place, or hides it; the others keep theirs. */
export function toggled(shown: ShownRuns, run: string): ShownRuns {
  const next = new Map(shown);
  if (!next.delete(run)) next.set(run, lowestFree(shown));
  return next;
}

/** The first runs of a list, in its order. */
export function firstShown(runs: readonly string[]): ShownRuns {
  return new Map(runs.slice(0, FIRST_SHOWN).map((run, place) => [run, place]));
}

/** Those of a set, each at the place it has; all where the set is not known. */
export function within(shown: ShownRuns, matching: ReadonlySet<string> | undefined): ShownRuns {
  return matching ? new Map([...shown].filter(([run]) => matching.has(run))) : shown;
}
