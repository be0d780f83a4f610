// A store that passed for one that decides (`cas`) and is seen to contradict itself: from then on one device gives the numbers, for everybody.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { folderKind } from '../../../electron/engine/remotes/folder.js';
import type { Remote } from '../../../electron/engine/remotes/types.js';
import { lastRemote } from '../../../electron/engine/sync/marks.js';
import { modeOf, sayMode } from '../../../electron/engine/sync/storeMode.js';
import { syncOnce } from '../../../electron/engine/sync/syncOnce.js';
import type { SyncParty } from '../../../electron/engine/sync/types.js';
import { systemClock, systemRandom } from '../../support/ports.js';
import { syncParties } from '../../support/syncParties.js';
import { tempFolder } from '../../support/tempFolder.js';

const { party, log, close, collection } = syncParties('r-test');
afterEach(close);

const numberIn = ({ store }: SyncParty, version: string): number | null | undefined => store.read.version(version)?.number;
const isNumbering = ({ store }: SyncParty): boolean => store.read.numberingRole()?.device === store.device.id;

/**
 * A real folder. `meanwhile` happens just before the first claim is put through the door that it gives, and which tells its writer that he won
 * too: with `last` his body lies there then, else the one that was there before.
 */
async function lyingFolder(last: boolean, meanwhile: () => Promise<unknown>): Promise<{ folder: Remote; lying: Remote }> {
  const root = tempFolder();
  const folder = await folderKind.open(pathToFileURL(root).href, { random: systemRandom, clock: systemClock, mode: 'cas' });
  let lied = false;
  const lying: Remote = {
    ...folder,
    async putIfAbsent(key, body, signal) {
      if (!key.startsWith('claims/') || lied) return folder.putIfAbsent(key, body, signal);
      lied = true;
      await meanwhile();
      if (last) writeFileSync(join(root, ...key.split('/')), body);
      return 'created';
    },
  };
  return { folder, lying };
}

test.each([['the last body lies there', true], ['the first body lies there', false]] as const)('two writers win one number: %s', async (_, last) => {
  const [a, b] = [party(1), party(2)];
  const { folder, lying } = await lyingFolder(last, () => syncOnce(a, folder));
  await syncOnce(a, folder);
  await syncOnce(b, folder);
  const [one, two] = [log(a, 1), log(b, 2)];
  const found = [...(await syncOnce(b, lying)).findings];
  for (let round = 0; round < 4; round += 1) for (const each of [a, b]) found.push(...(await syncOnce(each, folder)).findings);
  expect(found.filter(({ reason }) => reason === 'contradiction').length).toBeGreaterThan(0);
  expect(new Set([numberIn(a, one), numberIn(a, two)])).toEqual(new Set([0, 1]));
  expect([numberIn(b, one), numberIn(b, two)]).toEqual([numberIn(a, one), numberIn(a, two)]);
  for (const { store } of [a, b]) expect(modeOf(store, 'cas')).toBe('single');
  expect([a, b].filter(isNumbering)).toHaveLength(1);
  expect(a.store.stateHash()).toBe(b.store.stateHash());
  // One device decides now.
  const [giver, other] = isNumbering(a) ? [a, b] : [b, a];
  const third = log(other, 3);
  expect(await syncOnce(other, folder)).toMatchObject({ numbered: 0, pending: 1 });
  await syncOnce(giver, folder);
  expect(await syncOnce(other, folder)).toMatchObject({ pending: 0 });
  expect(numberIn(other, third)).toBe(2);
  expect(await syncOnce(giver, folder)).toMatchObject({ sent: 0, findings: [] });
  // Until its owner says that it was mended: what was is no reason then.
  sayMode(giver, lastRemote(giver.store) ?? '', 'cas');
  await syncOnce(giver, folder);
  log(other, 4);
  expect(await syncOnce(other, folder)).toMatchObject({ numbered: 1, pending: 0 });
  expect(await syncOnce(giver, folder)).toMatchObject({ findings: [] });
  for (const { store } of [a, b]) expect(modeOf(store, 'cas')).toBe('cas');
});

test('two writers win one place of a protected alias', async () => {
  const [a, b] = [party(1), party(2)];
  const move = ({ store, actor }: SyncParty, target: string): void => void store.write(actor, (tx) => tx.moveAlias({ collection, alias: 'production', target }));
  const { folder, lying } = await lyingFolder(false, () => syncOnce(a, folder));
  const [first, second] = [log(a, 1), log(a, 2)];
  for (const each of [a, b]) await syncOnce(each, folder);
  move(a, first);
  move(b, second);
  await syncOnce(b, lying);
  for (let round = 0; round < 3; round += 1) for (const each of [a, b]) await syncOnce(each, folder);
  for (const each of [a, b]) {
    expect(modeOf(each.store, 'cas')).toBe('single');
    expect(each.store.read.aliasStates(collection)[0]).toMatchObject({ alias: 'production', version: first, contest: { challenges: [{ actor: { name: 'actor 2' } }] } });
  }
  expect(a.store.stateHash()).toBe(b.store.stateHash());
});
