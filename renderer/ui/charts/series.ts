// What a line chart draws: named series of points, and the colour and dash each keeps whatever the others do.

/** Points of one line, x ascending. A y that is not a finite number is a gap, never a zero. */
export interface Points {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
}

export interface Series extends Points {
  readonly id: string;
  readonly name: string;
  /** Place in the order of colours and dashes; a series keeps it while others are hidden or shown. */
  readonly place: number;
  /** Drawn bold and over the others. */
  readonly strong?: boolean;
}

export interface LineLook {
  /** A CSS variable of tokens.css. */
  readonly color: string;
  /** Lengths of strokes and gaps in pixels; none is a solid line. */
  readonly dash: readonly number[];
}

const COLORS = 8;
const DASHES: readonly (readonly number[])[] = [[], [6, 3], [2, 3], [9, 3, 2, 3]];
/** Colours that stand alone; from the next on a dash tells more. */
const PLAIN = 3;

/** The look of a place: the first three solid, the next five with a dash besides their colour; all different up to 32. */
export function lookOf(place: number): LineLook {
  const color = place % COLORS;
  const first = color < PLAIN ? 0 : 1 + ((color - PLAIN) % (DASHES.length - 1));
  return { color: `var(--c-${color + 1})`, dash: DASHES[(first + Math.floor(place / COLORS)) % DASHES.length] ?? [] };
}

/** The point at or before `x`, else the first after it; -1 where there are none. */
export function indexAt({ x }: Points, at: number): number {
  let low = 0;
  let high = x.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((x[middle] as number) <= at) low = middle + 1;
    else high = middle;
  }
  return x.length === 0 ? -1 : Math.max(0, low - 1);
}

/** The point nearest to `x` that has a value; -1 where no point has one. */
export function nearestIndex(points: Points, at: number): number {
  const start = indexAt(points, at);
  if (start < 0) return -1;
  let left = start;
  let right = start + 1;
  while (left >= 0 || right < points.x.length) {
    const before = left >= 0 ? at - (points.x[left] as number) : Infinity;
    const after = right < points.x.length ? (points.x[right] as number) - at : Infinity;
    const next = before <= after ? left-- : right++;
    if (Number.isFinite(points.y[next])) return next;
  }
  return -1;
}

export function pointCount(series: readonly Points[]): number {
  return series.reduce((sum, { x }) => sum + x.length, 0);
}
