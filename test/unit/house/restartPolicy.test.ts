// A crashed engine is started again soon, then later, and not at all when it crashes five times within a minute.
import { expect, test } from 'vitest';
import { restartPolicy } from '../../../electron/main/restartPolicy.js';

test('waits longer each time and gives up at the fifth crash within a minute', () => {
  const next = restartPolicy();
  expect([0, 1000, 2000, 3000, 4000].map(next)).toEqual([250, 500, 1000, 2000, undefined]);
});

test('crashes that lie a minute back are forgotten', () => {
  const next = restartPolicy();
  expect([0, 61_000, 122_000, 183_000, 244_000, 305_000].map(next)).toEqual([250, 250, 250, 250, 250, 250]);
});
