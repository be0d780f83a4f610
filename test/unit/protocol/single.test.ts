// Mode `single`: one device gives everybody's numbers, whoever it is that made the versions; the role is handed on, and two that began
// at once end with one set of numbers.
import { afterEach, expect, test } from 'vitest';
import { createMemoryRemote } from '../../../electron/engine/remotes/memory.js';
import type { Remote } from '../../../electron/engine/remotes/types.js';
import { syncOnce } from '../../../electron/engine/sync/syncOnce.js';
import type { SyncParty } from '../../../electron/engine/sync/types.js';
import { syncParties } from '../../support/syncParties.js';

const REGISTRY = 'r-single';
const { party, log, close } = syncParties(REGISTRY);
afterEach(close);

const single = (): Remote => {
  const remote = createMemoryRemote();
  return { ...remote, capabilities: { ...remote.capabilities, mode: 'single' } };
};

const numberIn = ({ store }: SyncParty, version: string): number | null | undefined => store.read.version(version)?.number;

test('the first device numbers what others made too, once it has synced; until then they are provisional', async () => {
  const [a, b] = [party(1), party(2)];
  const remote = single();
  const first = log(a, 1);
  await syncOnce(a, remote);
  expect(numberIn(a, first)).toBe(0);
  await syncOnce(b, remote);
  const second = log(b, 2);
  expect(await syncOnce(b, remote)).toMatchObject({ numbered: 0, pending: 1 });
  expect(b.store.read.version(second)).toMatchObject({ number: null, provisional: 'v1?' });
  await syncOnce(a, remote);
  expect(await syncOnce(b, remote)).toMatchObject({ pending: 0 });
  for (const each of [a, b]) expect([numberIn(each, first), numberIn(each, second)]).toEqual([0, 1]);
  expect(b.store.stateHash()).toBe(a.store.stateHash());
});

test('the role goes to another device in a new epoch, and to whoever comes when its device was taken out', async () => {
  const [a, b] = [party(1), party(2)];
  const remote = single();
  log(a, 1);
  await syncOnce(a, remote);
  await syncOnce(b, remote);
  b.store.write(b.actor, (tx) => void tx.append({ kind: 'role', body: { role: 'numbering', epoch: 1, device: b.store.device.id } }));
  const second = log(b, 2);
  await syncOnce(b, remote);
  expect(numberIn(b, second)).toBe(1);
  await syncOnce(a, remote);
  const third = log(a, 3);
  expect(await syncOnce(a, remote)).toMatchObject({ numbered: 0 });
  const last = Math.max(...b.store.opsOf(b.store.device.id, 0, 1e9).map(({ op }) => op.seq));
  a.store.write(a.actor, (tx) => void tx.append({ kind: 'device.remove', body: { device: b.store.device.id, lastSeq: last } }));
  await syncOnce(a, remote);
  expect(numberIn(a, third)).toBe(2);
  expect(a.store.read.numberingRole()).toEqual({ epoch: 2, device: a.store.device.id });
});

test('two that both began before they met end with one role and one set of numbers', async () => {
  const [a, b] = [party(1), party(2)];
  const [left, right] = [single(), single()];
  const [one, two] = [log(a, 1), log(b, 2)];
  await syncOnce(a, left);
  await syncOnce(b, right);
  expect([numberIn(a, one), numberIn(b, two)]).toEqual([0, 0]);
  for (const [from, to] of [[a, b], [b, a]] as const) to.store.receive(from.store.opsOf(from.store.device.id, 0, 1e9).map(({ op }) => op), from.store.signedHeads());
  expect(a.store.read.numberingRole()).toEqual(b.store.read.numberingRole());
  expect(a.store.stateHash()).toBe(b.store.stateHash());
  const role = a.store.read.numberingRole()?.device;
  const keeper = role === a.store.device.id ? a : b;
  for (let round = 0; round < 3; round += 1) {
    await syncOnce(keeper, left);
    await syncOnce(keeper === a ? b : a, left);
  }
  expect(new Set([numberIn(a, one), numberIn(a, two)])).toEqual(new Set([0, 1]));
  expect([numberIn(b, one), numberIn(b, two)]).toEqual([numberIn(a, one), numberIn(a, two)]);
});
