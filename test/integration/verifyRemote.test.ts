// Verifying a remote looks at what was sent there, and sends nothing that syncing would not.
import { randomBytes } from 'node:crypto';
import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { putAside } from '../../electron/engine/sync/centre/aside.js';
import type { StorageFinding } from '../../shared/contract/storage.js';
import type { EngineWorld } from '../support/engineWorld.js';
import { filesUnder } from '../support/filesUnder.js';
import { joinedWorlds } from '../support/joinedWorlds.js';
import { tempFolder } from '../support/tempFolder.js';

const joined = joinedWorlds();
const large = (w: EngineWorld): string => w.put('large.bin', randomBytes(300_000));

async function verified(w: EngineWorld): Promise<StorageFinding[]> {
  for await (const event of await w.engine.client.storage.verify({ remote: true, deep: true })) if (event.event === 'done') return event.findings;
  throw new Error('It ended early');
}

it('writes nothing by a device that was taken out, and says what is missing', async () => {
  const team = tempFolder();
  const a = await joined(team);
  const b = await joined(team);
  const { id: registry, device } = b.engine.context.registry;
  await b.log([large(b)], { name: 'm' });
  await b.engine.client.sync.now({});
  await a.engine.client.sync.now({});
  await a.engine.client.sync.removeDevice({ registry, device: device.id });
  await a.engine.client.sync.now({});
  await b.engine.client.sync.now({});
  renameSync(join(team, 'chunks'), join(tempFolder(), 'away'));
  const before = filesUnder(team);
  expect(await verified(b)).toMatchObject([{ place: 'remote', problem: 'missing', healed: false, affects: ['m:v0'] }]);
  expect(filesUnder(team)).toEqual(before);
});

it('neither sends nor misses what was not sent yet, also where a person put it aside', async () => {
  const team = tempFolder();
  const w = await joined(team);
  const { context } = w.engine;
  await w.log([large(w)], { name: 'm' });
  expect(await verified(w)).toEqual([]);
  putAside(context.registry, context.actor(), { label: 'm', at: 0 });
  expect(await verified(w)).toEqual([]);
  expect(existsSync(join(team, 'chunks'))).toBe(false);
});
