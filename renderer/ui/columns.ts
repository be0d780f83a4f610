// Columns of a table: what they show, how wide they are, and which leave first in a narrow window.
import type { ReactNode } from 'react';

export interface Column<Row> {
  readonly id: string;
  readonly title: string;
  /** Pixels. Without it the column takes a share of what is left, never less than `min`. */
  readonly width?: number;
  readonly min?: number;
  /** Share of what is left, 1 if not said. */
  readonly grow?: number;
  readonly align?: 'right';
  /** In a narrow table the greatest number leaves first; without it the column stays. */
  readonly leaves?: number;
  /** Plain strings are cut with an ellipsis and shown whole on hover. `width` is that of the column in pixels, padding included. */
  readonly cell: (row: Row, width: number) => ReactNode;
  /** Makes the head a button. Ascending order; `undefined` values are for the comparer to place. */
  readonly compare?: (a: Row, b: Row) => number;
  /** Hidden until someone chooses it. */
  readonly optional?: boolean;
  /** Cannot be hidden: the row's own name, its mark. */
  readonly fixed?: boolean;
  /** First press sorts from the greatest. */
  readonly descending?: boolean;
}

export interface Sort {
  readonly column: string;
  readonly descending: boolean;
}

/** Width below which a growing column is not readable. */
const MIN_GROWING = 120;

function least<Row>(column: Column<Row>): number {
  return column.width ?? column.min ?? MIN_GROWING;
}

/** The columns that fit, least needed ones left out. */
export function fitColumns<Row>(columns: readonly Column<Row>[], width: number): readonly Column<Row>[] {
  let kept = [...columns];
  while (kept.reduce((sum, column) => sum + least(column), 0) > width) {
    const leaving = kept.reduce<Column<Row> | undefined>((worst, column) => ((column.leaves ?? 0) > (worst?.leaves ?? 0) ? column : worst), undefined);
    if (!leaving) break;
    kept = kept.filter((column) => column !== leaving);
  }
  return kept;
}

/** The width of each column in pixels: what is left goes to the growing ones by their share, above the least they need. */
export function columnWidths<Row>(columns: readonly Column<Row>[], width: number): readonly number[] {
  const spare = Math.max(0, width - columns.reduce((sum, column) => sum + least(column), 0));
  const shares = columns.map((column) => (column.width === undefined ? (column.grow ?? 1) : 0));
  const all = shares.reduce((sum, share) => sum + share, 0);
  return columns.map((column, index) => least(column) + (all === 0 ? 0 : Math.floor((spare * (shares[index] ?? 0)) / all)));
}

export function sortRows<Row>(rows: readonly Row[], columns: readonly Column<Row>[], sort: Sort | undefined): readonly Row[] {
  const compare = columns.find((column) => column.id === sort?.column)?.compare;
  if (!sort || !compare) return rows;
  return [...rows].sort((a, b) => (sort.descending ? compare(b, a) : compare(a, b)));
}
