// How many cases a run plays, from which seed, and the property each has to hold.
import type { FoldRules } from '../../electron/engine/domain/fold.js';
import { fc } from '../support/fastCheck.js';
import { checkWorld } from './check.js';
import { play, script } from './world.js';

/** CAIRN_CASES sets how many in all. */
export const CASES = Number(process.env['CAIRN_CASES'] ?? 2000);

/** A case takes about 120 ms; a loaded machine is given several times that. */
export const TIMEOUT_MS = Math.max(240_000, CASES * 500);

export function converges(rules?: FoldRules) {
  return fc.asyncProperty(script, async (given) => {
    const world = await play(given, rules);
    try {
      checkWorld(world, given.seed % 8 === 0);
    } finally {
      world.close();
    }
  });
}

/** Plays a share of the cases; a failure tells seed, path and the smallest script found. */
export async function playShare(name: string, share: number, seed: number): Promise<void> {
  const numRuns = Math.ceil(CASES * share);
  await fc.assert(converges(), { numRuns, seed });
  process.stdout.write(`${name}: ${numRuns} cases, seed ${seed}\n`);
}
