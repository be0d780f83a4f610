// What a sync found, as a person reads it: what it is about by name, the cause and the next step in sentences.
import { expect, it, onTestFinished } from 'vitest';
import { itemsOf, needsPerson } from '../../../electron/engine/sync/centre/items.js';
import { syncParties } from '../../support/syncParties.js';

const ID = 'a'.repeat(64);
const KEY = `log/${ID}/0000000000000003-${'b'.repeat(64)}`;

function itemFor(reason: string, message: string) {
  const { party, close } = syncParties('r-items');
  onTestFinished(close);
  const [item] = itemsOf(party(1).store, 'file:///team', { synced: 1, error: null, since: null, offset: null, findings: [{ key: KEY, reason, message }] }, 1);
  return item;
}

it('says the cause as a sentence, without the key that it names in words', () => {
  expect(itemFor('bad_digest', `${KEY}: its bytes do not have the digest in its key`)).toMatchObject({ what: `What ${ID.slice(0, 12)} wrote, from its operation 3 on`, cause: 'Its bytes do not have the digest in its key.' });
});

it('promises nothing for what counts nowhere', () => {
  expect(itemFor('late_op', `${KEY}: one operation was made after its device was taken out, and has no effect.`)).toMatchObject({ kind: 'quarantined', next: expect.not.stringContaining('asked for again') as string });
});

it('calls nobody for what may come by itself', () => {
  const [late, lost] = [itemFor('late', `${KEY}: x`), itemFor('missing', `${KEY}: x`)];
  expect([late, lost].map((item) => item && needsPerson(item))).toEqual([false, true]);
});
