// History as a list of days, each with its lines.
import type { HistoryRow } from '../../../shared/contract/entities.js';
import { daysBetween } from '../../ui/Time.js';

export type DayItem = { readonly kind: 'day'; readonly at: number; readonly key: string } | { readonly kind: 'line'; readonly row: HistoryRow; readonly key: string };

/** Rows newest first, with a day before the first row of each. */
export function withDays(rows: readonly HistoryRow[]): readonly DayItem[] {
  const items: DayItem[] = [];
  let last: string | undefined;
  for (const row of rows) {
    const day = new Date(row.at).toDateString();
    if (day !== last) items.push({ kind: 'day', at: row.at, key: `day:${day}:${items.length}` });
    last = day;
    items.push({ kind: 'line', row, key: row.id });
  }
  return items;
}

const THIS_YEAR = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const OTHER_YEAR = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });

export function dayTitle(at: number, now: number): string {
  const days = daysBetween(at, now);
  if (days === 0) return 'Today';
  if (days === 1) return 'Yesterday';
  return (new Date(at).getFullYear() === new Date(now).getFullYear() ? THIS_YEAR : OTHER_YEAR).format(at);
}
