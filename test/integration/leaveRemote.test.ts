// Leaving a remote: its registry stays on this computer, to be read, and nothing is written to it that nobody would ever see.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { cairn, cairnJson } from '../support/cli.js';
import { expectError, failureOf, type EngineWorld } from '../support/engineWorld.js';
import { joinedWorlds } from '../support/joinedWorlds.js';
import { tempFolder } from '../support/tempFolder.js';

const joined = joinedWorlds();

it('refuses every write and says what to do, until the remote is added again', async () => {
  const folder = tempFolder();
  const a = await joined(folder);
  const { client } = a.engine;
  const { ref } = await a.log([a.put('one.bin', 'one')], { name: 'one' });
  await client.sync.now({});
  await client.remotes.remove({ name: 'team', force: false });
  await a.refused(() => a.log([a.put('two.bin', 'two')], { name: 'one' }), 'forbidden', 'was left', 'cairn remote add', '--registry computer');
  expectError(await failureOf(client.registry.setAlias({ ref: 'one:v0', alias: 'production' })), 'forbidden', ['was left']);
  expect((await a.show('one:v0')).bytes).toBe(3);
  expect((await a.use(ref, a.at('out'))).bytes).toBe(3);
  // Bare names never stopped to mean it.
  expect(await client.remotes.add({ name: 'team', target: { url: pathToFileURL(folder).href, secrets: {} } })).toMatchObject({ becameHome: true, created: false });
  await a.log([a.put('two.bin', 'two')], { name: 'one' });
  expect(await client.sync.now({})).toMatchObject({ pending: 0 });
});

it('exits with an error on the command line, and writes to this computer where that is said', () => {
  const [home, folder] = [tempFolder(), tempFolder()];
  const work = tempFolder();
  mkdirSync(work, { recursive: true });
  writeFileSync(join(work, 'm.bin'), 'bytes');
  cairnJson(home, ['remote', 'add', 'team', folder]);
  cairnJson(home, ['remote', 'rm', 'team']);
  const refused = cairn(home, ['log', join(work, 'm.bin'), '--name', 'm']);
  expect(refused.status).toBe(1);
  expect(refused.stderr).toContain('was left');
  expect(cairnJson(home, ['log', join(work, 'm.bin'), '--name', 'm', '--registry', 'computer'])).toMatchObject({ ref: 'm:v0' });
});

it('says before and after how many bytes only the storage has', async () => {
  const folder = tempFolder();
  const a = await joined(folder);
  await a.log([a.put('one.bin', 'one')], { name: 'one' });
  await a.engine.client.sync.now({});
  const b = await joined(folder);
  const leave = (dryRun: boolean) => b.engine.client.remotes.remove({ name: 'team', dryRun });
  expect(await leave(true)).toMatchObject({ waiting: 0, absent: 3 });
  await b.engine.client.sync.now({});
  expect(await leave(false)).toMatchObject({ absent: 3 });
  expectError(await failureOf(leave(true)), 'not_found', ['team']);
});

it('leaves a registry that goes on being named as its remote was, unless another takes the name', async () => {
  const a = await joined(tempFolder());
  const { remotes, sync, system } = a.engine.client;
  const old = pathToFileURL(tempFolder()).href;
  const named = async (registry: string): Promise<string> => (await system.useRegistry({ registry })).registry.id;
  const add = (url: string) => remotes.add({ name: 'old', target: { url, secrets: {} } });
  const { remote: { registry: left } } = await add(old);
  await named('old');
  await a.log([a.put('one.bin', 'one')], { name: 'one' });
  await sync.now({});
  await remotes.remove({ name: 'old' });
  await named('team');
  expect((await failureOf(named('olds'))).message).toMatch(/Known: computer, (old, team|team, old)\./);
  expect(await named('old')).toBe(left);
  expect((await a.show('one:v0')).bytes).toBe(3);
  await add(pathToFileURL(tempFolder()).href);
  expect(await named('old')).not.toBe(left);
  expect(await named(old)).toBe(left);
});

it('tells what was not sent from what waits for an answer, and that others wait for the numbers of this device', async () => {
  const folder = tempFolder();
  const a = await joined(folder, 'single');
  const b = await joined(folder, 'single');
  await b.log([b.put('one.bin', 'one')], { name: 'one' });
  await b.engine.client.sync.now({});
  await a.engine.client.sync.now({});
  await b.log([b.put('two.bin', 'two')], { name: 'two' });
  await b.engine.client.sync.now({});
  const leave = ({ engine }: EngineWorld) => engine.client.remotes.remove({ name: 'team', dryRun: true });
  expect(await leave(b)).toMatchObject({ ops: 0, claims: 1, waiting: 1, numbering: false });
  expect(await leave(a)).toMatchObject({ waiting: 0, numbering: true });
  const said = (home: string, ...args: string[]): string => cairn(home, args).stdout;
  expect(said(a.home, 'remote', 'rm', 'team', '--dry-run')).toContain('others wait for theirs until one of them runs "cairn remote numbering"');
  expect(said(b.home, 'remote', 'rm', 'team', '--dry-run')).toMatch(/^Would leave team, though only with --force\. .* 1 number or move of a protected alias asked for here would stay open/);
  expect(said(b.home, 'sync', '--status')).toMatch(/team: 1 waits for .+, which gives the numbers there\. .* "cairn remote numbering team"/);
});

it('counts no bytes as out of reach that another remote has', async () => {
  const [folder, other] = [tempFolder(), tempFolder()];
  for (const [each, names] of [[folder, ['both', 'more']], [other, ['both']]] as const) {
    const a = await joined(each);
    for (const name of names) await a.log([a.put(name)], { name });
    await a.engine.client.sync.now({});
  }
  const b = await joined(folder);
  await b.engine.client.remotes.add({ name: 'other', target: { url: pathToFileURL(other).href, secrets: {} } });
  await b.engine.client.sync.now({});
  expect(await b.engine.client.remotes.remove({ name: 'team', dryRun: true })).toMatchObject({ absent: 4 });
});
