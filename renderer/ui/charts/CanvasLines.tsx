// Lines on one canvas inside a Recharts plot: for more points than SVG can carry. Axes, grid and pointer stay Recharts'.
import { useLayoutEffect, useRef, type ReactNode } from 'react';
import { usePlotArea } from 'recharts';
import { drawingOn, type Drawing, type Picture } from './drawing.js';

interface CanvasLinesProps extends Pick<Picture, 'lines' | 'marks' | 'anyStrong' | 'x' | 'y' | 'log'> {
  /** The colours change with it. */
  readonly theme: string;
}

export function CanvasLines({ lines, marks, anyStrong, x, y, log, theme }: CanvasLinesProps): ReactNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  const drawing = useRef<Drawing>(undefined);
  const area = usePlotArea();
  const [width, height] = [area?.width ?? 0, area?.height ?? 0];
  useLayoutEffect(() => {
    if (!canvas.current || width <= 0 || height <= 0) return;
    drawing.current ??= drawingOn(canvas.current);
    const style = getComputedStyle(canvas.current);
    drawing.current.show({ lines, marks, anyStrong, x, y, log, width, height, css: (name) => style.getPropertyValue(name).trim() });
  }, [lines, marks, anyStrong, x, y, log, width, height, theme]);
  useLayoutEffect(
    () => () => {
      drawing.current?.stop();
      drawing.current = undefined;
    },
    [],
  );
  if (!area) return null;
  return (
    <foreignObject x={area.x} y={area.y} width={area.width} height={area.height} pointerEvents="none">
      <canvas ref={canvas} style={{ width: area.width, height: area.height, display: 'block' }} aria-hidden />
    </foreignObject>
  );
}
