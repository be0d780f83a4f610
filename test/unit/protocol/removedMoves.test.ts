// A device that was taken out is told so by a move of a protected alias as by any other write.
import { afterEach, expect, test } from 'vitest';
import { createMemoryRemote } from '../../../electron/engine/remotes/memory.js';
import { exchange } from '../../../electron/engine/sync/exchange.js';
import { syncOnce } from '../../../electron/engine/sync/syncOnce.js';
import { syncParties } from '../../support/syncParties.js';

const { party, log, collection, close } = syncParties('r-removed-moves');
afterEach(close);

test('a device that was taken out cannot move a protected alias, and nothing waits', async () => {
  const remote = createMemoryRemote();
  const [a, b] = [party(1), party(2)];
  const version = log(b, 10);
  await exchange(a, b, remote);
  const { device } = b.store;
  a.store.write(a.actor, (tx) => void tx.append({ kind: 'device.remove', body: { device: device.id, lastSeq: Math.max(...b.store.opsOf(device.id, 0, 1e9).map(({ op }) => op.seq)) } }));
  await syncOnce(a, remote);
  await syncOnce(b, remote);
  expect(() => b.store.write(b.actor, (tx) => tx.moveAlias({ collection, alias: 'production', target: version }))).toThrow(/taken out of it by actor 1/);
  expect(b.store.read.pendingMoves()).toEqual([]);
});
