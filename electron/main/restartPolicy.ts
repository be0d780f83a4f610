// When to start a crashed engine again: soon, then later, and not at all once it keeps crashing.

const DELAYS_MS = [250, 500, 1000, 2000, 4000] as const;
const WINDOW_MS = 60_000;

/** Called at each crash with the time; answers the delay before the next start, or undefined to give up. */
export function restartPolicy(): (now: number) => number | undefined {
  let crashes: number[] = [];
  return (now) => {
    crashes = [...crashes.filter((at) => now - at < WINDOW_MS), now];
    return crashes.length > DELAYS_MS.length - 1 ? undefined : DELAYS_MS[crashes.length - 1];
  };
}
