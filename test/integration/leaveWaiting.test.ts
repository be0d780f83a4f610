// A remote is not left while something waits for it, also a move of a protected alias that no operation tells of yet.
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { failureOf } from '../support/engineWorld.js';
import { joinedWorlds } from '../support/joinedWorlds.js';
import { tempFolder } from '../support/tempFolder.js';

const joined = joinedWorlds();

it('a move of a protected alias that waits keeps its remote from being left unasked', async () => {
  const remote = join(tempFolder(), 'team');
  const w = await joined(remote);
  const { client } = w.engine;
  const { id } = await w.log([w.put('one.bin', 'one')], { name: 'one' });
  for (let turn = 0; turn < 2; turn += 1) await client.sync.now({});
  renameSync(remote, `${remote}.away`);
  expect(await client.registry.setAlias({ ref: id, alias: 'production' })).toMatchObject({ state: 'publishing' });
  const error = await failureOf(client.remotes.remove({ name: 'team', force: false }));
  expect([error.code, error.message]).toEqual(['held', expect.stringContaining('1 number or move of a protected alias')]);
  expect(await client.remotes.remove({ name: 'team', force: true })).toMatchObject({ waiting: 1 });
}, 60_000);
