// Marks, sweeps and the lease of a collection, by the clock of the remote and against other collections.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CairnError } from '../../../shared/contract/errors.js';
import { createMemoryRemote } from '../../../electron/engine/remotes/memory.js';
import type { Remote } from '../../../electron/engine/remotes/types.js';
import { withFaults } from '../../../electron/engine/remotes/wrap/faults.js';
import { withRetry } from '../../../electron/engine/remotes/wrap/retry.js';
import { collectRemote, GRACE_MS, LEASE_MS, type CollectRemoteOptions, type RemoteCollected } from '../../../electron/engine/sync/gc/collectRemote.js';
import { namedChunks } from '../../../electron/engine/sync/gc/named.js';
import { putMark, readCondemned, takeLease, type LeaseTaker } from '../../../electron/engine/sync/gc/objects.js';
import { putList } from '../../../electron/engine/sync/bytes/lone.js';
import { createLanes } from '../../../electron/engine/sync/bytes/lanes.js';
import { systemRandom } from '../../support/ports.js';
import { syncParties } from '../../support/syncParties.js';

const { party, close } = syncParties('r-collecting');
afterEach(close);

let now: number;
let remote: Remote;
let named: Set<string>;
beforeEach(() => {
  now = 1_700_000_000_123;
  remote = createMemoryRemote(() => now);
  named = new Set();
});

const HEX = '7'.padStart(64, '0');
const KEY = `chunks/${HEX.slice(0, 2)}/${HEX}`;
const body = Buffer.from('x');

const collect = (options: Partial<CollectRemoteOptions> = {}): Promise<RemoteCollected> =>
  collectRemote({ remote, device: 'd', random: systemRandom, confirm: true, graceMs: () => Promise.resolve(GRACE_MS), now: () => now, named: () => Promise.resolve({ chunks: named, unread: [] }), ...options });
const lease = (device: string): LeaseTaker => ({ device, random: systemRandom, now, livesMs: LEASE_MS });
const pass = (ms: number): void => void (now += ms);
const keysOf = async (prefix: string): Promise<string[]> => (await remote.list(prefix, undefined)).items.map(({ key }) => key);

test('a chunk that was marked, put again and named, and is loose once more, is marked anew and goes', async () => {
  await remote.putIfAbsent(KEY, body);
  pass(1000);
  await collect();
  pass(1000);
  await remote.put(KEY, body);
  named.add(`b3:${HEX}`);
  pass(1000);
  await collect();
  named.clear();
  pass(1000);
  expect(await collect()).toMatchObject({ fresh: { count: 1 }, gone: { count: 0 } });
  pass(GRACE_MS - 1000);
  expect(await collect()).toMatchObject({ fresh: { count: 0 }, waiting: { count: 1 } });
  pass(1000);
  expect(await collect()).toMatchObject({ gone: { count: 1 } });
  expect(await remote.head(KEY)).toBeUndefined();
});

test('who finds a mark gone that was listed looks for the one that a sweep left in its place', async () => {
  await putMark(remote, [`b3:${HEX}`]);
  const [old = ''] = await keysOf('gc/marks/');
  const { get } = remote;
  remote = {
    ...remote,
    async get(key, maxBytes) {
      if (key === old) {
        await putMark(remote, [`b3:${HEX}`], { sweep: 1 });
        await remote.delete(old);
      }
      return get(key, maxBytes);
    },
  };
  const { marks } = await readCondemned(remote);
  expect(marks.map(({ chunks }) => [...chunks])).toEqual([[`b3:${HEX}`]]);
});

test('a store that lists milliseconds and tells whole seconds has not put anything again', async () => {
  remote = { ...remote, head: ((head) => async (key, signal) => {
    const item = await head(key, signal);
    return item && { ...item, at: Math.floor(item.at / 1000) * 1000 };
  })(remote.head) };
  await remote.putIfAbsent(KEY, body);
  pass(5000);
  await collect();
  pass(GRACE_MS + 5000);
  expect(await collect()).toMatchObject({ gone: { count: 1 } });
});

