// Blobs that a remote was found not to have whole: what goes on by itself does not ask for them with every sync.

/** What was sent since is fetched this much later, or when a person asks for it. */
const MISSED_MS = 60 * 60_000;

export interface Misses {
  /** Of these blobs, those that were not missed within the last hour. */
  worth(blobs: readonly string[]): string[];
  note(blobs: readonly string[]): void;
}

export function createMisses(now: () => number): Misses {
  const missed = new Map<string, number>();
  return {
    worth(blobs) {
      const at = now();
      for (const [blob, since] of missed) if (at < since || at - since >= MISSED_MS) missed.delete(blob);
      return blobs.filter((blob) => !missed.has(blob));
    },
    note(blobs) {
      for (const blob of blobs) missed.set(blob, now());
    },
  };
}
