// Whatever is written where, in whatever order it travels, by clones, with wrong clocks and a failing network: all replicas end
// in one state, nothing is lost, no number is given twice. CAIRN_CASES sets how many cases, CAIRN_SEED repeats a run.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { standardRules, type FoldRules } from '../../electron/engine/domain/fold.js';
import { checkWorld } from './check.js';
import { play, script } from './world.js';

const CASES = Number(process.env['CAIRN_CASES'] ?? 2000);
const SEED = Number(process.env['CAIRN_SEED'] ?? Date.now() % 2 ** 31);

function property(rules?: FoldRules) {
  return fc.asyncProperty(script, async (given) => {
    const world = await play(given, rules);
    try {
      checkWorld(world);
    } finally {
      world.close();
    }
  });
}

test(`${CASES} exchanges converge`, { timeout: Math.max(240_000, CASES * 200) }, async () => {
  await fc.assert(property(), { numRuns: CASES, seed: SEED });
  process.stdout.write(`convergence: ${CASES} cases, seed ${SEED}\n`);
});

/** Folds that must not pass: the checker is only worth as much as it catches. */
const MUTANTS: Record<string, FoldRules> = {
  'ignores what an op observed': { ...standardRules, observed: () => [] },
  'sorts by arrival': { ...standardRules, rank: (_op, arrival) => arrival.toString(16).padStart(16, '0') },
};

test.each(Object.entries(MUTANTS))('a fold that %s is caught', async (_what, rules) => {
  const found = await fc.check(property(rules), { numRuns: 200, seed: SEED, endOnFailure: true });
  expect(found.failed).toBe(true);
});
