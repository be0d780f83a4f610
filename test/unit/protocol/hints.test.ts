// What spares requests is a hint: where it is old, absent, another's or wrong, everything is found all the same.
import { afterEach, expect, test } from 'vitest';
import { canonicalJson, parseCanonicalJson } from '../../../electron/engine/domain/canonicalJson.js';
import { createMemoryRemote } from '../../../electron/engine/remotes/memory.js';
import type { Remote } from '../../../electron/engine/remotes/types.js';
import { syncOnce } from '../../../electron/engine/sync/syncOnce.js';
import type { SyncParty } from '../../../electron/engine/sync/types.js';
import { syncParties } from '../../support/syncParties.js';

const { party, log, close, collection } = syncParties('r-hints');
afterEach(close);

const LIMIT = 1 << 24;

async function inTurn(remote: Remote, ...parties: readonly SyncParty[]): Promise<void> {
  for (const each of parties) await syncOnce(each, remote);
}

function expectSame(first: SyncParty | undefined, ...others: readonly SyncParty[]): void {
  for (const { store } of others) expect(store.stateHash()).toBe(first?.store.stateHash());
}

const headOf = ({ store }: SyncParty): string => `heads/${store.device.id}`;

async function rewriteHead(remote: Remote, key: string, change: (head: Record<string, unknown>) => void): Promise<void> {
  const head = parseCanonicalJson(Buffer.from((await remote.get(key, LIMIT)) ?? []).toString('utf8')) as Record<string, unknown>;
  change(head);
  await remote.put(key, Buffer.from(canonicalJson(head as never), 'utf8'));
}

test('heads as they were written before they named segments and remote are read', async () => {
  const remote = createMemoryRemote();
  const [a, b] = [party(1), party(2)];
  log(a, 1);
  await inTurn(remote, a, b, a, b);
  log(a, 2);
  await syncOnce(a, remote);
  await rewriteHead(remote, headOf(a), (head) => {
    delete head['remote'];
    delete head['segments'];
  });
  expect(await syncOnce(b, remote)).toMatchObject({ received: 4, findings: [] });
  expectSame(a, b);
});

test('a head that names fewer segments than there are new ones, or such as are not there, sends to the listing', async () => {
  const remote = createMemoryRemote();
  const [a, b] = [party(1), party(2)];
  log(a, 1);
  await inTurn(remote, a, b, a, b);
  for (const size of [2, 3, 4]) {
    log(a, size);
    await syncOnce(a, remote);
  }
  await rewriteHead(remote, headOf(a), (head) => {
    head['segments'] = [...(head['segments'] as unknown[]).filter((_, index) => index !== 1), [99, 'f'.repeat(64)]];
  });
  expect(await syncOnce(b, remote)).toMatchObject({ received: 12, findings: [] });
  expectSame(a, b);
});

/** The remote as it was for one who looked before the others put: their segments since then and their heads are not listed yet. */
async function lookedBefore(remote: Remote, prefix: string, late: () => Promise<unknown>): Promise<Remote> {
  const keys = async (): Promise<string[]> => (await remote.list(prefix, undefined)).items.map(({ key }) => key);
  const before = new Set(await keys());
  const heads = (await remote.list('heads/', undefined)).items;
  await late();
  const hidden = new Set((await keys()).filter((key) => !before.has(key)));
  return {
    ...remote,
    async list(asked, after, signal) {
      if (asked === 'heads/') return { items: heads, more: false };
      const page = await remote.list(asked, after, signal);
      return { ...page, items: page.items.filter(({ key }) => !hidden.has(key)) };
    },
  };
}

test.each(['a', 'clone'] as const)('two machines of one identity put their head at once: readers miss neither branch, whichever of them (%s) comes back', async (who) => {
  const remote = createMemoryRemote();
  const [a, clone, c] = [party(1), party(1), party(3)];
  log(a, 1);
  await inTurn(remote, a, c);
  clone.store.receive([...a.store.allOps()].map(({ op }) => op), a.store.signedHeads());
  log(clone, 2);
  await inTurn(remote, clone, a, c, clone, a, c, clone, a, c);
  expect(c.store.devices().some(({ forked }) => forked)).toBe(false);
  log(a, 3);
  log(clone, 4);
  const early = await lookedBefore(remote, `log/${a.store.device.id}/`, () => syncOnce(a, remote));
  await inTurn(early, clone);
  const has = (size: number): boolean => [...c.store.allOps()].some(({ op }) => op.body['key'] === `run ${size}`);
  await syncOnce(c, remote);
  expect([has(3), has(4)], 'the clone put its head over one that it had not seen').toEqual([false, true]);
  await inTurn(remote, who === 'a' ? a : clone, c);
  expect([has(3), has(4)]).toEqual([true, true]);
  await inTurn(remote, a, clone, c, a, clone, c);
  expectSame(a, clone, c);
  // Known to have forked, its log is listed: nobody has to come back.
  log(a, 5);
  log(clone, 6);
  await inTurn(await lookedBefore(remote, `log/${a.store.device.id}/`, () => syncOnce(a, remote)), clone);
  await syncOnce(c, remote);
  expect([has(5), has(6)]).toEqual([true, true]);
});

