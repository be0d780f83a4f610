// What the lines say at the crosshair: the nearest point of each, the nearest line first and bold.
import { useSyncExternalStore, type ReactNode } from 'react';
import { shortValue } from '../MetricValue.js';
import type { DrawnLine } from './drawing.js';
import css from './Charts.module.css';
import type { Crosshair } from './crosshair.js';
import { LineKey } from './LineKey.js';
import { nearestIndex } from './series.js';

/** Lines told apart at once; more would hide the plot. */
const MOST = 8;

interface TooltipProps {
  readonly crosshair: Crosshair;
  readonly lines: readonly DrawnLine[];
  readonly xText: (x: number) => string;
  /** The pointer, in pixels of the chart; without it only the keyboard moves the crosshair. */
  readonly point: { readonly x: number; readonly y: number } | undefined;
  readonly width: number;
  /** Height in pixels at which a value is drawn, if it is known. */
  readonly yAt: (value: number) => number | undefined;
}

interface Said {
  readonly line: DrawnLine;
  readonly x: number;
  readonly y: number;
  readonly raw: number | undefined;
}

function saidAt(lines: readonly DrawnLine[], at: number): readonly Said[] {
  return lines.flatMap((line) => {
    const index = nearestIndex(line, at);
    if (index < 0) return [];
    return [{ line, x: line.x[index] as number, y: line.y[index] as number, raw: line.raw?.y[index] }];
  });
}

export function Tooltip({ crosshair, lines, xText, point, width, yAt }: TooltipProps): ReactNode {
  const at = useSyncExternalStore(crosshair.subscribe, crosshair.get);
  if (at === undefined || !point) return null;
  const distance = ({ y }: Said): number => Math.abs((yAt(y) ?? 0) - point.y);
  const said = [...saidAt(lines, at)].sort((a, b) => distance(a) - distance(b));
  const [first] = said;
  if (!first) return null;
  const right = point.x < width / 2;
  return (
    <div className={css.tip} style={right ? { left: point.x + 14 } : { right: width - point.x + 14 }} role="status">
      <div className={css.tipHead}>{xText(first.x)}</div>
      {said.slice(0, MOST).map((each, index) => (
        <div key={each.line.id} className={index === 0 ? `${css.tipRow} ${css.near}` : css.tipRow}>
          <LineKey place={each.line.place} />
          <span className="trunc grow">{each.line.name}</span>
          {each.raw !== undefined && <span className="num t3">{shortValue(each.raw)}</span>}
          <span className="num">{shortValue(each.y)}</span>
        </div>
      ))}
      {said.length > MOST && <div className={css.tipMore}>and {said.length - MOST} more</div>}
    </div>
  );
}
