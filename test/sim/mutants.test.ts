// The checker is only worth as much as it catches: folds that must not pass, do not.
import { expect, test } from 'vitest';
import { standardRules, type FoldRules } from '../../electron/engine/domain/fold.js';
import { fc } from '../support/fastCheck.js';
import { SEED } from '../support/seed.js';
import { converges } from './cases.js';

const MUTANTS: Record<string, FoldRules> = {
  'ignores what an op observed': { ...standardRules, observed: () => [] },
  'sorts by arrival': { ...standardRules, rank: (_op, arrival) => arrival.toString(16).padStart(16, '0') },
};

test.each(Object.entries(MUTANTS))('a fold that %s is caught', async (_what, rules) => {
  const found = await fc.check(converges(rules), { numRuns: 300, seed: SEED, endOnFailure: true });
  expect(found.failed).toBe(true);
});
