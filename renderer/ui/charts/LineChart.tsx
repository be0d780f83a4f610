// A line chart: Recharts' axes and grid, its lines while they are few, one canvas above that. Nothing is sampled here: what is
// given is drawn whole, and hiding one series never changes how another is drawn.
import { useMantineColorScheme } from '@mantine/core';
import { memo, useMemo, useState, type KeyboardEvent, type ReactNode } from 'react';
import { CartesianGrid, Line, LineChart as Frame, ReferenceDot, XAxis, YAxis } from 'recharts';
import { extent, extentWithin, linearDomain, linearTicks, logDomain, logTicks, tickText, type Range } from './axes.js';
import { CanvasLines } from './CanvasLines.js';
import css from './Charts.module.css';
import type { Crosshair } from './crosshair.js';
import type { DrawnLine, Mark } from './drawing.js';
import { PlotInput } from './PlotInput.js';
import { indexAt, lookOf, pointCount, type Series } from './series.js';
import { smoothed } from './smooth.js';
import { Tooltip } from './Tooltip.js';
import { useSize } from '../useSize.js';

/** Above these Recharts takes longer than a frame; measured on the oldest runtime that is supported. */
const MOST_POINTS = 12_000;
const MOST_A_LINE = 2_000;
/** Lines whose ends are marked: of more, the marks would hide the lines. */
const MOST_ENDS = 30;
const AXIS = 44;
const FOOT = 22;
/** Part of the stretch in sight that a key press moves the crosshair, and zooms. */
const KEY_STEP = 1 / 50;
const KEY_ZOOM = 1 / 4;

export interface LineChartProps {
  /** What it shows, for those who hear it: "val/loss by step". */
  readonly label: string;
  /** The lines in sight. */
  readonly series: readonly Series[];
  readonly height?: number;
  /** Weight of the past in [0, 1); the raw line stays in sight, faint. */
  readonly smoothing?: number;
  readonly log?: boolean;
  readonly xText?: (x: number) => string;
  readonly xTick?: (x: number) => string;
  readonly crosshair: Crosshair;
  /** The stretch of x in sight; all of it if absent. */
  readonly window?: Range | undefined;
  readonly onWindow?: (range: Range | undefined) => void;
  /** Marks the best point of each line: its greatest or its least value. */
  readonly best?: 'max' | 'min' | undefined;
  /** Marks where each line ends. */
  readonly last?: boolean;
}

function withSmoothing(series: readonly Series[], weight: number): readonly DrawnLine[] {
  return weight === 0 ? series : series.map((line) => ({ ...line, y: smoothed(line, weight), raw: { x: line.x, y: line.y } }));
}

/** Points as Recharts reads them; what a log axis cannot hold is a gap. */
function rowsOf({ x, y }: { x: ArrayLike<number>; y: ArrayLike<number> }, log: boolean): { x: number; y: number | null }[] {
  return Array.from(x as ArrayLike<number>, (at, index) => {
    const value = y[index] as number;
    return { x: at, y: Number.isFinite(value) && (!log || value > 0) ? value : null };
  });
}

/** -1 where no value is finite. */
function bestOf(line: Series, way: 'max' | 'min'): number {
  let found = -1;
  for (let index = 0; index < line.y.length; index += 1) {
    const value = line.y[index] as number;
    if (!Number.isFinite(value)) continue;
    const held = found < 0 ? value : (line.y[found] as number);
    if (found < 0 || (way === 'max' ? value > held : value < held)) found = index;
  }
  return found;
}

/** Where each line is best, and where it ends while the ends would not hide the lines; a log axis holds what is above zero. */
function marksOf(lines: readonly DrawnLine[], best: 'max' | 'min' | undefined, last: boolean, log: boolean): readonly Mark[] {
  const ends = last && lines.length <= MOST_ENDS ? lines.flatMap((line) => markOf(line, indexAt(line, Number.POSITIVE_INFINITY), line.strong ? 3 : 2.25, false)) : [];
  const tops = best ? lines.flatMap((line) => markOf(line, bestOf(line, best), line.strong ? 4 : 3, true)) : [];
  return [...ends, ...tops].filter(({ y }) => Number.isFinite(y) && (!log || y > 0));
}

function markOf(line: DrawnLine, at: number, radius: number, hollow: boolean): Mark[] {
  return at < 0 ? [] : [{ place: line.place, x: line.x[at] as number, y: line.y[at] as number, radius, hollow }];
}

