// How a metric changed: signed, and better or worse where it is known which way it should go. Never by colour alone.
import type { ReactNode } from 'react';
import type { MetricValue } from '../../shared/contract/primitives.js';
import { shortValue } from './MetricValue.js';

export type Direction = 'max' | 'min';

/** `+0.0133`, `−0.7`; undefined where either side is no number. */
export function signedDelta(now: MetricValue | undefined, before: MetricValue | undefined): string | undefined {
  if (typeof now !== 'number' || typeof before !== 'number') return undefined;
  const by = now - before;
  return by === 0 ? '±0' : `${by > 0 ? '+' : '−'}${shortValue(Number(Math.abs(by).toPrecision(3)))}`;
}

export function Delta({ now, before, direction }: { now: MetricValue | undefined; before: MetricValue | undefined; direction: Direction | undefined }): ReactNode {
  const words = signedDelta(now, before);
  if (words === undefined) return null;
  const same = words === '±0';
  const better = direction === undefined || same ? undefined : direction === 'max' ? words.startsWith('+') : words.startsWith('−');
  const tone = better === undefined ? 'flat' : better ? 'up' : 'down';
  return (
    <span className={`delta num ${tone}`} title={better === undefined ? undefined : better ? 'Better' : 'Worse'}>
      {words}
      {better !== undefined && <span className="sr">{better ? 'better' : 'worse'}</span>}
    </span>
  );
}
