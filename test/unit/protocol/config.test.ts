// The config of a remote says what a writer must know: one that changed since it was read last is seen before anything is written.
import { afterEach, expect, test } from 'vitest';
import { createMemoryRemote } from '../../../electron/engine/remotes/memory.js';
import type { Remote } from '../../../electron/engine/remotes/types.js';
import { pendingOf } from '../../../electron/engine/sync/centre/pending.js';
import { readConfig, writeConfig } from '../../../electron/engine/sync/config.js';
import { syncOnce } from '../../../electron/engine/sync/syncOnce.js';
import { syncParties } from '../../support/syncParties.js';

const { party, log, close, random } = syncParties('r-config');
afterEach(close);

/** The remote as it is read once a later Cairn has changed its config. */
function changed(remote: Remote, from: string, to: string): Remote {
  return {
    ...remote,
    async get(key, ...rest) {
      const body = await remote.get(key, ...rest);
      return key === 'config' && body ? Buffer.from(Buffer.from(body).toString('utf8').replace(from, to)) : body;
    },
  };
}

const objects = async (remote: Remote): Promise<string[]> => (await remote.list('', undefined)).items.map(({ key, tag }) => `${key} ${tag}`);

test('a feature that came after the config was read stops a device that is in step from writing, and not from reading', async () => {
  const [a, b, remote] = [party(1), party(2), createMemoryRemote()];
  for (const each of [a, b]) log(each, 1);
  for (const each of [a, b, a, b]) await syncOnce(each, remote);
  log(a, 2);
  await syncOnce(a, remote);
  const before = await objects(remote);
  log(b, 3);
  const later = changed(remote, '"features":[]', '"features":["tomorrow"]');
  await expect(syncOnce(b, later)).rejects.toMatchObject({ code: 'newer_version', details: { features: ['tomorrow'] } });
  expect(await syncOnce(b, later)).toMatchObject({ sent: 0, numbered: 0, findings: [{ reason: 'newer_version' }] });
  expect(await objects(remote)).toEqual(before);
  expect(a.store.chainHeads().filter(({ device }) => device === a.store.device.id).every(({ hash }) => b.store.hasOp(hash))).toBe(true);
});

test('what was sent before a feature came is not taken for unsent', async () => {
  const [a, remote] = [party(1), createMemoryRemote()];
  log(a, 1);
  await syncOnce(a, remote);
  await syncOnce(a, remote);
  const later = changed(remote, '"features":[]', '"features":["tomorrow"]');
  await syncOnce(a, later);
  const sent = a.store.opCount();
  log(a, 2);
  await syncOnce(a, later).catch(() => undefined);
  expect(pendingOf(a).ops).toBe(a.store.opCount() - sent);
});

test('a config of a later format says that Cairn has to be updated, anything else that it is none', async () => {
  const remote = createMemoryRemote();
  await writeConfig(remote, 'r-config', random);
  await expect(readConfig(changed(remote, 'config/1', 'config/2'))).rejects.toMatchObject({ code: 'newer_version', message: expect.stringContaining('Update Cairn') as string });
  await expect(readConfig(changed(remote, 'config/1', 'other'))).rejects.toMatchObject({ code: 'corrupt' });
  const a = party(1);
  log(a, 1);
  await syncOnce(a, remote);
  log(a, 2);
  await expect(syncOnce(a, changed(remote, 'config/1', 'config/2'))).rejects.toMatchObject({ code: 'newer_version' });
});
