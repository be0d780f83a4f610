// Fewer points that look the same: first and last, and the lowest and highest of each stretch of x. Pure.

export interface Points {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** Points in order of x; equal x keep their order. The arrays given are kept where they are in order already. */
export function sortedByX({ x, y }: Points): Points {
  let ordered = true;
  for (let i = 1; i < x.length && ordered; i += 1) ordered = (x[i - 1] as number) <= (x[i] as number);
  if (ordered) return { x, y };
  const order = Uint32Array.from(x, (_, index) => index).sort((a, b) => (x[a] as number) - (x[b] as number) || a - b);
  return { x: Float64Array.from(order, (index) => x[index] as number), y: Float64Array.from(order, (index) => y[index] as number) };
}

/** First place in ascending `x` that is not below `value`; with `after`, that is above it. */
export function placeOfX(x: Float64Array, value: number, after = false): number {
  let low = 0;
  let high = x.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const at = x[middle] as number;
    if (at < value || (after && at === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Places of the first lowest and first highest of [from, to). */
export function extremes(y: Float64Array, from: number, to: number): { readonly low: number; readonly high: number } {
  let low = from;
  let high = from;
  for (let i = from + 1; i < to; i += 1) {
    if ((y[i] as number) < (y[low] as number)) low = i;
    if ((y[i] as number) > (y[high] as number)) high = i;
  }
  return { low, high };
}

/**
 * Places of at most `most` points out of ascending ones, in order: all of them if they are no more; else the first, the last, and
 * of each of equally wide stretches of x the lowest and the highest.
 */
export function samplePlaces({ x, y }: Points, most: number): Uint32Array {
  const { length } = x;
  if (length <= most) return Uint32Array.from(x, (_, index) => index);
  const stretches = Math.max(1, Math.floor((most - 2) / 2));
  const start = x[0] as number;
  const width = ((x[length - 1] as number) - start) / stretches;
  const places: number[] = [0];
  let from = 0;
  for (let stretch = 0; stretch < stretches && from < length; stretch += 1) {
    // Where all x are the same there is one stretch; the last one takes what rounding left.
    const to = width === 0 || stretch === stretches - 1 ? length : Math.max(from, placeOfX(x, start + (stretch + 1) * width));
    if (to === from) continue;
    const { low, high } = extremes(y, from, to);
    for (const place of low < high ? [low, high] : [high, low]) if (place > (places[places.length - 1] as number)) places.push(place);
    from = to;
  }
  if ((places[places.length - 1] as number) < length - 1) places.push(length - 1);
  return Uint32Array.from(places);
}

/** `n` places spread evenly over `length`, the first and the last among them. */
export function evenly<T>(items: readonly T[], most: number): T[] {
  if (items.length <= most) return [...items];
  return Array.from({ length: most }, (_, index) => items[Math.round((index * (items.length - 1)) / (most - 1))] as T);
}

const UNITS = [
  [1e9, 'B'],
  [1e6, 'M'],
  [1e3, 'k'],
] as const;

function short(count: number): string {
  if (count < 10_000) return count.toLocaleString('en-US');
  const [size, unit] = UNITS.find(([least]) => count >= least) ?? [1, ''];
  return `${Number((count / size).toPrecision(3))} ${unit}`.trim();
}

/** "2,000 of 1.2 M, min/max kept". */
export function sampleNote(kept: number, total: number): string {
  return `${short(kept)} of ${short(total)}, min/max kept`;
}
