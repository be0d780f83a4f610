// A metric over the versions of a model, with a lane under it for each alias: which versions arrived while it stood where.
import { useMemo, useState, type PointerEvent, type ReactNode } from 'react';
import { CartesianGrid, Line, LineChart, ReferenceDot, ReferenceLine, XAxis, YAxis } from 'recharts';
import type { Band } from '../../../shared/util/aliasLanes.js';
import { shortValue } from '../MetricValue.js';
import { useSize } from '../useSize.js';
import { AliasLanes } from './AliasLanes.js';
import { extent, linearDomain, linearTicks, tickText, type Range } from './axes.js';
import css from './VersionChart.module.css';

export interface VersionPoint {
  readonly id: string;
  readonly label: string;
  /** Undefined where the version has no such number: the line has a gap there. */
  readonly value: number | undefined;
}

export interface LaneOf {
  readonly alias: string;
  readonly bands: readonly Band[];
}

interface Props {
  readonly metric: string;
  /** Oldest first. */
  readonly points: readonly VersionPoint[];
  /** Over the same versions. */
  readonly lanes: readonly LaneOf[];
  /** Id of the version whose dot is filled: the one in production. */
  readonly production?: string | undefined;
  readonly selected?: string | undefined;
  readonly onSelect?: (id: string) => void;
  readonly height?: number;
}

const AXIS = 40;
const RIGHT = 4;
const FOOT = 20;
const TOP = 8;
/** What a dot reaches beyond its point: the line keeps off the top edge by so much. */
const DOT = 8;
/** Width that the label of one version needs. */
const LABEL = 40;
/** Versions that still get a dot each. */
const DOTS = 120;

/** An axis from round number to round number, its ticks written alike. */
function niceAxis(points: readonly VersionPoint[], wanted: number): { readonly domain: Range; readonly yTicks: readonly number[]; readonly tickWords: (value: number) => string } {
  const [low, high] = linearDomain(extent([points.map(({ value }) => value ?? Number.NaN)]));
  const [first = low, second] = linearTicks([low, high], wanted);
  const step = second === undefined ? high - low : second - first;
  const round = (value: number): number => Number(value.toPrecision(12));
  const domain: Range = [round(Math.floor(low / step + 1e-9) * step), round(Math.ceil(high / step - 1e-9) * step)];
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9)) + (/[1-9]/.test(step.toExponential(1).slice(2, 3)) ? 1 : 0);
  return { domain, yTicks: linearTicks(domain, (domain[1] - domain[0]) / step), tickWords: (value) => (digits > 0 && digits <= 5 ? value.toFixed(digits) : tickText(value)) };
}

interface DotProps {
  readonly cx?: number | undefined;
  readonly cy?: number | undefined;
  readonly index?: number | undefined;
}

function Dot({ cx, cy, selected, filled }: { cx: number; cy: number; selected: boolean; filled: boolean }): ReactNode {
  return (
    <g>
      {selected && <circle cx={cx} cy={cy} r={7.5} fill="var(--bg-surface)" stroke="var(--c-1)" strokeWidth={1.25} />}
      <circle cx={cx} cy={cy} r={selected ? 5 : 3} fill={filled || selected ? 'var(--c-1)' : 'var(--bg-surface)'} stroke="var(--c-1)" strokeWidth={1.5} />
    </g>
  );
}

