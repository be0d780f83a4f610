// One number of each column as bars, and two numbers of each as points.
import { Select } from '@mantine/core';
import { useMemo, type ReactNode } from 'react';
import { Bar, BarChart, CartesianGrid, Cell, ReferenceLine, Scatter, ScatterChart, Tooltip, XAxis, YAxis } from 'recharts';
import type { CompareTable } from '../../../shared/contract/compare.js';
import { lookOf } from '../../ui/charts/series.js';
import { shortValue } from '../../ui/MetricValue.js';
import { useSize } from '../../ui/useSize.js';
import css from './Compare.module.css';
import { placeOfColumn } from './CompareGrid.js';
import { numberIn, numericKeys, type NumericKey } from './compareModel.js';

interface ChartViewProps {
  readonly table: CompareTable;
  readonly baseline: number;
  readonly titles: readonly string[];
}

/** Named ticks under so many bars; beyond it they would lie over each other. */
const MOST_NAMED = 12;
/** Values told to those who hear a chart; the table has all. */
const MOST_HEARD = 20;

const heard = (all: readonly string[]): string => all.slice(0, MOST_HEARD).join(', ') + (all.length > MOST_HEARD ? `, and ${all.length - MOST_HEARD} more` : '');
const TICK = { fontSize: 11, fill: 'var(--chart-text)' };
const TIP = { background: 'var(--bg-raised)', border: '1px solid var(--line-2)', borderRadius: 5, fontSize: 12, color: 'var(--text-1)', padding: '4px 8px' };

const colorAt = (column: number, baseline: number): string => {
  const place = placeOfColumn(column, baseline);
  return place === undefined ? 'var(--text-2)' : lookOf(place).color;
};

function KeySelect({ label, keys, value, onChange }: { label: string; keys: readonly NumericKey[]; value: string | undefined; onChange: (id: string) => void }): ReactNode {
  return <Select aria-label={label} data={keys.map((key) => ({ value: key.id, label: key.label }))} value={value ?? null} onChange={(id) => id && onChange(id)} searchable allowDeselect={false} style={{ flex: 1, minWidth: 0 }} />;
}

const left = (missing: number): string => (missing > 0 ? `${missing} without this value ${missing === 1 ? 'is' : 'are'} not drawn` : '');

/** Where bars begin that would all look alike from 0, a round number below the least; undefined where they begin at 0. */
export function barFloor(values: readonly number[]): number | undefined {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const span = most - least;
  if (!(least > 0) || span === 0 || span > least / 2) return undefined;
  const step = 10 ** Math.floor(Math.log10(span));
  const floor = Math.floor((least - span / 4) / step) * step;
  return floor > 0 ? Number(floor.toPrecision(12)) : undefined;
}

export function BarsView({ table, baseline, titles, chosen, onChoose }: ChartViewProps & { readonly chosen: string | undefined; readonly onChoose: (id: string) => void }): ReactNode {
  const [holder, { width }] = useSize();
  const keys = useMemo(() => numericKeys(table), [table]);
  const key = keys.find((each) => each.id === chosen) ?? keys[0];
  if (!key) return <p className={`small t2 ${css.section}`}>None of these has a number to draw.</p>;
  const data = table.columns.flatMap((_column, index) => {
    const value = numberIn(key.row, index);
    return value === undefined ? [] : [{ name: titles[index] ?? '', value, index }];
  });
  const base = numberIn(key.row, baseline);
  const floor = barFloor(data.map(({ value }) => value));
  return (
    <section className={css.section} aria-label="Bars">
      <div className={css.sectionHead}>
        <KeySelect label="Number to draw" keys={keys} value={key.id} onChange={onChoose} />
      </div>
      <div ref={holder} className={css.chart} role="img" aria-label={`${key.label}: ${heard(data.map(({ name, value }) => `${name} ${shortValue(value)}`))}`}>
        {width > 0 && (
          <BarChart width={width} height={230} data={data} margin={{ top: 6, right: 4, bottom: 0, left: 0 }} accessibilityLayer={false}>
            <CartesianGrid vertical={false} stroke="var(--chart-grid)" />
            <XAxis dataKey="name" tick={data.length > MOST_NAMED ? false : TICK} tickLine={false} axisLine={{ stroke: 'var(--line-2)' }} interval={0} height={data.length > MOST_NAMED ? 8 : 26} />
            <YAxis tick={TICK} tickLine={false} axisLine={false} width={48} tickFormatter={(value: number) => shortValue(value)} domain={[floor ?? (data.some(({ value }) => value < 0) ? 'auto' : 0), data.every(({ value }) => value < 0) ? 0 : 'auto']} />
            <Tooltip cursor={{ fill: 'var(--bg-hover)' }} contentStyle={TIP} isAnimationActive={false} />
            {base !== undefined && <ReferenceLine y={base} stroke="var(--text-3)" strokeDasharray="4 3" />}
            <Bar dataKey="value" name={key.label} isAnimationActive={false} maxBarSize={48}>
              {data.map((each) => (
                <Cell key={each.index} fill={colorAt(each.index, baseline)} />
              ))}
            </Bar>
          </BarChart>
        )}
      </div>
      <p className={css.note}>{[base === undefined ? '' : 'the dashed line is the baseline', floor === undefined ? '' : `bars begin at ${shortValue(floor)}, not at 0`, left(table.columns.length - data.length)].filter(Boolean).join('; ')}</p>
    </section>
  );
}

