// Where on an axis of versions each hold of an alias lies: a band covers the versions that arrived while it was held.
import type { Hold } from './aliasHolds.js';

/** Lanes stand in this order, the rest by name. */
const FIRST = ['production', 'staging', 'candidate', 'best'];
/** What there is room for under a chart; more are counted. */
export const MOST_LANES = 8;

export function inLaneOrder<T extends { readonly alias: string }>(all: readonly T[]): T[] {
  const rank = ({ alias }: T): number => (FIRST.includes(alias) ? FIRST.indexOf(alias) : FIRST.length);
  return [...all].sort((a, b) => rank(a) - rank(b) || (a.alias < b.alias ? -1 : 1));
}

export interface Band {
  readonly hold: Hold;
  /** On the axis 0..n, version i being at i + 0.5. */
  readonly start: number;
  readonly end: number;
  /** Still held: the band ends with the axis, and gets an end mark. */
  readonly now: boolean;
}

/** A moment on the axis of versions that arrived at these moments, oldest first; between two arrivals by the share of time that had passed. */
export function placeOfMoment(moment: number, arrivals: readonly number[], now: number): number {
  let before = 0;
  while (before < arrivals.length && (arrivals[before] as number) <= moment) before += 1;
  if (before === 0) return 0;
  const last = arrivals[before - 1] as number;
  const next = arrivals[before];
  const span = (next ?? Math.max(now, last + 1)) - last;
  const share = span <= 0 ? 0 : Math.min(1, (moment - last) / span);
  return before - 0.5 + share * (next === undefined ? 0.5 : 1);
}

/**
 * The bands of one alias over versions that arrived at `arrivals` (oldest first; a clock that stood back counts as its neighbour),
 * of holds in any order, oldest first. Holds that were over before the first of these versions are left out.
 */
export function aliasLane(holds: readonly Hold[], arrivals: readonly number[], now: number): readonly Band[] {
  const steady: number[] = [];
  for (const each of arrivals) steady.push(Math.max(each, steady.at(-1) ?? each));
  return [...holds]
    .sort((a, b) => a.from - b.from)
    .map((hold) => ({ hold, start: placeOfMoment(hold.from, steady, now), end: hold.until === null ? steady.length : placeOfMoment(hold.until, steady, now), now: hold.until === null }))
    .filter(({ end }) => end > 0);
}
