// One chart with its title, what was left out of it, and its acts: a logarithmic axis, the same as a table.
import { Menu } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { DotsMenu } from '../DotsMenu.js';
import { tickText } from './axes.js';
import css from './Charts.module.css';
import { ChartTable } from './ChartTable.js';
import { LineChart, type LineChartProps } from './LineChart.js';

interface ChartCardProps extends Omit<LineChartProps, 'label' | 'log'> {
  readonly title: string;
  /** Name of the x axis: "step". */
  readonly xName: string;
  /** What is not drawn as it was recorded: "2,000 of 1.2 M points, min and max kept". */
  readonly note?: string | undefined;
  /** Further acts, as menu items. */
  readonly acts?: ReactNode;
}

/** Values a logarithmic axis cannot show. */
function belowZero(series: LineChartProps['series']): number {
  let found = 0;
  for (const { y } of series) for (let index = 0; index < y.length; index += 1) if ((y[index] as number) <= 0) found += 1;
  return found;
}

export function ChartCard({ title, xName, note, acts, ...chart }: ChartCardProps): ReactNode {
  const [log, setLog] = useState(false);
  const [table, setTable] = useState(false);
  const hidden = log ? belowZero(chart.series) : 0;
  const said = [log ? 'log' : '', note ?? '', hidden > 0 ? `${hidden.toLocaleString('en')} at or below zero not drawn` : ''].filter((part) => part !== '').join(', ');
  return (
    <section className={css.card} aria-label={title}>
      <div className={css.head}>
        <h2 className="trunc" title={title}>
          {title}
        </h2>
        <span className="grow" />
        <span className={css.note} title={said}>
          {said}
        </span>
        <DotsMenu small label={`What to do with ${title}`}>
          <Menu.Item onClick={() => setLog(!log)}>{log ? 'Linear axis' : 'Logarithmic axis'}</Menu.Item>
          <Menu.Item onClick={() => setTable(!table)}>{table ? 'Show as chart' : 'Show as table'}</Menu.Item>
          {chart.window && chart.onWindow && <Menu.Item onClick={() => chart.onWindow?.(undefined)}>Show all of {xName}</Menu.Item>}
          {acts}
        </DotsMenu>
      </div>
      {table ? <ChartTable title={title} xName={xName} series={chart.series} xText={chart.xText ?? tickText} /> : <LineChart {...chart} label={`${title} by ${xName}`} log={log} />}
    </section>
  );
}
