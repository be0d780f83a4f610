// The pointer over a plot: it moves the crosshair, and a drag chooses a stretch of x. Drawn inside the Recharts surface.
import { useRef, useState, useSyncExternalStore, type PointerEvent, type ReactNode } from 'react';
import { usePlotArea, useXAxisInverseScale, useXAxisScale } from 'recharts';
import type { Range } from './axes.js';
import type { Crosshair } from './crosshair.js';

/** A drag shorter than this is a click. */
const MIN_DRAG = 4;

interface PlotInputProps {
  readonly crosshair: Crosshair;
  readonly onZoom: ((range: Range | undefined) => void) | undefined;
  /** Told while the pointer is over this plot: where, in pixels of the chart. */
  readonly onPoint: (at: { readonly x: number; readonly y: number } | undefined) => void;
}

export function PlotInput({ crosshair, onZoom, onPoint }: PlotInputProps): ReactNode {
  const area = usePlotArea();
  const toX = useXAxisInverseScale();
  const scale = useXAxisScale();
  const from = useRef<number | undefined>(undefined);
  const [drag, setDrag] = useState<Range>();
  const at = useSyncExternalStore(crosshair.subscribe, crosshair.get);
  if (!area || !toX || !scale) return null;

  const inside = (event: PointerEvent<SVGRectElement>): { x: number; y: number } => {
    const box = event.currentTarget.getBoundingClientRect();
    return { x: Math.max(area.x, Math.min(area.x + area.width, area.x + event.clientX - box.left)), y: area.y + event.clientY - box.top };
  };
  const move = (event: PointerEvent<SVGRectElement>): void => {
    const point = inside(event);
    if (from.current !== undefined) setDrag([Math.min(from.current, point.x), Math.max(from.current, point.x)]);
    crosshair.set(Number(toX(point.x)));
    onPoint(point);
  };
  const leave = (): void => {
    if (from.current !== undefined) return;
    crosshair.set(undefined);
    onPoint(undefined);
  };
  const press = (event: PointerEvent<SVGRectElement>): void => {
    if (!onZoom || event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    from.current = inside(event).x;
  };
  const release = (): void => {
    from.current = undefined;
    setDrag(undefined);
    if (onZoom && drag && drag[1] - drag[0] >= MIN_DRAG) onZoom([Number(toX(drag[0])), Number(toX(drag[1]))]);
  };
  const px = at === undefined ? undefined : scale(at);
  return (
    <>
      {drag && <rect x={drag[0]} width={drag[1] - drag[0]} y={area.y} height={area.height} fill="var(--accent)" opacity={0.12} />}
      {px !== undefined && px >= area.x && px <= area.x + area.width && <line x1={px} x2={px} y1={area.y} y2={area.y + area.height} stroke="var(--line-3)" />}
      <rect
        x={area.x}
        y={area.y}
        width={area.width}
        height={area.height}
        fill="transparent"
        style={{ cursor: onZoom ? 'crosshair' : undefined, touchAction: 'none' }}
        onPointerMove={move}
        onPointerLeave={leave}
        onPointerDown={press}
        onPointerUp={release}
        onDoubleClick={() => onZoom?.(undefined)}
      />
    </>
  );
}
