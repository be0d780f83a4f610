// Refusals that say what is the matter: a device by its name, a number that is not final yet, a pin that waits for its remote.
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { failureOf } from '../support/engineWorld.js';
import { joinedWorlds } from '../support/joinedWorlds.js';
import { tempFolder } from '../support/tempFolder.js';

const joined = joinedWorlds();

it('name the device, the number that waits, and the pin that stays', async () => {
  const remote = join(tempFolder(), 'team');
  const a = await joined(remote);
  await a.log([a.put('one.bin', 'one')], { name: 'one' });
  expect((await failureOf(a.show('one:v0'))).message).toMatch(/one has no v0: the number of one version or link in it made here will be final once it has synced/);
  await a.engine.client.sync.now({});
  expect(await failureOf(a.engine.client.sync.removeDevice({ device: 'laptop' }))).toMatchObject({ code: 'not_found', message: expect.stringContaining('There is no device "laptop"') as string });
  const b = await joined(remote);
  renameSync(remote, `${remote}.away`);
  const pin = async (): Promise<void> => {
    for await (const _event of await b.engine.client.storage.pin({ ref: 'one:v0' }));
  };
  const error = await failureOf(pin());
  expect([error.code, error.message]).toEqual(['offline', expect.stringContaining('It stays pinned')]);
  const [kept] = await b.engine.client.storage.kept({ ref: 'one:v0' });
  expect(kept?.pinned).toBe(true);
}, 60_000);