test('a device whose head was gone over by one that says less puts it again', async () => {
  const remote = createMemoryRemote();
  const [a, clone, c] = [party(1), party(1), party(3)];
  log(a, 1);
  await inTurn(remote, a, c);
  clone.store.receive([...a.store.allOps()].map(({ op }) => op), a.store.signedHeads());
  await inTurn(remote, clone, a, c, clone, a, c);
  log(clone, 2);
  log(a, 3);
  // The clone sees the segment and puts its head between the segment and the head of the other.
  let between = false;
  const slow: Remote = {
    ...remote,
    async put(key, body, signal) {
      if (!between && key === headOf(a)) {
        between = true;
        await syncOnce(clone, remote);
      }
      return remote.put(key, body, signal);
    },
  };
  await syncOnce(a, slow);
  await inTurn(remote, c, clone, c);
  for (const size of [2, 3]) expect([...c.store.allOps()].some(({ op }) => op.body['key'] === `run ${size}`)).toBe(true);
  expectSame(clone, c);
});

test('a remote made anew is not taken for the one before it, though its heads were put by the same devices', async () => {
  let inner = createMemoryRemote();
  const remote: Remote = new Proxy(inner, { get: (_, name) => Reflect.get(inner, name) as unknown });
  const [a, b] = [party(1), party(2)];
  log(a, 1);
  await inTurn(remote, a, b, a, b, a, b);
  inner = createMemoryRemote();
  const random = { bytes: (length: number) => new Uint8Array(length).fill(77) };
  await inTurn(remote, { ...a, random }, b, a, b);
  const keys = async (prefix: string) => (await remote.list(prefix, undefined)).items.map(({ key }) => key);
  expect(await keys('log/')).toHaveLength((await keys('heads/')).length);
  expect(await keys('manifests/')).toHaveLength(1);
  log(b, 2);
  await inTurn(remote, b, a, b);
  expectSame(a, b);
  expect(a.store.read.nextNumber(collection)).toBe(2);
});

/** What the device's first number says of its claim. */
const blockOf = ({ store }: SyncParty) => [...store.allOps()].flatMap(({ op }) => (op.kind === 'number' && op.body['number'] === 0 ? [op.body['block'] as { remote: string; count: number }] : []))[0] ?? { remote: '', count: 0 };

test('two logs that say different things of one claim send to the claim itself', async () => {
  const remote = createMemoryRemote();
  const [a, b, liar] = [party(1), party(2), party(3)];
  const version = log(a, 1);
  log(a, 2);
  await inTurn(remote, a, b, liar, a, b);
  const said = blockOf(a);
  expect(said.count).toBe(2);
  liar.store.write(liar.actor, (tx) => void tx.append({ kind: 'number', body: { collection, version, number: 0, claim: 'a'.repeat(64), block: { ...said, count: 1 } } }));
  await inTurn(remote, liar, b);
  expect(b.store.read.blockAt(collection, 0, said.remote)).toBeUndefined();
  const third = log(b, 3);
  await inTurn(remote, b, a);
  expect(b.store.read.version(third)?.number).toBe(2);
  expectSame(b, a);
});

test('a claim of which not every number has come is read', async () => {
  const remote = createMemoryRemote();
  const a = party(1);
  const versions = [1, 2, 3].map((size) => log(a, size));
  await syncOnce(a, remote);
  const id = blockOf(a).remote;
  expect(a.store.read.blockAt(collection, 0, id)).toBe(versions.length);
  expect(a.store.read.blockAt(collection, 1, id)).toBeUndefined();
  expect(a.store.read.blockAt(collection, 0, 'b'.repeat(64))).toBeUndefined();
  const b = party(2);
  const ops = [...a.store.allOps()].map(({ op }) => op);
  const first = ops.findIndex(({ kind }) => kind === 'number');
  b.store.receive(ops.slice(0, first + 2), []);
  expect(b.store.read.blockAt(collection, 0, id)).toBeUndefined();
});