export function VersionChart({ metric, points, lanes, production, selected, onSelect, height = 164 }: Props): ReactNode {
  const [holder, { width }] = useSize();
  const [under, setUnder] = useState<number>();
  const { domain, yTicks, tickWords } = useMemo(() => niceAxis(points, height / 45), [points, height]);
  const data = useMemo(() => points.map(({ value }, index) => ({ x: index + 0.5, y: value ?? null })), [points]);
  const count = points.length;
  const every = Math.max(1, Math.ceil((count * LABEL) / Math.max(1, width - AXIS - RIGHT)));
  const ticks = useMemo(() => data.flatMap(({ x }, index) => (index % every === 0 ? [x] : [])), [data, every]);
  const at = points.findIndex(({ id }) => id === selected);
  const shown = under ?? (at >= 0 ? at : undefined);
  const indexAt = (event: PointerEvent<HTMLDivElement>): number => {
    const box = event.currentTarget.getBoundingClientRect();
    return Math.max(0, Math.min(count - 1, Math.floor(((event.clientX - box.left) / box.width) * count)));
  };
  const dot = ({ cx, cy, index }: DotProps): ReactNode => {
    const point = points[index ?? -1];
    if (!point || cx === undefined || cy === undefined || point.value === undefined) return <g key={`none ${index ?? ''}`} />;
    return <Dot key={point.id} cx={cx} cy={cy} selected={point.id === selected} filled={point.id === production} />;
  };
  // Of very many only these have one: an element for each version is most of what such a chart costs.
  const marked = count > DOTS ? points.flatMap(({ id, value }, index) => (value !== undefined && (id === production || id === selected) ? [{ id, value, x: index + 0.5 }] : [])) : [];
  const known = points.filter(({ value }) => value !== undefined);
  const summary = `${metric} by version: ${known.length} of ${count} versions have it${known.length > 0 ? `, ${known[0]?.label ?? ''} ${shortValue(known[0]?.value ?? 0)} to ${known.at(-1)?.label ?? ''} ${shortValue(known.at(-1)?.value ?? 0)}` : ''}.`;
  const read = shown === undefined ? undefined : points[shown];
  return (
    <div ref={holder} className={css.chart}>
      {width > 0 && (
        <>
          <div role="img" aria-label={summary}>
            <LineChart width={width} height={height} data={data} margin={{ top: TOP, right: RIGHT, bottom: 0, left: 0 }} accessibilityLayer={false}>
              <CartesianGrid stroke="var(--chart-grid)" vertical={false} />
              <XAxis dataKey="x" type="number" domain={[0, count]} ticks={ticks} tickFormatter={(x: number) => points[Math.floor(x)]?.label ?? ''} height={FOOT} stroke="var(--chart-axis)" tickLine={false} interval={0} />
              <YAxis dataKey="y" type="number" domain={[...domain]} ticks={[...yTicks]} tickFormatter={tickWords} padding={{ top: DOT, bottom: DOT }} width={AXIS} stroke="var(--chart-axis)" axisLine={false} tickLine={false} interval={0} />
              {shown !== undefined && <ReferenceLine x={shown + 0.5} stroke="var(--line-3)" strokeWidth={1} />}
              <Line dataKey="y" stroke="var(--c-1)" strokeWidth={1.5} dot={count > DOTS ? false : dot} activeDot={false} isAnimationActive={false} connectNulls={false} />
              {marked.map(({ id, value, x }) => (
                <ReferenceDot key={id} x={x} y={value} shape={({ cx, cy }: DotProps) => (cx === undefined || cy === undefined ? <g /> : <Dot cx={cx} cy={cy} selected={id === selected} filled={id === production} />)} />
              ))}
            </LineChart>
          </div>
          {onSelect && (
            <div
              className={css.over}
              aria-hidden
              style={{ left: AXIS, right: RIGHT, top: TOP, height: height - TOP }}
              onPointerMove={(event) => setUnder(indexAt(event))}
              onPointerLeave={() => setUnder(undefined)}
              onClick={() => under !== undefined && points[under] && onSelect(points[under].id)}
            />
          )}
          {read && under !== undefined && (
            <div className={css.read} style={{ right: RIGHT }} aria-hidden>
              <span className="ver">{read.label}</span> <span className="num">{read.value === undefined ? 'not recorded' : shortValue(read.value)}</span>
            </div>
          )}
          <AliasLanes lanes={lanes} count={count} left={AXIS} right={RIGHT} />
        </>
      )}
    </div>
  );
}
