// What was proven of remotes is remembered as far as there is room.
import { expect, it } from 'vitest';
import { createProofs } from '../../../electron/engine/sync/bytes/prove.js';

it('remembers the newest proofs, and so many at the most', () => {
  const proofs = createProofs(2);
  for (const name of ['a', 'b', 'a', 'c']) proofs.set(name, `tag of ${name}`);
  expect(['a', 'b', 'c'].map((name) => proofs.get(name))).toEqual(['tag of a', undefined, 'tag of c']);
});
