// Parallel coordinates: an axis a key, a line a version or run. Axes are chosen and put in order by keys as well as by mouse.
import { ActionIcon, MultiSelect } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useMemo, useState, type ReactNode } from 'react';
import type { CompareRow, CompareTable } from '../../../shared/contract/compare.js';
import { lookOf } from '../../ui/charts/series.js';
import { shortValue } from '../../ui/MetricValue.js';
import { useSize } from '../../ui/useSize.js';
import css from './Compare.module.css';
import { placeOfColumn } from './CompareGrid.js';
import { cellWords } from './compareModel.js';

const HEIGHT = 230;
const TOP = 18;
const FOOT = 42;
const MOST_AXES = 12;
const FIRST_AXES = 5;
/** Lane below the axis for what has no number: NaN, infinite, not recorded. */
const LANE = HEIGHT - FOOT + 16;

interface Axis {
  readonly id: string;
  readonly row: CompareRow;
  /** Place from 0 (bottom) to 1 of a column's value; undefined for the lane below. */
  readonly at: (column: number) => number | undefined;
  readonly low: string;
  readonly high: string;
}

function axisOf(row: CompareRow): Axis {
  const id = `${row.group}.${row.key}`;
  if (row.numeric) {
    const numbers = row.cells.flatMap((cell) => (typeof cell?.value === 'number' ? [cell.value] : []));
    const [min, max] = [Math.min(...numbers), Math.max(...numbers)];
    return {
      id, row, low: numbers.length > 0 ? shortValue(min) : '', high: numbers.length > 0 ? shortValue(max) : '',
      at: (column) => {
        const value = row.cells[column]?.value;
        return typeof value === 'number' ? (max > min ? (value - min) / (max - min) : 0.5) : undefined;
      },
    };
  }
  const words = [...new Set(row.cells.flatMap((cell, column) => (cell ? [cellWords(row, column)] : [])))].sort((a, b) => a.localeCompare(b, undefined, { numeric: true }));
  return {
    id, row, low: words[0] ?? '', high: words.at(-1) ?? '',
    at: (column) => (row.cells[column] ? (words.length > 1 ? words.indexOf(cellWords(row, column)) / (words.length - 1) : 0.5) : undefined),
  };
}

/** Config that differs, then what came of it. */
function firstAxes(rows: readonly CompareRow[]): readonly string[] {
  const differing = rows.filter((row) => row.differs);
  const config = differing.filter((row) => row.group === 'config');
  const metrics = differing.filter((row) => row.group === 'metrics');
  return [...config.slice(0, Math.max(FIRST_AXES - Math.min(2, metrics.length), 0)), ...metrics.slice(0, 2)].map((row) => `${row.group}.${row.key}`);
}

interface ParallelViewProps {
  readonly table: CompareTable;
  readonly baseline: number;
  readonly titles: readonly string[];
  readonly axes: readonly string[] | undefined;
  readonly onAxes: (axes: readonly string[]) => void;
}

export function ParallelView({ table, baseline, titles, axes: wanted, onAxes }: ParallelViewProps): ReactNode {
  const [holder, { width }] = useSize();
  const [hot, setHot] = useState<number>();
  const rows = useMemo(() => table.rows.filter((row) => row.group === 'config' || row.group === 'metrics'), [table]);
  const chosen = useMemo(() => (wanted ?? firstAxes(rows)).filter((id) => rows.some((row) => `${row.group}.${row.key}` === id)), [wanted, rows]);
  const axes = useMemo(() => chosen.flatMap((id) => { const row = rows.find((each) => `${each.group}.${each.key}` === id); return row ? [axisOf(row)] : []; }), [chosen, rows]);
  const xOf = (axis: number): number => (axes.length < 2 ? width / 2 : 36 + (axis * (width - 72)) / (axes.length - 1));
  const yOf = (at: number | undefined): number => (at === undefined ? LANE : TOP + (1 - at) * (HEIGHT - FOOT - TOP));
  const move = (from: number, by: -1 | 1): void => {
    const next = [...chosen];
    const [id] = next.splice(from, 1);
    if (id !== undefined) next.splice(from + by, 0, id);
    onAxes(next);
  };
  const path = (column: number): string => axes.map((axis, index) => `${index === 0 ? 'M' : 'L'}${xOf(index).toFixed(1)} ${yOf(axis.at(column)).toFixed(1)}`).join('');
  const lane = axes.some((axis) => table.columns.some((_column, column) => axis.at(column) === undefined));
  return (
    <section className={css.section} aria-label="Parallel coordinates">
      <MultiSelect aria-label="Axes" data={rows.map((row) => ({ value: `${row.group}.${row.key}`, label: row.key }))} value={[...chosen]} onChange={onAxes} maxValues={MOST_AXES} searchable hidePickedOptions placeholder={chosen.length === 0 ? 'Choose axes' : ''} />
      <div ref={holder} className={css.chart} style={{ marginTop: 12 }}>
        {width > 0 && (
          <svg width={width} height={HEIGHT} role="img" aria-label={`${table.columns.length} lines over ${axes.map((axis) => axis.row.key).join(', ')}`} onMouseLeave={() => setHot(undefined)}>
            {axes.map((axis, index) => (
              <g key={axis.id}>
                <line x1={xOf(index)} x2={xOf(index)} y1={TOP} y2={HEIGHT - FOOT} stroke="var(--line-3)" />
                <text className={css.axisTick} x={xOf(index)} y={TOP - 6} textAnchor="middle">
                  {axis.high.slice(0, 10)}
                </text>
                <text className={css.axisTick} x={xOf(index)} y={HEIGHT - FOOT + 12} textAnchor="middle">
                  {axis.low.slice(0, 10)}
                </text>
              </g>
            ))}
            {table.columns.map((column, index) => {
              const place = placeOfColumn(index, baseline);
              const look = place === undefined ? { color: 'var(--text-2)', dash: [] } : lookOf(place);
              return <path key={column.id} d={path(index)} fill="none" stroke={look.color} strokeWidth={hot === index || index === baseline ? 2.25 : 1.25} strokeDasharray={look.dash.join(' ')} opacity={hot === undefined || hot === index ? 0.9 : 0.25} onMouseEnter={() => setHot(index)} />;
            })}
          </svg>
        )}
      </div>
      <div style={{ position: 'relative', height: 28 }}>
        {width > 0 &&
          axes.map((axis, index) => (
            <span key={axis.id} className="row" style={{ position: 'absolute', left: xOf(index), transform: 'translateX(-50%)', gap: 0, maxWidth: axes.length < 2 ? width : (width - 72) / (axes.length - 1) }}>
              <ActionIcon size={18} aria-label={`Move ${axis.row.key} to the left`} disabled={index === 0} onClick={() => move(index, -1)}>
                <IconChevronLeft className="i s12" aria-hidden />
              </ActionIcon>
              <span className="caption trunc" title={axis.row.key}>
                {axis.row.key}
              </span>
              <ActionIcon size={18} aria-label={`Move ${axis.row.key} to the right`} disabled={index === axes.length - 1} onClick={() => move(index, 1)}>
                <IconChevronRight className="i s12" aria-hidden />
              </ActionIcon>
            </span>
          ))}
      </div>
      <p className={css.note}>{[hot === undefined ? '' : (titles[hot] ?? ''), lane ? 'the lane below is what has no number there' : ''].filter(Boolean).join('; ')}</p>
    </section>
  );
}
