const UNITS = [
  ['year', 365 * 86_400_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const;

/** A length of time in the largest unit of which there are at least two: "3 hours", "400 days". */
export function durationWords(ms: number): string {
  const [unit, each] = UNITS.find(([, length]) => ms >= 2 * length) ?? UNITS[UNITS.length - 1] ?? ['second', 1000];
  const count = Math.round(ms / each);
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
