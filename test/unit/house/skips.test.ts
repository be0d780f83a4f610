// A skip counts as a failure unless its reason is listed.
import { expect, test } from 'vitest';
import { judgeSkips } from '../../../build/test/counts.mjs';

const listed = [{ reason: 'no file system with clones', why: 'needs a loop mount' }];

test('a listed reason is allowed, any other and none are refused', () => {
  const named = { test: 'a', reason: 'no file system with clones: EPERM' };
  const other = { test: 'b', reason: 'slow today' };
  const none = { test: 'c', reason: '' };
  expect(judgeSkips([named, other, none], listed)).toEqual({ allowed: [named], refused: [other, none] });
});
