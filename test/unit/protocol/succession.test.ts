// A data root that was copied, or comes back from a backup: whatever became of its key, what was made in it reaches everybody, once, and
// no two machines go on under one identity.
import Database from 'libsql';
import { cpSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { planReissue } from '../../../electron/engine/commands/sync/reissue.js';
import { identityFromSeed } from '../../../electron/engine/domain/chain.js';
import { createMemoryRemote } from '../../../electron/engine/remotes/memory.js';
import type { Remote } from '../../../electron/engine/remotes/types.js';
import { identities } from '../../../electron/engine/store/migrations/1000-identities.js';
import { openRegistryStore } from '../../../electron/engine/store/registryStore.js';
import { pendingOf } from '../../../electron/engine/sync/centre/pending.js';
import { syncOnce } from '../../../electron/engine/sync/syncOnce.js';
import type { SyncParty } from '../../../electron/engine/sync/types.js';
import { createFragile, type Fragile } from '../../sim/engines/store.js';
import { syncParties } from '../../support/syncParties.js';
import { tempFolder } from '../../support/tempFolder.js';
import { silent } from '../../support/testStore.js';

const REGISTRY = 'r-succession';
const parties = syncParties(REGISTRY);
const { collection, log } = parties;
const machines: Machine[] = [];
afterEach(() => {
  parties.close();
  for (const { store } of machines.splice(0)) store.close();
});

interface Machine extends SyncParty {
  readonly file: string;
  /** Seed of its key. */
  key: number;
}

let now = 1_700_000_000_000;
let keys = 100;

/** A machine whose disk is this file, with this key, as a process that was just started. */
function open(file: string, key: number): Machine {
  const machine = { file, key };
  const clock = { now: () => (now += 1000) };
  const store = openRegistryStore({ file, id: REGISTRY, home: 'memory:', clock, random: parties.random, logger: silent, device: () => identityFromSeed(new Uint8Array(32).fill(machine.key)), deviceName: `machine ${key}` });
  const made = Object.assign(machine, { store, actor: { name: 'Ada' }, clock, random: parties.random, renew: () => void (machine.key = keys += 1) });
  machines.push(made);
  return made;
}

const fresh = (key: number): Machine => open(join(tempFolder(), 'registry.db'), key);

/** The disk as it is now, in another machine. */
function copied(from: Machine, key: number): Machine {
  const folder = tempFolder();
  from.store.close();
  machines.splice(machines.indexOf(from), 1);
  cpSync(dirname(from.file), folder, { recursive: true });
  Object.assign(from, open(from.file, from.key));
  return open(join(folder, 'registry.db'), key);
}

async function settle(remote: Remote, ...all: SyncParty[]): Promise<void> {
  for (let moved = true, rounds = 0; moved; rounds += 1) {
    expect(rounds).toBeLessThan(12);
    moved = false;
    for (const each of all) {
      const { sent, received, numbered, findings } = await syncOnce(each, remote);
      expect(findings).toEqual([]);
      moved ||= sent + received + numbered > 0;
    }
  }
}

function expectSame(all: readonly SyncParty[], versions: readonly string[]): void {
  const [first] = all;
  for (const { store } of all) {
    expect(store.stateHash()).toBe(first?.store.stateHash());
    expect(store.refoldedStateHash()).toBe(store.stateHash());
    expect(versions.map((id) => store.read.version(id)?.number ?? NaN).sort((a, b) => a - b)).toEqual(versions.map((_, n) => n));
    expect(store.intents()).toEqual([]);
    expect(store.isForked(store.device.id)).toBe(false);
  }
}

const waiting = (party: SyncParty): number => pendingOf(party).ops;

describe('a copy without the key', () => {
  test('sends what the original never did, and is waiting until it has', async () => {
    const remote = createMemoryRemote();
    const a = fresh(1);
    const versions = [log(a, 1)];
    await syncOnce(a, remote);
    versions.push(log(a, 2), log(a, 3));
    const unsent = waiting(a);
    const b = copied(a, 2);
    expect(waiting(b)).toBe(unsent);
    versions.push(log(b, 4));
    expect(await syncOnce(b, remote)).toMatchObject({ reissued: unsent });
    expect(waiting(b)).toBe(0);
    const c = parties.party(3);
    await settle(remote, b, c);
    expectSame([b, c], versions);
    const numbers = versions.map((id) => c.store.read.version(id)?.number);
    // The original comes back after all: nothing is doubled, and no number changes.
    const before = c.store.read.counts();
    await settle(remote, a, b, c);
    expectSame([a, b, c], versions);
    // Nor where it is moved into another registry.
    expect(planReissue(a.store, 'r-other', undefined).ops.filter(({ op }) => op.kind === 'log')).toHaveLength(versions.length);
    expect(c.store.read.counts()).toMatchObject({ runs: before.runs, versions: before.versions, artifacts: before.artifacts });
    expect(versions.map((id) => a.store.read.version(id)?.number)).toEqual(numbers);
    for (const store of [a, b, c].map((each) => each.store)) expect(store.devices().some(({ forked }) => forked)).toBe(false);
  });

  test('of one that never sent anything sends all of it', async () => {
    const remote = createMemoryRemote();
    const a = fresh(1);
    const versions = [log(a, 1), log(a, 2)];
    const b = copied(a, 2);
    const c = parties.party(3);
    await settle(remote, b, c);
    expectSame([b, c], versions);
    await settle(remote, a, b, c);
    expectSame([a, b, c], versions);
  });

  test('of a copy, of which nothing was sent either, sends what both made', async () => {
    const remote = createMemoryRemote();
    const a = fresh(1);
    const versions = [log(a, 1)];
    await syncOnce(a, remote);
    versions.push(log(a, 2));
    const b = copied(a, 2);
    versions.push(log(b, 3));
    const d = copied(b, 4);
    versions.push(log(d, 5));
    const c = parties.party(3);
    await settle(remote, d, c);
    expectSame([d, c], versions);
    await settle(remote, a, b, c, d);
    expectSame([a, b, c, d], versions);
  });

  test('moves a protected alias once, whoever of them comes first', async () => {
    const remote = createMemoryRemote();
    const a = fresh(1);
    const versions = [log(a, 1)];
    await syncOnce(a, remote);
    a.store.write(a.actor, (tx) => void tx.moveAlias({ collection, alias: 'production', target: versions[0] ?? '' }));
    const b = copied(a, 2);
    const c = parties.party(3);
    await settle(remote, a, b, c);
    for (const { store } of [a, b, c]) {
      expect(store.read.aliasHeads(collection, 'production').map(({ target }) => target)).toEqual(versions);
      expect(store.read.pendingMoves()).toEqual([]);
      expect(store.read.newestInSequence(collection, 'production')?.k).toBe(0);
    }
    expectSame([a, b, c], versions);
  });
});

describe('a cloned disk', () => {
  test('takes a new identity when it sees what the other made, and issues again what it had not sent', async () => {
    const remote = createMemoryRemote();
    const a = fresh(1);
    const versions = [log(a, 1)];
    await syncOnce(a, remote);
    const b = copied(a, 1);
    versions.push(log(a, 2), log(b, 3));
    await syncOnce(a, remote);
    const { reissued } = await syncOnce(b, remote);
    expect(reissued).toBeGreaterThan(0);
    expect(b.store.device.id).not.toBe(a.store.device.id);
    const c = parties.party(3);
    await settle(remote, a, b, c);
    expectSame([a, b, c], versions);
    versions.push(log(a, 4), log(b, 5));
    await settle(remote, a, b, c);
    expectSame([a, b, c], versions);
    // Nothing of the clone was ever sent under the identity it shared.
    for (const { store } of [a, c]) expect(store.devices().some(({ forked }) => forked)).toBe(false);
  });

  /** Two machines with one identity, each of which published something under it that the other had not seen. */
  async function bothSent(): Promise<{ readonly a: Machine; readonly b: Machine; readonly versions: string[]; readonly remote: Fragile; readonly before: Fragile }> {
    const remote = createFragile(() => now);
    const a = fresh(1);
    const versions = [log(a, 1)];
    await syncOnce(a, remote);
    const before = await remote.copy();
    const b = copied(a, 1);
    versions.push(log(a, 2), log(b, 3));
    let other: Promise<unknown> | undefined;
    // Both have read the log before either adds to it.
    const between: Remote = { ...remote, putIfAbsent: async (key, body, signal) => {
      if (key.startsWith('claims/')) await (other ??= syncOnce(b, remote));
      return remote.putIfAbsent(key, body, signal);
    } };
    await syncOnce(a, between);
    await other;
    return { a, b, versions, remote, before };
  }

  test('of which both sent something at the same moment: both take new identities', async () => {
    const { a, b, versions, remote } = await bothSent();
    const shared = a.store.device.id;
    const c = parties.party(3);
    await settle(remote, a, b, c);
    expectSame([a, b, c], versions);
    expect(new Set([shared, a.store.device.id, b.store.device.id]).size).toBe(3);
    versions.push(log(a, 4), log(b, 5));
    await settle(remote, a, b, c);
    expectSame([a, b, c], versions);
  });

  test.each(['made anew', 'back where it was'])('of which both left what they sent: it is put again in a remote that is %s', async (how) => {
    const { a, b, versions, remote, before } = await bothSent();
    await settle(remote, a, b);
    const now = how === 'made anew' ? createMemoryRemote() : before;
    const c = parties.party(3);
    await settle(now, a, b, c);
    expectSame([a, b, c], versions);
  });

  test('killed after it took a new identity, or before, loses nothing', async () => {
    for (const after of [true, false]) {
      const remote = createMemoryRemote();
      const a = fresh(1);
      const versions = [log(a, 1)];
      await syncOnce(a, remote);
      const b = copied(a, 1);
      versions.push(log(a, 2), log(b, 3));
      await syncOnce(a, remote);
      const killed = { ...b, renew: () => {
        if (after) b.key = keys += 1;
        throw new Error('killed');
      } };
      await expect(syncOnce(killed, remote)).rejects.toThrow('killed');
      versions.push(log(b, 4));
      const c = parties.party(3);
      await settle(remote, b, a, c);
      expectSame([a, b, c], versions);
      parties.close();
    }
  });
});

test('a device that comes back from an old backup with its key adopts what it forgot, and what it makes then arrives', async () => {
  const remote = createMemoryRemote();
  const a = fresh(1);
  const c = parties.party(3);
  const versions = [log(a, 1)];
  await settle(remote, a, c);
  versions.push(log(a, 2));
  const backup = copied(a, 1);
  versions.push(log(a, 3));
  await settle(remote, a, c);
  // It goes on before it has seen what it forgot.
  versions.push(log(backup, 4));
  await settle(remote, backup, c);
  expectSame([backup, c], versions);
  // And this one only after.
  const later = copied(backup, backup.key);
  await syncOnce(later, remote);
  versions.push(log(later, 5));
  await settle(remote, later, c);
  expectSame([later, c], versions);
  expect(later.store.device.id).toBe(backup.store.device.id);
});

/** The disk as it was left by a build that did not note who wrote. */
function aged(machine: Machine, key: number): Machine {
  machine.store.close();
  machines.splice(machines.indexOf(machine), 1);
  const raw = new Database(machine.file);
  raw.exec("DROP INDEX reissues_id; DELETE FROM local WHERE key = 'writers'");
  raw.exec(identities.sql);
  raw.close();
  return open(machine.file, key);
}

test('a database of before knows who wrote in it', async () => {
  const remote = createMemoryRemote();
  const a = fresh(1);
  const versions = [log(a, 1)];
  const { id } = a.store.device;
  const neverSent = aged(copied(a, 1), 2);
  expect(neverSent.store.formers).toEqual([id]);
  await syncOnce(a, remote);
  versions.push(log(a, 2));
  const b = aged(copied(a, 1), 2);
  expect([b.store.publisher, b.store.formers]).toEqual([id, [id]]);
  const same = aged(copied(a, 1), 1);
  expect([same.store.publisher, same.store.formers]).toEqual([id, []]);
  const c = fresh(3);
  await settle(remote, b, c);
  expectSame([b, c], versions);
  const reader = aged(c, 3);
  expect([reader.store.publisher, reader.store.formers]).toEqual([reader.store.device.id, []]);
});
