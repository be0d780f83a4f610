// A rate that several streams share: each piece waits for its place in the line.
import { setTimeout as delay } from 'node:timers/promises';

/** Waits shorter than this are left out: timers are no finer, and the next piece makes up for it. */
const FINEST_MS = 2;

/** @param rate bytes a second; null for none. May change at any time. */
export function createPace(rate: () => number | null): { take(bytes: number): Promise<void> } {
  let free = 0;
  return {
    async take(bytes) {
      const limit = rate();
      if (limit === null) return;
      const now = performance.now();
      free = Math.max(free, now) + (bytes / limit) * 1000;
      if (free - now > FINEST_MS) await delay(free - now);
    },
  };
}
