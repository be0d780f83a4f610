// Which metrics a log edge carries: for each key the last number in the rows since the edge before, of several writers the
// one logged last. Pure; rows may come in any order, late and twice.
import type { MetricValue, Metrics } from '../../../shared/contract/primitives.js';
import { metricOf, numberIn, type HistoryRow } from './historyValues.js';

/** Rows [from, to) of one writer. */
export interface BoundRange {
  readonly writer: string;
  readonly from: number;
  readonly to: number;
}

/** The last number of a key that was found so far in one writer. */
export interface LastNumber {
  readonly row: number;
  readonly at: number;
  readonly value: number;
}

/** Row counts by writer. */
export type RowCounts = Readonly<Record<string, number>>;

/** Where the range of a new edge begins: of each writer the greatest count of an earlier edge of the run that is not beyond this one's. */
export function countsBefore(now: RowCounts, earlier: readonly RowCounts[]): Record<string, number> {
  const from: Record<string, number> = {};
  for (const [writer, count] of Object.entries(now)) {
    const before = earlier.reduce((most, counts) => {
      const there = counts[writer] ?? 0;
      return there <= count && there > most ? there : most;
    }, 0);
    if (before > 0) from[writer] = before;
  }
  return from;
}

/** The ranges of an edge that hold rows. */
export function rangesOf(rows: RowCounts, from: RowCounts): BoundRange[] {
  return Object.entries(rows)
    .map(([writer, to]) => ({ writer, from: from[writer] ?? 0, to }))
    .filter((range) => range.to > range.from)
    .sort((a, b) => (a.writer < b.writer ? -1 : 1));
}

/** Collects the last number of every key in one writer's rows. */
export function noteLast(last: Map<string, LastNumber>, row: HistoryRow): void {
  for (const [key, kept] of Object.entries(row.values)) {
    const value = numberIn(kept);
    if (value === undefined) continue;
    const before = last.get(key);
    if (!before || before.row <= row.row) last.set(key, { row: row.row, at: row.at, value });
  }
}

/** The metrics of an edge from what each writer's range held, and what was given with the edge itself. */
export function boundMetrics(found: readonly { readonly writer: string; readonly last: ReadonlyMap<string, LastNumber> }[], given: Metrics): Metrics {
  const best = new Map<string, LastNumber & { readonly writer: string }>();
  for (const { writer, last } of found) {
    for (const [key, candidate] of last) {
      const held = best.get(key);
      if (!held || candidate.at > held.at || (candidate.at === held.at && writer > held.writer)) best.set(key, { ...candidate, writer });
    }
  }
  const bound: [string, MetricValue][] = [...best].map(([key, { value }]) => [key, metricOf(value)]);
  return Object.fromEntries([...bound, ...Object.entries(given)].sort(([a], [b]) => (a < b ? -1 : 1)));
}
