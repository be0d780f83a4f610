// A device that goes on under a new identity (another machine wrote under the old one, or its key was lost) issues again what it made under
// the old one and never sent. One transaction: it happened, or it did not.
import type { StoredOp } from '../store/readTypes.js';
import { UNPUBLISHED, type Marks } from './marks.js';
import { unpublished } from './publish.js';
import { unpublishedIn } from './tips.js';
import type { SyncParty } from './types.js';

/** What this device made under identities that it had before and, as far as is remembered, never sent. */
function leftBehind({ store }: SyncParty, marks: Marks): StoredOp[] {
  return store.formers.flatMap((device) => unpublishedIn(store.opsOf(device, 0, Number.MAX_SAFE_INTEGER), marks.tips()));
}

/** What was made here and nobody else can know of yet, under whichever identity. */
export function unsent(party: SyncParty, marks: Marks): StoredOp[] {
  return [...leftBehind(party, marks), ...unpublished(party, marks).flat()];
}

/** @returns how many ops were issued again */
export function succeed(party: SyncParty, marks: Marks): number {
  const { store, actor } = party;
  if (store.formers.length === 0) return 0;
  return store.write(actor, (tx) => {
    const left = leftBehind(party, marks);
    // Marks speak of the log of who published: under the present identity nothing is in the remote yet.
    if (store.publisher !== store.device.id) marks.put(tx, { ...UNPUBLISHED, put: '', putting: '' });
    tx.succeed(left);
    return left.length;
  });
}
