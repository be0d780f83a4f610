// What a look at a remote found and could not mend is told in words until a look that can see it finds it whole.
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { StorageFinding } from '../../shared/contract/storage.js';
import type { EngineWorld } from '../support/engineWorld.js';
import { filesUnder } from '../support/filesUnder.js';
import { joinedWorlds } from '../support/joinedWorlds.js';
import { tempFolder } from '../support/tempFolder.js';

const joined = joinedWorlds();

async function verified(w: EngineWorld): Promise<StorageFinding[]> {
  for await (const event of await w.engine.client.storage.verify({ remote: true, deep: false })) if (event.event === 'done') return event.findings;
  throw new Error('It ended early');
}

async function logged(remote: string): Promise<EngineWorld> {
  const w = await joined(remote);
  await w.log([w.put('large.bin', Buffer.alloc(50_000, 7))], { name: 'one' });
  await w.engine.client.sync.now({});
  return w;
}

it('damage to a claim, which every look reads, is told until one finds it whole, deep or not', async () => {
  const remote = tempFolder();
  const a = await logged(remote);
  const b = await joined(remote);
  const damaged = join(remote, 'claims', filesUnder(join(remote, 'claims'))[0] ?? '');
  writeFileSync(damaged, Buffer.alloc(statSync(damaged).size, '{'));
  expect((await verified(b)).some(({ healed }) => !healed)).toBe(true);
  const items = async () => (await b.engine.client.sync.status()).items;
  expect((await items())[0]).toMatchObject({ kind: 'damaged' });
  expect((await verified(a)).every(({ healed }) => healed)).toBe(true);
  expect(await verified(b)).toEqual([]);
  expect(await items()).toEqual([]);
}, 60_000);