/** Drawing is dear: it happens again only when what it is given is another object. */
export const LineChart = memo(function LineChart(props: LineChartProps): ReactNode {
  const { label, series, height = 200, smoothing = 0, log = false, xText = tickText, xTick = tickText, crosshair, window, onWindow, best, last = false } = props;
  const [holder, { width }] = useSize();
  const { colorScheme } = useMantineColorScheme();
  const [point, setPoint] = useState<{ x: number; y: number }>();
  const lines = useMemo(() => withSmoothing(series, smoothing), [series, smoothing]);
  const whole = useMemo(() => extent(series.map(({ x }) => x)), [series]);
  const domain = window ?? whole;
  const yDomain = useMemo(() => {
    const drawn = lines.flatMap((line) => (line.raw ? [line, line.raw] : [line]));
    return log ? logDomain(extentWithin(drawn, window, 0)) : linearDomain(extentWithin(drawn, window));
  }, [lines, log, window]);
  const many = pointCount(lines) > MOST_POINTS || lines.some(({ x }) => x.length > MOST_A_LINE);
  const rows = useMemo(() => (many ? [] : lines.map((line) => ({ line, rows: rowsOf(line, log), raw: line.raw && rowsOf(line.raw, log) }))), [lines, log, many]);
  const marks = useMemo(() => marksOf(lines, best, last, log), [lines, best, last, log]);
  const anyStrong = lines.some(({ strong }) => strong);
  const frame = useMemo(() => (domain ? [{ x: domain[0] }, { x: domain[1] }] : []), [domain]);

  // The pointer moves far more often than what is drawn changes: the same element is not drawn again.
  const plot = useMemo(
    () => domain && (
      <Frame width={width} height={height} data={frame} margin={{ top: 6, right: 8, bottom: 0, left: 0 }} accessibilityLayer={false}>
        <CartesianGrid stroke="var(--chart-grid)" vertical={false} />
        <XAxis dataKey="x" type="number" domain={[...domain]} allowDataOverflow ticks={[...linearTicks(domain, width / 90)]} tickFormatter={xTick} height={FOOT} stroke="var(--chart-axis)" tickLine={false} interval="preserveStartEnd" />
        <YAxis
          dataKey="y"
          type="number"
          scale={log ? 'log' : 'linear'}
          domain={[...yDomain]}
          allowDataOverflow
          ticks={[...(log ? logTicks(yDomain, 6) : linearTicks(yDomain, height / 45))]}
          tickFormatter={tickText}
          width={AXIS}
          stroke="var(--chart-axis)"
          axisLine={false}
          tickLine={false}
          interval={0}
        />
        {many && <CanvasLines lines={lines} marks={marks} anyStrong={anyStrong} x={domain} y={yDomain} log={log} theme={colorScheme} />}
        {rows.map(({ line, raw }) => raw && <Line key={`raw:${line.id}`} data={raw} dataKey="y" stroke={lookOf(line.place).color} strokeWidth={1} strokeOpacity={0.25} dot={false} activeDot={false} isAnimationActive={false} />)}
        {rows.map(({ line, rows: points }) => {
          const { color, dash } = lookOf(line.place);
          return (
            <Line
              key={line.id}
              name={line.name}
              data={points}
              dataKey="y"
              stroke={color}
              strokeDasharray={dash.join(' ')}
              strokeWidth={line.strong ? 2.25 : 1.4}
              strokeOpacity={anyStrong && !line.strong ? 0.62 : 1}
              dot={points.length === 1 ? { r: 2.5, fill: color, strokeWidth: 0 } : false}
              activeDot={false}
              isAnimationActive={false}
            />
          );
        })}
        {!many &&
          marks.map(({ place, x, y, radius, hollow }, index) => (
            <ReferenceDot key={index} x={x} y={y} r={radius} fill={hollow ? 'var(--bg-surface)' : lookOf(place).color} stroke={hollow ? lookOf(place).color : 'none'} strokeWidth={1.5} />
          ))}
        <PlotInput crosshair={crosshair} onZoom={onWindow} onPoint={setPoint} />
      </Frame>
    ),
    [width, height, domain, yDomain, frame, lines, rows, marks, many, anyStrong, log, xTick, colorScheme, crosshair, onWindow],
  );

  const yAt = (value: number): number | undefined => {
    const place = log ? Math.log(value / yDomain[0]) / Math.log(yDomain[1] / yDomain[0]) : (value - yDomain[0]) / (yDomain[1] - yDomain[0]);
    return 6 + (height - FOOT - 6) * (1 - place);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (!domain || event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const span = domain[1] - domain[0];
    const at = crosshair.get() ?? domain[0] + span / 2;
    const go = (x: number): void => {
      const to = Math.max(domain[0], Math.min(domain[1], x));
      crosshair.set(to);
      setPoint({ x: AXIS + ((width - AXIS - 8) * (to - domain[0])) / (span || 1), y: 0 });
    };
    const zoom = (part: number): void => onWindow?.([Math.max(whole?.[0] ?? 0, at - span * part), Math.min(whole?.[1] ?? 0, at + span * part)]);
    const keys: Record<string, () => void> = {
      ArrowLeft: () => go(at - span * KEY_STEP),
      ArrowRight: () => go(at + span * KEY_STEP),
      Home: () => go(domain[0]),
      End: () => go(domain[1]),
      '+': () => zoom(KEY_ZOOM),
      '-': () => zoom(1),
      '0': () => onWindow?.(undefined),
      Escape: () => {
        crosshair.set(undefined);
        setPoint(undefined);
      },
    };
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };

  return (
    <div ref={holder} className={css.chart} style={{ height }} role="group" aria-roledescription="line chart" aria-label={`${label}. ${summaryOf(lines, xText)}`} tabIndex={0} onKeyDown={onKeyDown}>
      {!domain ? (
        <div className={css.none} style={{ height }}>
          No values yet
        </div>
      ) : (
        width > 0 && plot
      )}
      <Tooltip crosshair={crosshair} lines={lines} xText={xText} point={point} width={width} yAt={yAt} />
    </div>
  );
});

/** "3 lines; a ends at 0.87, ..." */
function summaryOf(lines: readonly DrawnLine[], xText: (x: number) => string): string {
  if (lines.length === 0) return 'No lines.';
  const ends = lines.slice(0, 5).flatMap((line) => {
    const last = indexAt(line, Infinity);
    return last < 0 ? [] : [`${line.name} ${tickText(line.y[last] as number)} at ${xText(line.x[last] as number)}`];
  });
  return `${lines.length} ${lines.length === 1 ? 'line' : 'lines'}; last values: ${ends.join(', ')}${lines.length > 5 ? ' and more' : ''}.`;
}
