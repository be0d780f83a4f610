// fast-check, whose properties start from the seed of the run.
import fc from 'fast-check';
import { SEED } from './seed.js';

/** How many times as many cases as CI tries: `build/vitest.config.mjs` gives unit tests that much longer. */
const TIMES = Number(process.env['CAIRN_TIMES'] ?? 1);

/** The cases a property tries: so many in CI, more in long runs. */
export const runs = (inCi: number): number => inCi * TIMES;

fc.configureGlobal({ seed: SEED, numRuns: runs(100) });

export { fc };
