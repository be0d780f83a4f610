// The numbers of a line chart, for those who read rather than see it.
import type { ReactNode } from 'react';
import { shortValue } from '../MetricValue.js';
import css from './Charts.module.css';
import { nearestIndex, type Series } from './series.js';

/** Rows shown; a table is read, not scrolled for hours. The first line's points are thinned evenly to these. */
const ROWS = 50;

interface ChartTableProps {
  readonly title: string;
  readonly xName: string;
  readonly series: readonly Series[];
  readonly xText: (x: number) => string;
}

export function ChartTable({ title, xName, series, xText }: ChartTableProps): ReactNode {
  const longest = series.reduce<Series | undefined>((held, line) => (held && held.x.length >= line.x.length ? held : line), undefined);
  const count = longest?.x.length ?? 0;
  const rows = Array.from({ length: Math.min(ROWS, count) }, (_none, row) => longest?.x[count <= ROWS ? row : Math.round((row * (count - 1)) / (ROWS - 1))] as number);
  return (
    <div className={css.table} role="region" aria-label={`${title} as a table`} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">{xName}</th>
            {series.map((line) => (
              <th key={line.id} scope="col">
                {line.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((x) => (
            <tr key={x}>
              <th scope="row">{xText(x)}</th>
              {series.map((line) => {
                const index = nearestIndex(line, x);
                return <td key={line.id}>{index < 0 ? '–' : shortValue(line.y[index] as number)}</td>;
              })}
            </tr>
          ))}
        </tbody>
      </table>
      {count > ROWS && <p className={css.note}>{`${rows.length} of ${count.toLocaleString('en')} points`}</p>}
    </div>
  );
}
