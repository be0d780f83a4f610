// Mode `single`: the device that gives numbers puts moves of protected aliases in sequence. What others asked for comes when it has synced, in
// the order in which it came; a device that has lost the role, and does not know it, changes nothing that stands.
import { afterEach, expect, test } from 'vitest';
import { moveAlias } from '../../../electron/engine/commands/registry/moveAlias.js';
import type { Remote } from '../../../electron/engine/remotes/types.js';
import { syncOnce } from '../../../electron/engine/sync/syncOnce.js';
import type { SyncParty } from '../../../electron/engine/sync/types.js';
import { createFragile, type Fragile } from '../../sim/engines/store.js';
import { syncParties } from '../../support/syncParties.js';

const REGISTRY = 'r-test';
const alias = 'production';
const { party, log, close, collection } = syncParties(REGISTRY);
afterEach(close);

const single = (remote: Remote): Remote => ({ ...remote, capabilities: { ...remote.capabilities, mode: 'single' } });
const move = ({ store, actor }: SyncParty, target: string): void => void store.write(actor, (tx) => tx.moveAlias({ collection, alias, target }));
const production = ({ store }: SyncParty) => store.read.aliasStates(collection).find((state) => state.alias === alias);
const stands = (each: SyncParty) => ({ holder: production(each)?.version, challenges: production(each)?.contest?.challenges.length ?? 0, waiting: each.store.read.pendingMoves().length });
const takeRole = ({ store, actor }: SyncParty, epoch: number): void => store.write(actor, (tx) => void tx.append({ kind: 'role', body: { role: 'numbering', epoch, device: store.device.id } }));

async function rounds(parties: readonly SyncParty[], remote: Remote): Promise<void> {
  for (let round = 0; round < 3; round += 1) for (const each of parties) await syncOnce(each, single(remote));
}

/** Two devices that know the same three versions; the first gives the numbers. */
async function acquainted(): Promise<{ folder: Fragile; a: SyncParty; b: SyncParty; versions: [string, string, string] }> {
  const folder = createFragile(() => 0);
  const [a, b] = [party(1), party(2)];
  const versions: [string, string, string] = [log(a, 1), log(a, 2), log(a, 3)];
  await rounds([a, b], folder);
  return { folder, a, b, versions };
}

/** What a program does that copies a folder: all that is missing, and the heads of one device. */
async function copyTo(from: Fragile, to: Fragile, device: string): Promise<void> {
  const there = new Set(await to.keys(''));
  for (const key of await from.keys('')) {
    if (!there.has(key) || key === `heads/${device}`) to.plant(key, (await from.get(key, Number.MAX_SAFE_INTEGER)) ?? new Uint8Array(0));
  }
}

test('what another device asks for has its place once the one that gives them has synced, and is not known before', async () => {
  const { folder, a, b, versions: [first] } = await acquainted();
  move(b, first);
  await syncOnce(b, single(folder));
  expect(production(b)).toMatchObject({ version: first, unpublished: true, contest: null });
  expect(await syncOnce(b, single(folder))).toMatchObject({ sent: 0, pending: 1 });
  await syncOnce(a, single(folder));
  expect(production(a)).toMatchObject({ version: first, unpublished: false, contest: null, actor: { name: 'actor 2' } });
  expect(await syncOnce(b, single(folder))).toMatchObject({ pending: 0 });
  expect(production(b)).toMatchObject({ version: first, unpublished: false, contest: null });
  expect(b.store.stateHash()).toBe(a.store.stateHash());
  expect(b.store.refoldedStateHash()).toBe(b.store.stateHash());
});

test('what asked first comes first, also before a move of the device that gives the places', async () => {
  const { folder, a, b, versions: [first, second] } = await acquainted();
  move(b, first);
  await syncOnce(b, single(folder));
  move(a, second);
  await rounds([a, b], folder);
  for (const each of [a, b]) expect(stands(each)).toEqual({ holder: first, challenges: 1, waiting: 0 });
  move(b, second);
  await rounds([b, a], folder);
  for (const each of [a, b]) expect(stands(each)).toEqual({ holder: second, challenges: 0, waiting: 0 });
});

test('what was moved again, or asked for in vain, follows what it was asked with', async () => {
  const { folder, a, b, versions: [first, second, third] } = await acquainted();
  move(a, first);
  await rounds([a, b], folder);
  move(b, second);
  await syncOnce(b, single(folder));
  move(b, third);
  await syncOnce(b, single(folder));
  await rounds([a, b], folder);
  for (const each of [a, b]) expect(stands(each)).toEqual({ holder: third, challenges: 0, waiting: 0 });
  expect(a.store.stateHash()).toBe(b.store.stateHash());
});

test('what was asked for is taken back by a move of its own', async () => {
  const { folder, a, b, versions: [first, second] } = await acquainted();
  move(a, first);
  await rounds([a, b], folder);
  const by = (target: string) => b.store.write(b.actor, (tx) => moveAlias(tx, { collection, alias, target }));
  expect(by(second)).toBe('publishing');
  await syncOnce(b, single(folder));
  expect(by(first)).toBe('publishing');
  await rounds([b, a], folder);
  for (const each of [a, b]) expect(stands(each)).toEqual({ holder: first, challenges: 0, waiting: 0 });
});

test('the next device in the role decides about what asked the one before it', async () => {
  const { folder, a, b, versions: [first] } = await acquainted();
  const c = party(3);
  await rounds([c], folder);
  move(c, first);
  await syncOnce(c, single(folder));
  takeRole(b, 1);
  await rounds([b, c, a], folder);
  for (const each of [a, b, c]) expect(stands(each)).toEqual({ holder: first, challenges: 0, waiting: 0 });
});

test('a device that went on giving places in a copy of the folder, after the role was taken from it, raises a challenge and changes nothing', async () => {
  const { folder, a, b, versions: [first, second, third] } = await acquainted();
  move(a, first);
  await rounds([a, b], folder);
  const copy = await folder.copy();
  // One of them alone in its copy, again and again; the other takes the role over and moves once.
  for (const version of [second, first, second, first, third]) {
    move(a, version);
    await syncOnce(a, single(copy));
  }
  expect(stands(a)).toEqual({ holder: third, challenges: 0, waiting: 0 });
  takeRole(b, 1);
  move(b, second);
  await syncOnce(b, single(folder));
  expect(stands(b)).toEqual({ holder: second, challenges: 0, waiting: 0 });
  await copyTo(copy, folder, a.store.device.id);
  await rounds([b, a], folder);
  for (const each of [a, b]) expect(stands(each)).toEqual({ holder: second, challenges: 1, waiting: 0 });
  expect(a.store.stateHash()).toBe(b.store.stateHash());
  move(a, third);
  await rounds([a, b], folder);
  for (const each of [a, b]) expect(stands(each)).toEqual({ holder: third, challenges: 0, waiting: 0 });
  expect(a.store.stateHash()).toBe(b.store.stateHash());
});
