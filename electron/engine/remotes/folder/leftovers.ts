// What writers left in a folder when they were killed: files that never got their name.
import { rm, stat } from 'node:fs/promises';

/** Nothing is written for so long; one whose computer slept finds its file gone, and writes it again. */
const OLD_MS = 24 * 60 * 60_000;

/** Names of the files that are written beside their places, of marks on names, and of those that are made to try something out. */
export const isLeftover = (name: string): boolean => /^\.[0-9a-f]{16}\.(part|link|clock|name)$/.test(name);

async function removeOld(path: string, at: number): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found && at - found.mtimeMs > OLD_MS) await rm(path, { force: true });
}

/**
 * Removes those of the files that are old by the clock of the folder. What cannot be removed stays, harms nobody, and is not tried again.
 * @param now asks that clock
 */
export function createLeftovers(now: () => Promise<number>): (paths: readonly string[]) => Promise<void> {
  const stuck = new Set<string>();
  return async (paths) => {
    const open = paths.filter((path) => !stuck.has(path));
    if (open.length === 0) return;
    const at = await now().catch(() => undefined);
    if (at !== undefined) await Promise.all(open.map((path) => removeOld(path, at).catch(() => void stuck.add(path))));
  };
}
