// Which keys of free-form records deserve a column, and how their values order.
import type { JsonValue } from '../../shared/contract/primitives.js';

/** Rows looked at; more would not change which keys are common. */
const SAMPLE = 300;

/** The keys that hold plain values, the most common first, then by name. */
export function commonKeys(records: readonly Readonly<Record<string, unknown>>[]): readonly string[] {
  const seen = new Map<string, number>();
  for (const record of records.slice(0, SAMPLE)) for (const [key, value] of Object.entries(record)) if (typeof value !== 'object') seen.set(key, (seen.get(key) ?? 0) + 1);
  return [...seen].sort(([a, x], [b, y]) => y - x || a.localeCompare(b)).map(([key]) => key);
}

/** Numbers by size, text by letters, what is missing last when ascending. */
export function compareValues(a: JsonValue | undefined, b: JsonValue | undefined): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? -1 : 1;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a).localeCompare(String(b), undefined, { numeric: true });
}
