// Wherever a byte is turned of an object that no hash in its key vouches for: it is found, and what stood there is put back.
import { afterEach, expect, test } from 'vitest';
import { createMemoryRemote } from '../../../electron/engine/remotes/memory.js';
import type { Remote } from '../../../electron/engine/remotes/types.js';
import { createLanes } from '../../../electron/engine/sync/bytes/lanes.js';
import { readConfig } from '../../../electron/engine/sync/config.js';
import { isWhole, putSweep, takeLease } from '../../../electron/engine/sync/gc/objects.js';
import { healConfig } from '../../../electron/engine/sync/heal/config.js';
import { healDecisions } from '../../../electron/engine/sync/heal/decisions.js';
import { healHeads, readHeads } from '../../../electron/engine/sync/heal/heads.js';
import { createHealing } from '../../../electron/engine/sync/heal/healing.js';
import { healLogs, readLogs, recordedDevices } from '../../../electron/engine/sync/heal/logs.js';
import type { HealContext, RemoteLack } from '../../../electron/engine/sync/heal/types.js';
import { syncOnce } from '../../../electron/engine/sync/syncOnce.js';
import type { SyncParty } from '../../../electron/engine/sync/types.js';
import { systemRandom } from '../../support/ports.js';
import { syncParties } from '../../support/syncParties.js';

const { party, log, collection, close } = syncParties('r-every-byte');
afterEach(close);

const LIMIT = 1 << 20;
/** Bytes from one that is turned to the next: all of them take long, and were tried. */
const STEP = 5;

/** The remote with other bytes at some keys, as if they had been damaged there. */
function damageable(inner: Remote): Remote & { turn(key: string, at: number): Promise<Uint8Array> } {
  const over = new Map<string, Uint8Array>();
  const tag = (key: string): string => `${key} ${Buffer.from(over.get(key) ?? []).toString('hex')}`;
  return {
    ...inner,
    get: (key, most, signal) => (over.has(key) ? Promise.resolve(over.get(key)) : inner.get(key, most, signal)),
    async head(key, signal) {
      const item = await inner.head(key, signal);
      return item && over.has(key) ? { ...item, tag: tag(key) } : item;
    },
    put: (key, body, signal) => (over.delete(key), inner.put(key, body, signal)),
    async mend(key, found, body, signal) {
      if (over.has(key) && found === tag(key)) {
        over.delete(key);
        return inner.mend(key, (await inner.head(key))?.tag ?? '', body, signal);
      }
      return inner.mend(key, found, body, signal);
    },
    async turn(key, at) {
      const body = Uint8Array.from((await inner.get(key, LIMIT)) ?? []);
      const turned = body.slice();
      turned[at] = (turned[at] ?? 0) ^ 1;
      over.set(key, turned);
      return body;
    },
  };
}

const contextOf = (a: SyncParty, opened: Remote, remoteId: string): HealContext => ({ party: a, remote: createHealing(opened), remoteId, lanes: createLanes(), signal: undefined }) as unknown as HealContext;

/** Looks at what lies in one of the folders. */
async function look(a: SyncParty, remote: Remote, folder: string): Promise<readonly RemoteLack[]> {
  if (folder === 'config') return (await healConfig(a, remote)).lacks;
  const context = contextOf(a, remote, (await readConfig(remote))?.remoteId ?? '');
  if (folder === 'claims') return healDecisions(context);
  const heads = await readHeads(context);
  const logs = await readLogs(context);
  return folder === 'heads' ? healHeads(context, heads, logs) : healLogs(context, logs, await recordedDevices(context));
}

test('of the config, a head, a device, a claim or a move', async () => {
  const remote = damageable(createMemoryRemote());
  const [a, b] = [party(1), party(2)];
  const version = log(a, 1);
  await syncOnce(a, remote);
  await syncOnce(b, remote);
  log(b, 2);
  await syncOnce(b, remote);
  a.store.write(a.actor, (tx) => void tx.moveAlias({ collection, alias: 'production', target: version }));
  await syncOnce(a, remote);
  for (const folder of ['config', 'heads', 'devices', 'claims']) expect(await look(a, remote, folder)).toEqual([]);
  const keys = (await remote.list('', undefined)).items.map(({ key }) => key).filter((key) => /^(config|heads|devices|claims)/.test(key));
  expect(keys).toHaveLength(1 + 2 + 2 + 3);
  for (const key of keys) {
    const folder = key.split('/')[0] ?? '';
    const whole = (await remote.get(key, LIMIT)) ?? new Uint8Array(0);
    for (let at = key.length % STEP; at < whole.length; at += STEP) {
      await remote.turn(key, at);
      const byOther = key === `heads/${b.store.device.id}` || (key.startsWith('claims/') && key.endsWith('1'));
      expect(await look(a, remote, folder), `${key} at ${at}`).toMatchObject([{ id: key, problem: 'damaged', healed: !byOther }]);
      if (byOther) await (key.startsWith('heads/') ? remote.put(key, whole) : look(b, remote, folder));
      expect(Buffer.compare((await remote.get(key, LIMIT)) ?? new Uint8Array(0), whole), `${key} at ${at}`).toBe(0);
    }
  }
}, 60_000);

test('of what collection wrote', async () => {
  const remote = createMemoryRemote();
  const { device } = party(1).store;
  await takeLease(remote, { device: device.id, random: systemRandom, now: 1, livesMs: 1 });
  await putSweep(remote, 1, [`b3:${'7'.padStart(64, '0')}`, `b3:${'8'.padStart(64, '0')}`]);
  for (const { key } of (await remote.list('gc/', undefined)).items) {
    const body = (await remote.get(key, LIMIT)) ?? new Uint8Array(0);
    expect(isWhole(key, body, new Set([device.id]))).toBe(true);
    for (let at = 0; at < body.length; at += 1) {
      const turned = body.slice();
      turned[at] = (turned[at] ?? 0) ^ 1;
      expect(isWhole(key, turned, new Set([device.id])), `${key} at ${at}`).toBe(false);
    }
  }
});

test('a remote that was made anew is not taken for one whose config is damaged', async () => {
  const [old, anew] = [createMemoryRemote(), createMemoryRemote()];
  const a = party(1);
  log(a, 1);
  await syncOnce(a, old);
  const b = { ...party(2), random: { bytes: (length: number) => new Uint8Array(length).fill(9) } };
  log(b, 2);
  await syncOnce(b, anew);
  const config = await readConfig(anew);
  expect(await healConfig(a, anew)).toEqual({ remoteId: config?.remoteId, lacks: [] });
});
