// Up to eight whole engines on one remote with everything that can go wrong: one state everywhere, nothing acknowledged lost, every
// byte readable or known to be destroyed, no number given twice. The second half of the seeds.
import { test } from 'vitest';
import { playShare, SEEDS, TIMEOUT_MS } from './cases.js';

test(`${SEEDS / 2} seeds of engines end as they must (second half)`, { timeout: TIMEOUT_MS }, () => playShare(1, 2));
