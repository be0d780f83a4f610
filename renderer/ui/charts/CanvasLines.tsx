// Lines on one canvas inside a Recharts plot: for more points than SVG can carry. Axes, grid and pointer stay Recharts'.
import { useLayoutEffect, useRef, type ReactNode } from 'react';
import { usePlotArea, useXAxisScale, useYAxisScale } from 'recharts';
import { lookOf, type Points, type Series } from './series.js';

export interface DrawnLine extends Series {
  /** The line before smoothing, drawn faint beneath. */
  readonly raw?: Points | undefined;
}

const THIN = 1.25;
const BOLD = 2.25;
const FAINT = 0.22;

interface Scales {
  readonly x: (value: number) => number | undefined;
  readonly y: (value: number) => number | undefined;
}

/** Traces the points; a gap lifts the pen, and a point between two gaps becomes a dot. */
export function trace(context: Pick<CanvasRenderingContext2D, 'moveTo' | 'lineTo' | 'arc'>, { x, y }: Points, scales: Scales): void {
  let pen = false;
  for (let index = 0; index < x.length; index += 1) {
    const px = Number.isFinite(y[index]) ? scales.x(x[index] as number) : undefined;
    const py = px === undefined ? undefined : scales.y(y[index] as number);
    if (px === undefined || py === undefined || !Number.isFinite(py)) {
      pen = false;
      continue;
    }
    if (pen) context.lineTo(px, py);
    else if (index + 1 < x.length && Number.isFinite(y[index + 1])) context.moveTo(px, py);
    else {
      context.moveTo(px + 1, py);
      context.arc(px, py, 1, 0, Math.PI * 2);
    }
    pen = true;
  }
}

function stroke(context: CanvasRenderingContext2D, line: DrawnLine, points: Points, scales: Scales, width: number, alpha: number, style: CSSStyleDeclaration): void {
  const look = lookOf(line.place);
  context.strokeStyle = style.getPropertyValue(look.color.slice('var('.length, -1)).trim();
  context.globalAlpha = alpha;
  context.lineWidth = width;
  context.setLineDash([...look.dash]);
  context.beginPath();
  trace(context, points, scales);
  context.stroke();
}

export function CanvasLines({ lines, anyStrong, theme }: { lines: readonly DrawnLine[]; anyStrong: boolean; theme: string }): ReactNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  const area = usePlotArea();
  const xScale = useXAxisScale();
  const yScale = useYAxisScale();
  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!canvas.current || !context || !area || !xScale || !yScale) return;
    const ratio = window.devicePixelRatio || 1;
    canvas.current.width = Math.round(area.width * ratio);
    canvas.current.height = Math.round(area.height * ratio);
    context.setTransform(ratio, 0, 0, ratio, -area.x * ratio, -area.y * ratio);
    context.lineJoin = 'round';
    const style = getComputedStyle(canvas.current);
    const scales: Scales = { x: xScale, y: yScale };
    for (const line of lines) if (line.raw) stroke(context, line, line.raw, scales, THIN, FAINT, style);
    for (const line of lines) stroke(context, line, line, scales, line.strong ? BOLD : THIN, anyStrong && !line.strong ? 0.62 : 1, style);
  }, [lines, anyStrong, area, xScale, yScale, theme]);
  if (!area) return null;
  return (
    <foreignObject x={area.x} y={area.y} width={area.width} height={area.height} pointerEvents="none">
      <canvas ref={canvas} style={{ width: area.width, height: area.height, display: 'block' }} aria-hidden />
    </foreignObject>
  );
}