export function ScatterView({ table, baseline, titles, x, y, onChoose }: ChartViewProps & { readonly x: string | undefined; readonly y: string | undefined; readonly onChoose: (x: string, y: string) => void }): ReactNode {
  const [holder, { width }] = useSize();
  const keys = useMemo(() => numericKeys(table), [table]);
  const yKey = keys.find((each) => each.id === y) ?? keys[0];
  const xKey = keys.find((each) => each.id === x) ?? keys.find((each) => each.row.group === 'config' && each.row.differs) ?? keys[1] ?? keys[0];
  if (!xKey || !yKey) return <p className={`small t2 ${css.section}`}>None of these has numbers to draw.</p>;
  const data = table.columns.flatMap((_column, index) => {
    const [atX, atY] = [numberIn(xKey.row, index), numberIn(yKey.row, index)];
    return atX === undefined || atY === undefined ? [] : [{ x: atX, y: atY, name: titles[index] ?? '', index }];
  });
  return (
    <section className={css.section} aria-label="Scatter">
      <div className={css.sectionHead}>
        <KeySelect label="Upwards" keys={keys} value={yKey.id} onChange={(id) => onChoose(xKey.id, id)} />
        <span className="small t3">over</span>
        <KeySelect label="To the right" keys={keys} value={xKey.id} onChange={(id) => onChoose(id, yKey.id)} />
      </div>
      <div ref={holder} className={css.chart} role="img" aria-label={`${yKey.label} over ${xKey.label}: ${heard(data.map(({ name, x: atX, y: atY }) => `${name} ${shortValue(atX)} ${shortValue(atY)}`))}`}>
        {width > 0 && (
          <ScatterChart width={width} height={240} margin={{ top: 6, right: 8, bottom: 0, left: 0 }} accessibilityLayer={false}>
            <CartesianGrid stroke="var(--chart-grid)" />
            <XAxis type="number" dataKey="x" name={xKey.label} tick={TICK} tickLine={false} axisLine={{ stroke: 'var(--line-2)' }} domain={['auto', 'auto']} tickFormatter={(value: number) => shortValue(value)} height={26} />
            <YAxis type="number" dataKey="y" name={yKey.label} tick={TICK} tickLine={false} axisLine={false} width={48} domain={['auto', 'auto']} tickFormatter={(value: number) => shortValue(value)} />
            <Tooltip contentStyle={TIP} isAnimationActive={false} labelFormatter={() => ''} cursor={{ strokeDasharray: '3 3', stroke: 'var(--line-3)' }} />
            <Scatter data={data} isAnimationActive={false}>
              {data.map((each) => (
                <Cell key={each.index} fill={colorAt(each.index, baseline)} stroke={each.index === baseline ? 'var(--text-1)' : 'var(--bg-surface)'} />
              ))}
            </Scatter>
          </ScatterChart>
        )}
      </div>
      <p className={css.note}>{left(table.columns.length - data.length)}</p>
    </section>
  );
}
