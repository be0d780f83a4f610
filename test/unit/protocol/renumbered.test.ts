// A number that was shown before it was final and went to another version: the name fails on the device that showed it, with both named,
// until a person acknowledges it.
import Database from 'libsql';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { linkId } from '../../../electron/engine/domain/ids.js';
import { createMemoryRemote } from '../../../electron/engine/remotes/memory.js';
import { numbersShown } from '../../../electron/engine/store/migrations/1100-numbersShown.js';
import { openRegistryStore } from '../../../electron/engine/store/registryStore.js';
import type { RegistryStore } from '../../../electron/engine/store/types.js';
import { syncOnce } from '../../../electron/engine/sync/syncOnce.js';
import { identityFromSeed } from '../../../electron/engine/domain/chain.js';
import type { CairnError } from '../../../shared/contract/errors.js';
import { syncParties } from '../../support/syncParties.js';
import { tempFolder } from '../../support/tempFolder.js';
import { silent } from '../../support/testStore.js';

const parties = syncParties('r-renumbered');
const { party, log, collection } = parties;
afterEach(() => parties.close());
const WHERE = { entity: 'ada', project: 'default' };

const named = (store: RegistryStore, ref: string): string => store.read.resolveText(ref, WHERE).version;

function refusal(store: RegistryStore, ref: string): CairnError {
  try {
    named(store, ref);
  } catch (error) {
    return error as CairnError;
  }
  throw new Error(`${ref} means a version, and should not`);
}

test('it fails where it was shown and nowhere else, and means what it is once it is acknowledged', async () => {
  const remote = createMemoryRemote();
  const [a, b] = [party(1), party(2)];
  const first = log(a, 1);
  await syncOnce(a, remote);
  await syncOnce(b, remote);
  const [mine, second] = [log(a, 2), log(a, 3)];
  expect([mine, second].map((id) => a.store.read.version(id)?.label)).toEqual(['v1?', 'v2?']);
  expect(refusal(a.store, 'resnet:v1')).toMatchObject({ code: 'not_found', message: expect.stringContaining('will be final once it has synced') });
  const theirs = log(b, 4);
  await syncOnce(b, remote);
  await syncOnce(a, remote);
  await syncOnce(b, remote);

  expect([first, theirs, mine, second].map((id) => a.store.read.version(id)?.label)).toEqual(['v0', 'v1', 'v2', 'v3']);
  const digest = (id: string): string => a.store.read.version(id)?.digest ?? '';
  expect(refusal(a.store, 'resnet:v1')).toMatchObject({ code: 'number_moved', details: { reference: 'resnet:v1', number: 1, was: ['resnet:v2'], now: `resnet@${digest(theirs).slice(0, 15)}` } });
  expect(refusal(a.store, 'resnet:v2').details).toMatchObject({ was: ['resnet:v3'], now: `resnet@${digest(mine).slice(0, 15)}` });
  expect([named(a.store, 'resnet:v0'), named(a.store, 'resnet:v3'), named(a.store, `resnet@${digest(theirs)}`), named(a.store, `resnet:v1@${digest(theirs)}`)]).toEqual([first, second, theirs, theirs]);
  expect(b.store.read.movedNumbers()).toEqual([]);
  expect(['resnet:v1', 'resnet:v2'].map((ref) => named(b.store, ref))).toEqual([theirs, mine]);
  expect(a.store.stateHash()).toBe(b.store.stateHash());

  a.store.write(a.actor, (tx) => tx.acknowledgeNumbers(collection, 1));
  expect(named(a.store, 'resnet:v1')).toBe(theirs);
  expect(refusal(a.store, 'resnet:v2').code).toBe('number_moved');
  a.store.write(a.actor, (tx) => tx.acknowledgeNumbers(collection));
  log(b, 5);
  await syncOnce(b, remote);
  await syncOnce(a, remote);
  expect(named(a.store, 'resnet:v2')).toBe(mine);
  expect(a.store.read.movedNumbers()).toEqual([]);
});

test('what several devices wrote in one sitting, each numbered as it was shown, is no news', async () => {
  const remote = createMemoryRemote();
  const [a, b] = [party(1), party(2)];
  for (const size of [1, 2, 3]) log(a, size);
  await syncOnce(a, remote);
  await syncOnce(b, remote);
  log(b, 4);
  await syncOnce(b, remote);
  await syncOnce(a, remote);
  for (const { store } of [a, b]) {
    expect(store.read.movedNumbers()).toEqual([]);
    expect(named(store, 'resnet:v3')).toBe(store.read.scopePage(`versions:${collection}`, null, 1, '').items[0]?.key);
  }
});

test('a number of a registered model is one like any other', async () => {
  const remote = createMemoryRemote();
  const [a, b] = [party(1), party(2)];
  const model = parties.project.replace(/^./, '0');
  const versions = [log(a, 1), log(a, 2)];
  a.store.write(a.actor, (tx) => tx.append({ kind: 'collection.create', body: { collection: model, project: parties.project, name: 'faces', type: 'model', form: 'registered' } }));
  await syncOnce(a, remote);
  await syncOnce(b, remote);
  const link = ({ store, actor }: typeof a, version: string): void =>
    store.write(actor, (tx) => {
      tx.append({ kind: 'link', body: { link: linkId(model, version), model, version } });
      tx.number(model, linkId(model, version));
    });
  link(a, versions[0] as string);
  expect(a.store.read.scopePage(`versions:${model}`, null, 5, '').items.map(({ row }) => (row as { label: string }).label)).toEqual(['v0?']);
  link(b, versions[1] as string);
  await syncOnce(b, remote);
  await syncOnce(a, remote);
  expect(refusal(a.store, 'faces:v0')).toMatchObject({ code: 'number_moved', details: { was: ['faces:v1'] } });
  expect(named(b.store, 'faces:v0')).toBe(versions[1]);
  await syncOnce(b, remote);
  const third = log(b, 3);
  const last = log(b, 4);
  link(b, third);
  link(b, last);
  expect([third, last].map((version) => b.store.read.link(linkId(model, version))?.label)).toEqual(['v2?', 'v3?']);
  await syncOnce(b, remote);
  expect([third, last].map((version) => b.store.read.link(linkId(model, version))?.label)).toEqual(['v2', 'v3']);
  expect(b.store.read.movedNumbers()).toEqual([]);
});

test('a database of before remembers what it shows when it is opened', async () => {
  const remote = createMemoryRemote();
  const file = join(tempFolder(), 'old.db');
  const other = party(2);
  let now = 1_800_000_000_000;
  const clock = { now: () => (now += 1000) };
  const open = (): RegistryStore => openRegistryStore({ file, id: 'r-renumbered', home: 'memory:', clock, random: parties.random, logger: silent, device: identityFromSeed(new Uint8Array(32).fill(3)) });
  const made = { store: open(), actor: { name: 'old' }, clock, random: parties.random };
  const mine = log(made, 1);
  made.store.close();
  const raw = new Database(file);
  raw.exec('DROP TABLE numbers_shown; DROP INDEX links_unnumbered');
  raw.exec(numbersShown.sql);
  raw.close();
  const later = { ...made, store: open() };
  const theirs = log(other, 2);
  await syncOnce(other, remote);
  await syncOnce(later, remote);
  expect(later.store.read.version(mine)?.label).toBe('v1');
  expect(later.store.read.movedNumbers()).toMatchObject([{ number: 0, was: ['resnet:v1'], now: `resnet@${other.store.read.version(theirs)?.digest.slice(0, 15) ?? ''}` }]);
  later.store.close();
});
