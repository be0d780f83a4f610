// How many seeds a run plays, and from which on.
import { playEngines } from './play.js';

/** CAIRN_SEEDS sets how many in all, CAIRN_SEED the first. */
export const SEEDS = Number(process.env['CAIRN_SEEDS'] ?? 1000);
export const FIRST = Number(process.env['CAIRN_SEED'] ?? 1);
/** A seed takes about 250 ms; a loaded machine is given several times that. */
export const TIMEOUT_MS = Math.max(240_000, SEEDS * 1200);

/** Plays a share of the seeds, so that two cores have them; in pairs, as even ones collect in the remote and take longer. The first that fails says itself. */
export async function playShare(part: number, parts: number): Promise<void> {
  const started = performance.now();
  let played = 0;
  for (let seed = FIRST; seed < FIRST + SEEDS; seed += 1) {
    if (Math.floor(seed / 2) % parts !== part) continue;
    await playEngines(seed);
    played += 1;
  }
  process.stdout.write(`engines, part ${part + 1} of ${parts}: ${played} seeds from ${FIRST} on, ${((performance.now() - started) / 1000).toFixed(0)} s\n`);
}
