// Long lists go to SQLite as JSON texts: one call for thousands of rows, none of them of boundless length.

const SLICE = 10_000;

export function slices<T>(list: readonly T[]): (readonly T[])[] {
  return Array.from({ length: Math.ceil(list.length / SLICE) }, (_, index) => list.slice(index * SLICE, (index + 1) * SLICE));
}
