// A device that joins a registry is listed by the others before it has made anything, and begins its chain once.
import { expect, it } from 'vitest';
import { syncOnce } from '../../electron/engine/sync/syncOnce.js';
import { createMemoryRemote } from '../../electron/engine/remotes/memory.js';
import { joinedWorlds } from '../support/joinedWorlds.js';
import { syncParties } from '../support/syncParties.js';
import { tempFolder } from '../support/tempFolder.js';

const joined = joinedWorlds();

it('is listed with its name and when it was there', async () => {
  const folder = tempFolder();
  const a = await joined(folder);
  await a.log([a.put('one.bin', 'one')], { name: 'one' });
  await a.engine.client.sync.now({});
  const b = await joined(folder);
  await a.engine.client.sync.now({});
  const { id } = b.engine.context.registry.device;
  const [own] = (await b.engine.client.sync.devices({})).filter(({ self }) => self);
  const there = (await a.engine.client.sync.devices({})).find((row) => row.id === id);
  expect(there).toMatchObject({ name: own?.name, self: false, ops: 1, lastSent: expect.any(Number) });
  expect(await b.engine.client.sync.now({})).toMatchObject({ sent: 0, pending: 0 });
  await b.log([b.put('two.bin', 'two')], { name: 'two' });
  await b.engine.client.sync.now({});
  await a.engine.client.sync.now({});
  expect((await a.engine.client.sync.devices({})).find((row) => row.id === id)?.ops).toBeGreaterThan(1);
});

it('takes its log from before for its own where the database was lost and the key was not', async () => {
  const parties = syncParties('r-joined');
  const remote = createMemoryRemote();
  const before = parties.party(1);
  const version = parties.log(before, 1);
  await syncOnce(before, remote);
  const again = { ...parties.party(1), introduce: true };
  expect(await syncOnce(again, remote)).toMatchObject({ sent: 0, findings: [] });
  expect([again.store.isForked(again.store.device.id), again.store.read.version(version)?.label]).toEqual([false, 'v0']);
  expect(again.store.opCount()).toBe(before.store.opCount());
  parties.close();
});
