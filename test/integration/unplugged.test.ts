// A disk that is pulled out in the middle of a sync, and whose mount point stays as an empty folder.
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Remote } from '../../electron/engine/remotes/types.js';
import { expectError, failureOf } from '../support/engineWorld.js';
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
  expect(await failureOf(a.engine.client.sync.now({}))).toMatchObject({ code: 'not_found', details: { gone: true } });
  expect(await a.engine.client.sync.status()).toMatchObject({ word: 'attention', items: [{ kind: 'gone' }] });
  expect(filesUnder(mount)).toEqual([]);
  rmSync(mount, { recursive: true });
  renameSync(`${mount}.away`, mount);
  await a.engine.client.sync.now({});
  const c = await joined(mount);
  expect((await c.use('two:latest', c.at('out'))).bytes).toBe(100_000);
});

it('leaves no folder in its place where one could be made, and is said to be away until it is back', async () => {
  const disk = join(tempFolder(), 'disk');
  mkdirSync(disk);
  const a = await joined(disk);
  await a.log([a.put('one.bin', 'one')], { name: 'one' });
  renameSync(disk, `${disk}.away`);
  const error = await failureOf(a.engine.client.sync.now({}));
  expectError(error, 'offline', [disk, 'connected']);
  for await (const _ of await a.engine.client.remotes.test({ name: 'team' })) void _;
  expect(existsSync(disk)).toBe(false);
  expect(await a.engine.client.sync.status()).toMatchObject({ word: 'offline', items: [{ kind: 'offline', cause: error.message }] });
  renameSync(`${disk}.away`, disk);
  expect(await a.engine.client.sync.now({})).toMatchObject({ pending: 0 });
});

it('is made and filled again when a person says so', async () => {
  const disk = join(tempFolder(), 'disk');
  mkdirSync(disk);
  const a = await joined(disk);
  await a.log([a.put('one.bin', Buffer.alloc(100_000, 1))], { name: 'one' });
  await a.engine.client.sync.now({});
  rmSync(disk, { recursive: true });
  expect((await failureOf(a.engine.client.sync.now({}))).code).toBe('offline');
  await a.engine.client.sync.now({ refill: true });
  const b = await joined(disk);
  expect((await b.use('one:latest', b.at('out'))).bytes).toBe(100_000);
});
