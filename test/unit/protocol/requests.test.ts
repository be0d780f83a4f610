// How many requests a sync makes: what PROTOCOL.md spares devices is spared, and no request comes back unnoticed.
import { afterEach, expect, test } from 'vitest';
import { createMemoryRemote } from '../../../electron/engine/remotes/memory.js';
import type { Remote } from '../../../electron/engine/remotes/types.js';
import { syncOnce } from '../../../electron/engine/sync/syncOnce.js';
import type { SyncParty } from '../../../electron/engine/sync/types.js';
import { syncParties } from '../../support/syncParties.js';

const { party, log, close, collection } = syncParties('r-requests');
afterEach(close);

const CALLS = ['get', 'getRange', 'head', 'putIfAbsent', 'put', 'list', 'delete', 'now'] as const;

interface Counted extends Remote {
  /** What was asked for since the last look: call and the first part of the key. Chunks and manifests are left out. */
  taken(): string[];
}

/** A store that names what it keeps, as object stores do, and counts. */
function counted(inner: Remote): Counted {
  let asked: string[] = [];
  const watched = Object.fromEntries(
    CALLS.map((call) => [
      call,
      (...args: unknown[]): unknown => {
        const folder = String(args[0] ?? '').split('/')[0] ?? '';
        if (folder !== 'chunks' && folder !== 'manifests') asked.push(`${call} ${folder}`);
        return (inner[call] as (...given: unknown[]) => unknown)(...args);
      },
    ]),
  ) as unknown as Remote;
  return {
    ...inner,
    ...watched,
    putIfAbsent: async (key, body, signal) => ((await watched.putIfAbsent(key, body, signal)) === 'exists' ? 'exists' : 'verified'),
    taken() {
      const taken = asked;
      asked = [];
      return taken;
    },
  };
}

/** Devices that know each other and have nothing to tell. */
async function acquainted(remote: Remote, count: number): Promise<SyncParty[]> {
  const parties = Array.from({ length: count }, (_, index) => party(index + 1));
  log(parties[0] as SyncParty, 1);
  for (const each of parties.slice(1)) each.store.write(each.actor, (tx) => void tx.append({ kind: 'setting', body: { scope: `device ${each.store.device.id}`, key: 'here', value: true } }));
  for (let round = 0; round < 3; round += 1) for (const each of parties) await syncOnce(each, remote);
  return parties;
}

test('who has no news asks one question', async () => {
  const remote = counted(createMemoryRemote());
  const parties = await acquainted(remote, 3);
  remote.taken();
  for (const each of parties) {
    await syncOnce(each, remote);
    expect(remote.taken()).toEqual(['list heads']);
  }
});

test('one version costs its author one listing, the config, a claim, a segment and a head; a reader a head and a segment', async () => {
  const remote = counted(createMemoryRemote());
  const [a, b] = (await acquainted(remote, 2)) as [SyncParty, SyncParty];
  remote.taken();
  log(a, 2);
  expect(await syncOnce(a, remote)).toMatchObject({ numbered: 1, findings: [] });
  expect(remote.taken()).toEqual(['list heads', 'list log', 'get config', 'putIfAbsent claims', 'putIfAbsent log', 'put heads']);
  expect(await syncOnce(b, remote)).toMatchObject({ received: 4, findings: [] });
  expect(remote.taken()).toEqual(['list heads', 'get heads', 'get log']);
  await syncOnce(a, remote);
  expect(remote.taken()).toEqual(['list heads', 'list log']);
  log(b, 3);
  expect(await syncOnce(b, remote)).toMatchObject({ numbered: 1, findings: [] });
  expect(remote.taken(), 'no claim of the other device is read').toEqual(['list heads', 'list log', 'get config', 'putIfAbsent claims', 'putIfAbsent log', 'put heads']);
});

test('five devices that were apart converge in a number of requests that does not grow with what they made', async () => {
  const remote = counted(createMemoryRemote());
  const parties = await acquainted(remote, 5);
  parties.forEach((each, index) => {
    for (let n = 0; n < 12; n += 1) log(each, 100 * (index + 1) + n);
  });
  const requests = parties.map(() => 0);
  remote.taken();
  for (let round = 0; round < 2; round += 1) {
    for (const [index, each] of parties.entries()) {
      await syncOnce(each, remote);
      requests[index] = (requests[index] ?? 0) + remote.taken().length;
    }
  }
  expect(new Set(parties.map(({ store }) => store.stateHash())).size).toBe(1);
  expect(parties.flatMap(({ store }) => store.intents())).toEqual([]);
  expect(new Set(parties[0]?.store.read.scopePage(`versions:${collection}`, null, 100, '').items.map(({ key }) => parties[0]?.store.read.version(key)?.number)).size).toBe(61);
  // Of each: twice the heads, its log before and after what it sent, and the config before; one claim, one segment, one head; a head and a segment of each of the others.
  expect(requests).toEqual([16, 16, 16, 16, 16]);
});