test('what goes at once stays where another device began to write since it was looked', async () => {
  await remote.putIfAbsent(KEY, body);
  pass(1000);
  let asked = 0;
  const graceMs = (): Promise<number> => Promise.resolve((asked += 1) === 1 ? 0 : GRACE_MS);
  expect(await collect({ graceMs })).toMatchObject({ gone: { count: 0 } });
  expect(await remote.head(KEY)).toBeDefined();
  expect(await collect({ graceMs: () => Promise.resolve(0) })).toMatchObject({ gone: { count: 1 } });
});

test('who stalled with the lease loses it for good, also after others had it and gave it back', async () => {
  const first = await takeLease(remote, lease('one'));
  pass(LEASE_MS);
  const second = await takeLease(remote, lease('two'));
  expect(await first?.stands()).toBe(false);
  await second?.release();
  pass(1000);
  const third = await takeLease(remote, lease('three'));
  expect(await first?.stands()).toBe(false);
  await first?.release();
  expect(await third?.stands()).toBe(true);
});

test('who took the lease has it although the answer was lost; a machine of the same identity that comes at the same moment has not', async () => {
  let lost = 0;
  const faulty = withFaults(remote, (call) => (call === 'putIfAbsent' && (lost += 1) === 1 ? 'loseReply' : 'none'));
  const first = await takeLease(withRetry(faulty, { random: () => 0, sleep: () => Promise.resolve() }), lease('one'));
  expect(await first?.stands()).toBe(true);
  await first?.release();
  const raced = { ...remote, list: async () => ({ items: [], more: false }) };
  expect(await takeLease(raced, lease('one'))).toBeDefined();
  expect(await takeLease(raced, lease('one'))).toBeUndefined();
});

test('a sweep ends long before those who publish stop to heed it; what is left goes with the next one', async () => {
  const other = `chunks/00/${'8'.padStart(64, '0')}`;
  await remote.putIfAbsent(KEY, body);
  await remote.putIfAbsent(other, body);
  pass(1000);
  await collect();
  pass(GRACE_MS);
  const slow: Remote = { ...remote, delete: async (key, signal) => (await remote.delete(key, signal), key.startsWith('chunks/') && pass(LEASE_MS / 2), undefined) };
  expect(await collect({ remote: slow })).toMatchObject({ gone: { count: 1 }, waiting: { count: 1 } });
  expect(await remote.head(other)).toBeDefined();
  expect(await collect()).toMatchObject({ gone: { count: 1 } });
  expect(await keysOf('gc/sweep/')).toEqual([]);
});

test('what would go is told where nothing may be written', async () => {
  await remote.putIfAbsent(KEY, body);
  pass(1000);
  const refused = (): Promise<never> => Promise.reject(new CairnError('forbidden', 'read only'));
  const readOnly: Remote = { ...remote, now: refused, put: refused, putIfAbsent: refused, delete: refused };
  expect(await collect({ remote: readOnly, confirm: false })).toMatchObject({ done: false, fresh: { count: 1 } });
  await expect(collect({ remote: readOnly })).rejects.toMatchObject({ code: 'forbidden' });
});

test('nothing is marked or removed by another clock than the remote’s where that may not be asked', async () => {
  await remote.putIfAbsent(KEY, body);
  pass(1000);
  remote = { ...remote, now: () => Promise.reject(new CairnError('forbidden', 'no time for you')) };
  await expect(collect()).rejects.toMatchObject({ code: 'forbidden' });
  expect(await keysOf('gc/')).toEqual([]);
});

test('a blob that an operation names needs the chunks of its list; where that is damaged, what it needs is not known', async () => {
  const { store, actor } = party(1);
  const [blob, chunk] = [`b3:${'a'.repeat(64)}`, `b3:${'c'.repeat(64)}`];
  store.write(actor, (tx) => void tx.append({ kind: 'setting', body: { scope: 'registry', key: 'report', value: blob } }));
  await putList(remote, blob, { chunker: 'gear', version: 1, chunks: [{ digest: chunk, length: 5 }] });
  const ask = () => namedChunks(store, remote, createLanes(), { gone: new Set() });
  expect(await ask()).toEqual({ chunks: new Set([blob, chunk]), unread: [] });
  const [list] = await keysOf('lists/');
  await remote.put(list ?? '', Buffer.from('half of'));
  expect((await ask()).unread).toEqual([blob]);
});
