// Arithmetic on shapes that a file claims.

/** Elements of a shape, or undefined when they pass 2^53. */
export function countElements(shape: readonly number[]): number | undefined {
  if (shape.includes(0)) return 0;
  let elements = 1;
  for (const side of shape) {
    elements *= side;
    if (!Number.isSafeInteger(elements)) return undefined;
  }
  return elements;
}

/** A sum of counts, or null when it passes 2^53. */
export function sumOrNull(counts: readonly number[]): number | null {
  const sum = counts.reduce((total, count) => total + count, 0);
  return Number.isSafeInteger(sum) ? sum : null;
}
