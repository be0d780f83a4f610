// What a look at a remote found and could not mend is told in words until a look that can see it finds it whole.
import { rmSync, statSync, writeFileSync } from 'node:fs';
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
  expect((await items())[0]).toMatchObject({ kind: 'damaged', what: expect.stringMatching(/^The claim of .*one:v0$/) as string, next: 'The numbers that the log gives stay; vm can put it back: let it run "cairn verify --remote".' });
  expect((await verified(a)).every(({ healed }) => healed)).toBe(true);
  expect(await verified(b)).toEqual([]);
  expect(await items()).toEqual([]);
}, 60_000);

it('bytes that are gone where they were written are not to be sent by the device that just looked', async () => {
  const remote = tempFolder();
  const a = await logged(remote);
  await a.engine.client.storage.evict({ subject: { ref: 'one:v0' }, confirm: true });
  rmSync(join(remote, 'chunks'), { recursive: true });
  const [found] = await verified(a);
  expect(found).toMatchObject({ healed: false, cause: 'In the remote its bytes were missing, and could not be sent again from here.' });
  expect(`${found?.message} ${found?.next}`).toContain('This device wrote it and did not have it any more. Log the same files again');
  expect(`${found?.message} ${found?.next}`).not.toContain('cairn verify');
}, 60_000);
