// Steps between the moments at which something changed, and what stands elsewhere now than it stood then.
import type { PastModel } from '../../../shared/contract/registry.js';

/** The moment `by` changes from `at`: earlier for a negative number. Stays within what is known. */
export function stepFrom(at: number, moments: readonly number[], by: number): number {
  const first = moments[0];
  const last = moments.at(-1);
  if (first === undefined || last === undefined) return at;
  const before = moments.filter((each) => each < at).length;
  const here = moments[before] === at;
  const to = by < 0 ? before + by : before + by - (here ? 0 : 1);
  return moments[Math.max(0, Math.min(moments.length - 1, to))] ?? at;
}

/** Positions in per cent of the moments on a track from `from` to `to`, no two closer than half a per cent. */
export function ticksOf(moments: readonly number[], from: number, to: number): readonly number[] {
  const span = Math.max(1, to - from);
  const ticks: number[] = [];
  for (const moment of moments) {
    const place = (100 * (moment - from)) / span;
    if (place >= 0 && place <= 100 && place - (ticks.at(-1) ?? -1) >= 0.5) ticks.push(place);
  }
  return ticks;
}

export interface Difference {
  readonly alias: string;
  readonly then: string;
  /** Null: it is on nothing now. */
  readonly now: string | null;
}

/** Aliases that people set which stood elsewhere then; those that were on nothing are not: there is nothing to go back to. */
export function differences(then: Pick<PastModel, 'aliases'>, now: Readonly<Record<string, string>> | undefined): readonly Difference[] {
  return Object.entries(then.aliases)
    .filter(([alias, label]) => alias !== 'latest' && now?.[alias] !== label)
    .map(([alias, label]) => ({ alias, then: label, now: now?.[alias] ?? null }));
}
