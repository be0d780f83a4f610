// Whatever is written where, in whatever order it travels, by clones, with wrong clocks and a failing network: all replicas end
// in one state, nothing is lost, no number is given twice. First half of the cases, so that two cores share them.
import { test } from 'vitest';
import { SEED } from '../support/seed.js';
import { CASES, playShare, TIMEOUT_MS } from './cases.js';

test(`${CASES / 2} exchanges converge (first half)`, { timeout: TIMEOUT_MS }, () => playShare('convergence, first half', 0.5, SEED));
