// A place is counted as taken by nothing only when what stands there came twice alike: else its numbers would be given a second time.
import { expect, test } from 'vitest';
import { createMemoryRemote } from '../../../electron/engine/remotes/memory.js';
import { tooLong } from '../../../electron/engine/remotes/refusals.js';
import type { Remote } from '../../../electron/engine/remotes/types.js';
import { fetchDecision } from '../../../electron/engine/sync/fetchDecision.js';

const KEY = 'claims/c/0';
const LONG = 'far too long for a claim';
/** What a remote answers, one after the other; undefined where it has nothing. */
const answering = (...answers: readonly (string | undefined)[]): Remote => {
  const left = [...answers];
  return {
    ...createMemoryRemote(),
    async get(key, most) {
      const answer = left.shift();
      if (answer !== undefined && answer.length > most) throw tooLong(key, answer.length, most);
      return answer === undefined ? undefined : Buffer.from(answer);
    },
  };
};
const decide = (...answers: readonly (string | undefined)[]) => fetchDecision(answering(...answers), KEY, 10, (body) => (Buffer.from(body).toString() === 'right' ? 'right' : undefined));

test.each([
  [['right'], { value: 'right' }],
  [['wrong', 'right'], { value: 'right' }],
  [[LONG, 'right'], { value: 'right' }],
  [[undefined], { reason: 'missing' }],
  [['wrong', 'wrong'], { reason: 'void' }],
  [[LONG, LONG], { reason: 'void' }],
  [['wrong', 'other'], { reason: 'unclear' }],
  [[LONG, 'wrong'], { reason: 'unclear' }],
  [['wrong', LONG], { reason: 'unclear' }],
  [[LONG, undefined], { reason: 'unclear' }],
] as const)('%j', async (answers, decision) => {
  expect(await decide(...answers)).toMatchObject(decision);
});
