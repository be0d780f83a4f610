// What is known of one metric over some rows: enough for lists, summaries and for binding, without reading the rows again.
import { z } from 'zod';
import { Json, MetricValue, type JsonValue } from '../../../shared/contract/primitives.js';
import { metricOf, numberIn, type HistoryRow } from '../domain/historyValues.js';

const Place = z.number().int().nonnegative();

export const KeyStats = z.object({
  n: z.number().int().nonnegative(),
  first: z.tuple([Place, Json]),
  last: z.tuple([Place, Json, z.number()]),
  /** The last value that is a number. */
  number: z.tuple([Place, MetricValue, z.number()]).optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  /** Values that are NaN or infinite. */
  odd: z.number().int().nonnegative().optional(),
  text: z.number().int().nonnegative().optional(),
  json: z.number().int().nonnegative().optional(),
});
export type KeyStats = z.infer<typeof KeyStats>;

const before = (a: number | undefined, b: number, pick: (x: number, y: number) => number): number => (a === undefined ? b : pick(a, b));

function noteValue(stats: KeyStats | undefined, row: HistoryRow, value: JsonValue): KeyStats {
  const next: KeyStats = stats ?? { n: 0, first: [row.row, value], last: [row.row, value, row.at] };
  next.n += 1;
  if (row.row < next.first[0]) next.first = [row.row, value];
  if (row.row >= next.last[0]) next.last = [row.row, value, row.at];
  const number = numberIn(value);
  if (number === undefined) {
    if (typeof value === 'string') next.text = (next.text ?? 0) + 1;
    else next.json = (next.json ?? 0) + 1;
    return next;
  }
  if (next.number === undefined || row.row >= next.number[0]) next.number = [row.row, metricOf(number), row.at];
  if (Number.isFinite(number)) {
    next.min = before(next.min, number, Math.min);
    next.max = before(next.max, number, Math.max);
  } else next.odd = (next.odd ?? 0) + 1;
  return next;
}

/** Adds a row to what is known of its metrics. */
export function noteRow(keys: Map<string, KeyStats>, row: HistoryRow): void {
  for (const [key, value] of Object.entries(row.values)) if (value !== null) keys.set(key, noteValue(keys.get(key), row, value));
}

const sum = (a: number | undefined, b: number | undefined): number | undefined => (a === undefined && b === undefined ? undefined : (a ?? 0) + (b ?? 0));

/** Of one metric over two sets of rows. Of one writer the later row is last; of several the later time (`byTime`). */
export function joinStats(a: KeyStats, b: KeyStats, byTime: boolean): KeyStats {
  const later = (x: readonly [number, unknown, number], y: readonly [number, unknown, number]): boolean => (byTime ? y[2] >= x[2] : y[0] >= x[0]);
  const number = a.number && b.number ? (later(a.number, b.number) ? b.number : a.number) : (b.number ?? a.number);
  const min = a.min === undefined ? b.min : b.min === undefined ? a.min : Math.min(a.min, b.min);
  const max = a.max === undefined ? b.max : b.max === undefined ? a.max : Math.max(a.max, b.max);
  const odd = sum(a.odd, b.odd);
  const text = sum(a.text, b.text);
  const json = sum(a.json, b.json);
  return {
    n: a.n + b.n,
    first: b.first[0] < a.first[0] ? b.first : a.first,
    last: later(a.last, b.last) ? b.last : a.last,
    ...(number ? { number } : {}),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(odd === undefined ? {} : { odd }),
    ...(text === undefined ? {} : { text }),
    ...(json === undefined ? {} : { json }),
  };
}
