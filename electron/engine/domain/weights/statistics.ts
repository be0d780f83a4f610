// Two tensors held against each other, piece by piece: sums that pieces add to, and the figures they give at the end.

type Values = Float32Array | Float64Array;

export interface Sums {
  values: number;
  changed: number;
  nonFinite: number;
  maxAbs: number;
  /** Of squared differences, of squares on each side, and of products. */
  difference: number;
  before: number;
  after: number;
  product: number;
}

export function newSums(): Sums {
  return { values: 0, changed: 0, nonFinite: 0, maxAbs: 0, difference: 0, before: 0, after: 0, product: 0 };
}

/** Adds pieces of one length. Positions where either side is NaN or infinite are counted and left out. */
export function addPiece(sums: Sums, before: Values, after: Values): void {
  const length = Math.min(before.length, after.length);
  let [changed, skipped, maxAbs, difference, squaresA, squaresB, product] = [0, 0, sums.maxAbs, 0, 0, 0, 0];
  for (let index = 0; index < length; index += 1) {
    const a = before[index] as number;
    const b = after[index] as number;
    const by = b - a;
    if (by - by !== 0) {
      // NaN or infinite: the difference is no number. The same code on both sides is no change.
      skipped += 1;
      if (!Object.is(a, b)) changed += 1;
      continue;
    }
    if (by !== 0) {
      changed += 1;
      const size = by < 0 ? -by : by;
      if (size > maxAbs) maxAbs = size;
      difference += by * by;
    }
    squaresA += a * a;
    squaresB += b * b;
    product += a * b;
  }
  sums.values += length;
  sums.changed += changed;
  sums.nonFinite += skipped;
  sums.maxAbs = maxAbs;
  sums.difference += difference;
  sums.before += squaresA;
  sums.after += squaresB;
  sums.product += product;
}

export interface Figures {
  readonly relative: number | null;
  readonly cosine: number | null;
  readonly maxAbs: number;
  readonly changedValues: number;
  readonly values: number;
  readonly nonFinite: number;
}

export function figuresOf(sums: Sums): Figures {
  const cosine = sums.before === 0 || sums.after === 0 ? null : sums.product / (Math.sqrt(sums.before) * Math.sqrt(sums.after));
  return {
    relative: sums.before === 0 ? null : Math.sqrt(sums.difference / sums.before),
    cosine: cosine === null ? null : Math.max(-1, Math.min(1, cosine)),
    maxAbs: sums.maxAbs,
    changedValues: sums.changed,
    values: sums.values,
    nonFinite: sums.nonFinite,
  };
}

export interface Range {
  min: number;
  max: number;
  nonFinite: number;
}

export function addRange(range: Range, values: Values): void {
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] as number;
    if (value - value !== 0) range.nonFinite += 1;
    else {
      if (value < range.min) range.min = value;
      if (value > range.max) range.max = value;
    }
  }
}

/** Counts values into equal stretches of [min, max]; the last one holds its end. */
export function addCounts(counts: number[], { min, max }: Range, values: Values): void {
  const scale = max > min ? counts.length / (max - min) : 0;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] as number;
    if (value - value !== 0) continue;
    const bin = Math.min(counts.length - 1, Math.floor((value - min) * scale));
    counts[bin] = (counts[bin] as number) + 1;
  }
}
