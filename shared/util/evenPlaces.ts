/** At most `most` places spread evenly over 0..length-1, the first and the last among them. */
export function evenPlaces(length: number, most: number): number[] {
  if (length <= most) return Array.from({ length }, (_, index) => index);
  return Array.from({ length: most }, (_, index) => Math.round((index * (length - 1)) / (most - 1)));
}
