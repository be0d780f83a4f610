// A metric over the newest versions as one small line, with the version in production marked on it.
import type { ReactNode } from 'react';
import { shortValue } from './MetricValue.js';

const WIDTH = 66;
const HEIGHT = 20;
const EDGE = 3;

interface Props {
  /** Name of the metric, for who cannot see the line. */
  readonly of: string;
  /** Oldest first; null is a gap. */
  readonly values: readonly (number | null)[];
  /** Index of the value that is marked. */
  readonly marked: number | null;
}

export function Sparkline({ of, values, marked }: Props): ReactNode {
  const known = values.filter((value) => value !== null);
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined) return null;
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const x = (index: number): number => (values.length === 1 ? WIDTH / 2 : EDGE + (index * (WIDTH - 2 * EDGE)) / (values.length - 1));
  const y = (value: number): number => (high === low ? HEIGHT / 2 : HEIGHT - EDGE - ((value - low) * (HEIGHT - 2 * EDGE)) / (high - low));
  const line = values.map((value, index) => (value === null ? '' : `${index === 0 || values[index - 1] === null ? 'M' : 'L'}${x(index).toFixed(1)} ${y(value).toFixed(1)}`)).join('');
  const dot = marked === null ? null : (values[marked] ?? null);
  return (
    <svg width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={known.length === 1 ? `${of}: one version, ${shortValue(first)}` : `${of}: ${known.length} versions, ${shortValue(first)} to ${shortValue(last)}`}>
      {known.length === 1 ? <circle cx={x(values.indexOf(first))} cy={HEIGHT / 2} r={2} fill="var(--line-3)" /> : <path d={line} fill="none" stroke="var(--text-3)" strokeWidth={1.25} strokeLinejoin="round" strokeLinecap="round" />}
      {dot !== null && marked !== null && <circle cx={x(marked)} cy={y(dot)} r={2.5} fill="var(--alias-production-solid)" />}
    </svg>
  );
}
