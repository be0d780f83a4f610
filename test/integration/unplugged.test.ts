// A disk that is pulled out in the middle of a sync, and whose mount point stays as an empty folder.
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Remote } from '../../electron/engine/remotes/types.js';
import { failureOf } from '../support/engineWorld.js';
import { filesUnder } from '../support/filesUnder.js';
import { joinedWorlds } from '../support/joinedWorlds.js';
import { tempFolder } from '../support/tempFolder.js';

const joined = joinedWorlds();

it('gets nothing written into its place, and everything once it is back', async () => {
  const mount = join(tempFolder(), 'disk');
  mkdirSync(mount);
  const a = await joined(mount);
  await a.log([a.put('one.bin', Buffer.alloc(100_000, 1))], { name: 'one' });
  for (let turn = 0; turn < 2; turn += 1) await a.engine.client.sync.now({});
  await a.log([a.put('two.bin', Buffer.alloc(100_000, 2))], { name: 'two' });
  const { remote } = await a.engine.context.sync.open(a.engine.context.registry.id);
  const { list } = remote;
  (remote as { list: Remote['list'] }).list = async (...args) => {
    const page = await list(...args);
    (remote as { list: Remote['list'] }).list = list;
    renameSync(mount, `${mount}.away`);
    mkdirSync(mount);
    return page;
  };
  expect((await failureOf(a.engine.client.sync.now({}))).code).toBe('offline');
  expect(await a.engine.client.sync.now({})).toMatchObject({ sent: 0, findings: [{ reason: 'remote_empty' }] });
  expect(filesUnder(mount)).toEqual([]);
  rmSync(mount, { recursive: true });
  renameSync(`${mount}.away`, mount);
  expect((await failureOf(a.engine.client.sync.now({}))).code).toBe('offline');
  await a.engine.client.sync.now({});
  const c = await joined(mount);
  expect((await c.use('two:latest', c.at('out'))).bytes).toBe(100_000);
});
