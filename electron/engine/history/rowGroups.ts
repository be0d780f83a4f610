// Which row groups of a part can hold what a chart shows, by the least and greatest x that the file notes of each.
import type { PartInfo } from './partReader.js';

export interface Axis {
  readonly kind: 'step' | 'time' | 'relative' | 'key';
  readonly key?: string | undefined;
}

/** The stretch of x asked for, both ends included; infinite where open. */
export interface Sight {
  readonly from: number;
  readonly to: number;
}

/** Rows [start, end) of a part, on the borders of its row groups. */
export interface RowRange {
  readonly start: number;
  readonly end: number;
}

const asNumber = (value: unknown): number | undefined => (typeof value === 'number' ? value : typeof value === 'bigint' ? Number(value) : value instanceof Date ? value.getTime() : undefined);

/** The rows between the first and the last group that may hold something in sight; undefined where all are needed, or none is known to be idle. */
export function rowsInSight(info: PartInfo, axis: Axis, { from, to }: Sight): RowRange | undefined {
  if (axis.kind === 'key' || (from === Number.NEGATIVE_INFINITY && to === Number.POSITIVE_INFINITY)) return undefined;
  const column = axis.kind === 'step' ? '_step' : '_time';
  let at = 0;
  let found: RowRange | undefined;
  for (const group of info.metadata.row_groups) {
    const start = at;
    at += Number(group.num_rows);
    const statistics = group.columns.find(({ meta_data: meta }) => meta?.path_in_schema[0] === column)?.meta_data?.statistics;
    const [least, greatest] = [asNumber(statistics?.min_value), asNumber(statistics?.max_value)];
    // A row without a step lies at its own number, which the statistics say nothing of.
    const known = least !== undefined && greatest !== undefined && (axis.kind !== 'step' || statistics?.null_count === 0n);
    if (known && (greatest < from || least > to)) continue;
    found = { start: found?.start ?? start, end: at };
  }
  const rows = found ?? { start: 0, end: Math.min(1, info.rows) };
  return rows.start === 0 && rows.end === info.rows ? undefined : rows;
}
