// Exponential smoothing of a line, by the weight people know from other tools. The raw line stays in sight beside it.
import type { Points } from './series.js';

/**
 * A debiased exponential moving average: `weight` in [0, 1) is what the past counts. Gaps stay gaps and do not move the average.
 * Returns the y values; x is unchanged.
 */
export function smoothed({ y }: Points, weight: number): Float64Array {
  const out = new Float64Array(y.length);
  let last = 0;
  let seen = 0;
  for (let index = 0; index < y.length; index += 1) {
    const value = y[index] as number;
    if (!Number.isFinite(value)) {
      out[index] = value;
      continue;
    }
    last = last * weight + value * (1 - weight);
    seen += 1;
    out[index] = weight === 0 ? value : last / (1 - weight ** seen);
  }
  return out;
}
