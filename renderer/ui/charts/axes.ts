// Domains and ticks of a chart's axes: what range the data has, and how its numbers are written short.
import type { Points } from './series.js';

export type Range = readonly [number, number];

/** Least and greatest finite value; undefined where there is none. */
export function extent(values: readonly ArrayLike<number>[]): Range | undefined {
  return extentWithin(values.map((y) => ({ x: y, y })), undefined);
}

/** Extent of y over the points whose x lies in `window`, all of them without one. With `above`, only values greater than it count. */
export function extentWithin(points: readonly Points[], window: Range | undefined, above = -Infinity): Range | undefined {
  const [from, to] = window ?? [-Infinity, Infinity];
  let low = Infinity;
  let high = -Infinity;
  for (const { x, y } of points) {
    for (let index = 0; index < y.length; index += 1) {
      const value = y[index] as number;
      if (!Number.isFinite(value) || value <= above || (x[index] as number) < from || (x[index] as number) > to) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return low <= high ? [low, high] : undefined;
}

const ROOM = 0.04;

/** The domain of a linear axis: the extent and a little room; a flat line gets room of its own size. */
export function linearDomain(found: Range | undefined): Range {
  if (!found) return [0, 1];
  const [low, high] = found;
  const span = high - low;
  const room = span > 0 ? span * ROOM : Math.abs(low) * 0.1 || 1;
  return [low - room, high + room];
}

/** The domain of a logarithmic axis; `found` holds values above zero only. */
export function logDomain(found: Range | undefined): Range {
  if (!found) return [0.1, 1];
  const [low, high] = found;
  return low === high ? [low / 2, high * 2] : [low / 1.1, high * 1.1];
}

/** 1, 2 and 5 times powers of ten inside the domain, thinned to at most `most`. */
export function logTicks([low, high]: Range, most: number): readonly number[] {
  const decades: number[] = [];
  const all: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power += 1) {
    for (const factor of [1, 2, 5]) {
      const tick = factor * 10 ** power;
      if (tick < low || tick > high) continue;
      all.push(tick);
      if (factor === 1) decades.push(tick);
    }
  }
  if (all.length <= most) return all;
  const every = Math.max(1, Math.ceil(decades.length / most));
  return decades.filter((_tick, index) => index % every === 0);
}

/** Round steps of 1, 2, 2.5 or 5 times a power of ten, about `wanted` of them inside the domain. */
export function linearTicks([low, high]: Range, wanted: number): readonly number[] {
  const span = high - low;
  if (!(span > 0)) return [low];
  const rough = span / Math.max(1, wanted);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  const ticks: number[] = [];
  for (let index = Math.ceil(low / step); index * step <= high + step * 1e-9; index += 1) ticks.push(Number((index * step).toPrecision(12)));
  return ticks;
}

const UNITS: readonly (readonly [number, string])[] = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
];

/** `0.8`, `4.5k`, `2e-4`: as short as it can be without lying. */
export function tickText(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && size < 1e-3) return value.toExponential(1).replace('.0e', 'e');
  for (const [unit, letter] of UNITS) if (size >= unit) return `${Number((value / unit).toPrecision(4))}${letter}`;
  return String(Number(value.toPrecision(4)));
}
