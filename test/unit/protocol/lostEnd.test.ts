// The end of a log that its head names and nobody finds is told, also where it was never here: it is late at first, and lost in time.
import { afterEach, expect, test } from 'vitest';
import { createMemoryRemote } from '../../../electron/engine/remotes/memory.js';
import type { Remote } from '../../../electron/engine/remotes/types.js';
import { syncOnce } from '../../../electron/engine/sync/syncOnce.js';
import type { SyncParty } from '../../../electron/engine/sync/types.js';
import { syncParties } from '../../support/syncParties.js';

const { party, log, close } = syncParties('r-end');
afterEach(close);

const MINUTE = 60_000;

interface World {
  readonly remote: Remote;
  readonly a: SyncParty;
  readonly b: SyncParty;
  /** The last of the operations of `a` that are there. */
  readonly last: number;
  /** The end comes. */
  bring(): void;
}

/** Two devices wrote, and the end of the log of the first is not there. */
async function withoutEnd(): Promise<World> {
  const whole = createMemoryRemote();
  const [a, b] = [party(1), party(2)];
  log(a, 1);
  await syncOnce(a, whole);
  log(b, 2);
  await syncOnce(b, whole);
  await syncOnce(a, whole);
  const last = Math.max(...b.store.opsOf(a.store.device.id, 0, 1e9).map(({ op }) => op.seq));
  const keys = async (): Promise<readonly string[]> => (await whole.list(`log/${a.store.device.id}/`, undefined)).items.map(({ key }) => key);
  const before = await keys();
  log(a, 3);
  await syncOnce(a, whole);
  const gone = new Set((await keys()).filter((key) => !before.includes(key)));
  const remote: Remote = {
    ...whole,
    list: async (...asked) => {
      const page = await whole.list(...asked);
      return { ...page, items: page.items.filter(({ key }) => !gone.has(key)) };
    },
    get: async (key, ...rest) => (gone.has(key) ? undefined : whole.get(key, ...rest)),
  };
  return { remote, a, b, last, bring: () => gone.clear() };
}

const at = (each: SyncParty, now: number): SyncParty => ({ ...each, clock: { now: () => now } });

test('it is late while its head has named it for less than an hour, then missing, and nothing once it is there', async () => {
  const { remote, a, bring } = await withoutEnd();
  const c = party(3);
  const begin = c.clock.now();
  const told = async (after: number): Promise<readonly string[]> => (await syncOnce(at(c, begin + after), remote)).findings.map(({ key: of, reason }) => `${reason} ${of}`);
  const log = `log/${a.store.device.id}/`;
  expect(await told(0)).toEqual([`late ${log}`]);
  expect(await told(59 * MINUTE)).toEqual([`late ${log}`]);
  expect(await told(60 * MINUTE)).toEqual([`missing ${log}`]);
  bring();
  expect(await told(61 * MINUTE)).toEqual([]);
  expect(c.store.stateHash()).toBe(a.store.stateHash());
});

test('what was seen by a clock that was ahead does not count', async () => {
  const { remote, b } = await withoutEnd();
  const begin = b.clock.now();
  const reasons = async (after: number): Promise<readonly string[]> => (await syncOnce(at(b, begin + after), remote)).findings.map(({ reason }) => reason);
  expect(await reasons(1000 * MINUTE)).toEqual(['late']);
  expect(await reasons(0)).toEqual(['late']);
  expect(await reasons(60 * MINUTE)).toEqual(['missing']);
});

test('of a device that was taken out nothing is missed above what counts', async () => {
  const { remote, a, b, last } = await withoutEnd();
  expect((await syncOnce(b, remote)).findings).toMatchObject([{ reason: 'late' }]);
  b.store.write(b.actor, (tx) => void tx.append({ kind: 'device.remove', body: { device: a.store.device.id, lastSeq: last } }));
  expect((await syncOnce(b, remote)).findings).toEqual([]);
  const c = party(3);
  await syncOnce(c, remote);
  expect((await syncOnce(c, remote)).findings).toEqual([]);
  expect(c.store.stateHash()).toBe(b.store.stateHash());
});
