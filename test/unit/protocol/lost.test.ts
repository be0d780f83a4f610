// A remote that loses what it had: what this device published there is published again, and nobody is left with half of it.
import { afterEach, expect, test } from 'vitest';
import { createMemoryRemote } from '../../../electron/engine/remotes/memory.js';
import type { Remote } from '../../../electron/engine/remotes/types.js';
import { syncOnce } from '../../../electron/engine/sync/syncOnce.js';
import { syncParties } from '../../support/syncParties.js';

const { party, log, close, collection } = syncParties('r-test');
afterEach(close);

async function copyOf(remote: Remote): Promise<Remote> {
  const made = createMemoryRemote();
  const { items } = await remote.list('', undefined);
  for (const { key } of items) await made.putIfAbsent(key, (await remote.get(key, 1 << 24)) ?? new Uint8Array(0));
  return made;
}

/** One remote that is another from some moment on. */
function switching(first: Remote): { remote: Remote; become: (other: Remote) => void; onConfig: (then: () => void) => void } {
  let now = first;
  let then: (() => void) | undefined;
  const remote: Remote = {
    ...first,
    async get(key, ...rest) {
      const body = await now.get(key, ...rest);
      if (key === 'config') {
        then?.();
        then = undefined;
      }
      return body;
    },
    getRange: (...args) => now.getRange(...args),
    head: (...args) => now.head(...args),
    putIfAbsent: (...args) => now.putIfAbsent(...args),
    put: (...args) => now.put(...args),
    delete: (...args) => now.delete(...args),
    list: (...args) => now.list(...args),
  };
  return { remote, become: (other) => (now = other), onConfig: (call) => (then = call) };
}

test('a remote that went back to an earlier state of itself is sent what it lost', async () => {
  const [a, b] = [party(1), party(2)];
  const remote = createMemoryRemote();
  log(a, 1);
  for (let turn = 0; turn < 2; turn += 1) await syncOnce(a, remote);
  const earlier = await copyOf(remote);
  log(a, 2);
  for (let turn = 0; turn < 2; turn += 1) await syncOnce(a, remote);
  expect((await syncOnce(a, earlier)).sent).toBeGreaterThan(0);
  expect(await syncOnce(b, earlier)).toMatchObject({ findings: [] });
  expect(b.store.stateHash()).toBe(a.store.stateHash());
  log(a, 3);
  for (const each of [a, b]) expect(await syncOnce(each, earlier)).toMatchObject({ findings: [] });
  expect(b.store.stateHash()).toBe(a.store.stateHash());
  expect(await syncOnce(a, earlier)).toMatchObject({ sent: 0 });
});

test('a listing that lags behind is no loss', async () => {
  const a = party(1);
  const remote = createMemoryRemote();
  log(a, 1);
  await syncOnce(a, remote);
  const lagging: Remote = { ...remote, list: async (prefix, ...rest) => (prefix.startsWith('log/') ? { items: [], more: false } : remote.list(prefix, ...rest)) };
  log(a, 2);
  await syncOnce(a, lagging);
  expect((await remote.list('log/', undefined)).items).toHaveLength(2);
});

test('a bucket that is emptied in the middle of a sync is filled again', async () => {
  const [a, b] = [party(1), party(2)];
  const { remote, become, onConfig } = switching(createMemoryRemote());
  log(a, 1);
  for (let turn = 0; turn < 2; turn += 1) await syncOnce(a, remote);
  log(a, 2);
  onConfig(() => become(createMemoryRemote()));
  await syncOnce(a, remote);
  log(a, 3);
  await syncOnce(a, remote);
  expect(await syncOnce(b, remote)).toMatchObject({ findings: [] });
  expect(b.store.opCount()).toBe(a.store.opCount());
  expect(b.store.stateHash()).toBe(a.store.stateHash());
});

test('a number claimed on a disk that was in its place for a moment is given once in the end', async () => {
  const [a, b] = [party(1), party(2)];
  const real = createMemoryRemote();
  const { remote, become, onConfig } = switching(real);
  log(a, 1);
  for (const each of [a, b, a]) await syncOnce(each, real);
  const theirs = log(a, 2);
  onConfig(() => become(createMemoryRemote()));
  await syncOnce(a, remote);
  const ours = log(b, 3);
  for (let turn = 0; turn < 3; turn += 1) for (const each of [b, a]) await syncOnce(each, real);
  expect(a.store.stateHash()).toBe(b.store.stateHash());
  expect(new Set([theirs, ours].map((version) => b.store.read.numberOf(collection, version)))).toEqual(new Set([1, 2]));
});
