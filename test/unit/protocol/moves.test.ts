// Moves of protected aliases get their place once, whatever ends in between and whatever others have put there.
import { afterEach, expect, test } from 'vitest';
import type { JsonObject } from '../../../shared/contract/primitives.js';
import { signMove } from '../../../electron/engine/domain/moveRecord.js';
import { createMemoryRemote } from '../../../electron/engine/remotes/memory.js';
import type { Remote } from '../../../electron/engine/remotes/types.js';
import { withFaults } from '../../../electron/engine/remotes/wrap/faults.js';
import { syncOnce } from '../../../electron/engine/sync/syncOnce.js';
import type { SyncParty } from '../../../electron/engine/sync/types.js';
import { syncParties } from '../../support/syncParties.js';

const REGISTRY = 'r-test';
const alias = 'production';
const { party, log, close, collection } = syncParties(REGISTRY);
afterEach(close);

const move = ({ store, actor }: SyncParty, target: string): void => void store.write(actor, (tx) => tx.moveAlias({ collection, alias, target }));
const production = ({ store }: SyncParty) => store.read.aliasStates(collection).find((state) => state.alias === alias);

/** Two devices that know the same two versions. */
async function acquainted(remote: Remote): Promise<{ a: SyncParty; b: SyncParty; versions: [string, string] }> {
  const [a, b] = [party(1), party(2)];
  const versions: [string, string] = [log(a, 1), log(a, 2)];
  for (const each of [a, b]) await syncOnce(each, remote);
  return { a, b, versions };
}

test('one that was put before a kill, and carried and succeeded by others, does not come back as a challenge', async () => {
  const remote = createMemoryRemote();
  const { a, b, versions: [first, second] } = await acquainted(remote);
  move(a, first);
  const dying = withFaults(remote, (call, key) => (call === 'putIfAbsent' && key.includes(`@${alias}`) ? 'loseReply' : 'none'));
  await expect(syncOnce(a, dying)).rejects.toMatchObject({ code: 'offline' });
  const refused: string[] = [];
  const asked = { ...b, late: { how: () => 'refuse' as const, refused: () => void refused.push(alias) } };
  move(b, second);
  await syncOnce(asked, remote);
  expect(refused).toEqual([alias]);
  move(b, second);
  await syncOnce(asked, remote);
  for (const each of [a, b, a]) await syncOnce(each, remote);
  for (const each of [a, b]) expect(production(each)).toMatchObject({ contest: null });
  expect(a.store.read.pendingMoves()).toEqual([]);
  expect(a.store.stateHash()).toBe(b.store.stateHash());
});

test('the last place there is, taken by a record of another, ends the search', async () => {
  const remote = createMemoryRemote();
  const { a, b, versions: [first, second] } = await acquainted(remote);
  const { id: device, publicKey: key } = b.store.device;
  const record = signMove({ cairn: 'move/1', registry: REGISTRY, collection, alias, k: Number.MAX_SAFE_INTEGER, target: first, observed: [], device, key, actor: b.actor, hlc: '018bcfe568000000', at: 1 }, b.store.device);
  b.store.write(b.actor, (tx) => void tx.append({ kind: 'alias.sequence', body: { record: JSON.parse(JSON.stringify(record)) as JsonObject } }));
  for (const each of [b, a]) await syncOnce(each, remote);
  move(a, second);
  let looks = 0;
  const counted: Remote = {
    ...remote,
    get(...args) {
      looks += 1;
      if (looks > 50) throw new Error('It goes on and on');
      return remote.get(...args);
    },
  };
  expect(await syncOnce(a, counted)).toMatchObject({ pending: 0 });
});
