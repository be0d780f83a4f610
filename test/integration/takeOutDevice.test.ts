// Taking a device out of a registry: what it had published by then counts, also what had not arrived here yet.
import { readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cairn } from '../support/cli.js';
import { expectError, failureOf, type EngineWorld } from '../support/engineWorld.js';
import { joinedWorlds } from '../support/joinedWorlds.js';
import { tempFolder } from '../support/tempFolder.js';

const joined = joinedWorlds();

/** What `b` published last has not arrived at `a`, who knows it by that id. */
async function two(): Promise<{ remote: string; a: EngineWorld; b: EngineWorld; id: string }> {
  const remote = join(tempFolder(), 'team');
  const a = await joined(remote);
  const b = await joined(remote);
  await b.log([b.put('base.bin', 'base')], { name: 'base' });
  await b.engine.client.sync.now({});
  await a.engine.client.sync.now({});
  await b.log([b.put('work.bin', 'work')], { name: 'work' });
  await b.engine.client.sync.now({});
  const id = (await a.engine.client.sync.devices({})).find(({ self }) => !self)?.id ?? '';
  return { remote, a, b, id };
}

it('keeps what it published and this device had not read', async () => {
  const { a, b, id } = await two();
  expect(await a.engine.client.sync.removeDevice({ device: id })).toMatchObject({ removed: true, shutOut: 0 });
  for (const { engine } of [a, b]) await engine.client.sync.now({});
  for (const each of [a, b]) expect((await each.show('work:v0')).bytes).toBe(4);
}, 60_000);

it('is refused where that cannot be read, and says how to keep what is known; one that is said counts as it is', async () => {
  const { remote, a, id } = await two();
  const known = (await a.engine.client.sync.devices({})).find((row) => row.id === id)?.ops ?? 0;
  renameSync(remote, `${remote}.away`);
  const error = await failureOf(a.engine.client.sync.removeDevice({ device: id }));
  expectError(error, 'offline', [`${known} of its operations are here`, `--last ${known - 1}`]);
  expect((await a.engine.client.sync.devices({})).find((row) => row.id === id)?.removed).toBe(false);
  // Of the operations that are not here yet two more count.
  expect(await a.engine.client.sync.removeDevice({ device: id, lastSeq: known + 1 })).toMatchObject({ removed: true });
  renameSync(`${remote}.away`, remote);
  await a.engine.client.sync.now({});
  const row = (await a.engine.client.sync.devices({})).find((each) => each.id === id);
  expect((row?.ops ?? 0) - (row?.shutOut ?? 0)).toBe(known + 2);
}, 60_000);

it('says how much is here once it was read as far as that went, not how much was here before', async () => {
  const { remote, a, b, id } = await two();
  await b.log([b.put('more.bin', 'more')], { name: 'more' });
  await b.engine.client.sync.now({});
  const known = (await a.engine.client.sync.devices({})).find((row) => row.id === id)?.ops ?? 0;
  const newest = readdirSync(join(remote, 'log', id)).sort().pop() ?? '';
  writeFileSync(join(remote, 'log', id, newest), 'torn');
  const error = await failureOf(a.engine.client.sync.removeDevice({ device: id }));
  const here = (await a.engine.client.sync.devices({})).find((row) => row.id === id)?.ops ?? 0;
  expect(here).toBeGreaterThan(known);
  expectError(error, 'corrupt', [`${here} of its operations are here`, `--last ${here - 1}`]);
  expect(error.details).toMatchObject({ ops: here });
}, 60_000);

it('ends the wait for a device of which nothing ever came, and never will', async () => {
  const { remote, a, b, id } = await two();
  for (const folder of [join('log', id), join('devices', id)]) rmSync(join(remote, folder), { recursive: true });
  await b.end();
  const c = await joined(remote);
  const { client } = c.engine;
  await expect(client.storage.collectRemote({ confirm: false })).rejects.toThrow('not everything');
  expect((await client.sync.devices({})).find((row) => row.id === id)).toMatchObject({ ops: 0, removed: false });
  expectError(await failureOf(client.sync.removeDevice({ device: id })), 'corrupt', ['0 of its operations are here', '--last 0']);
  await client.sync.removeDevice({ device: id, lastSeq: 0 });
  expect(await client.sync.now({})).toMatchObject({ findings: [] });
  expect(await client.storage.collectRemote({ confirm: false })).toMatchObject({ gone: { bytes: 0 } });
  // The log may be asked for before it is read that its device was taken out.
  await a.engine.client.sync.now({});
  expect((await a.engine.client.sync.now({})).findings).toEqual([]);
}, 60_000);

it('is asked for after the devices were listed, each with the registry that it writes to', async () => {
  const a = await joined(tempFolder());
  for (const registry of ['team', 'computer']) {
    await a.engine.client.system.useRegistry({ registry });
    await a.log([a.put('own.bin')], { name: 'own' });
  }
  const { stdout } = cairn(a.home, ['device', 'ls']);
  expect(stdout.split('\n')[0]).toMatch(/^registry +device +name/);
  for (const registry of ['On this computer', 'team']) expect(stdout).toMatch(new RegExp(`^${registry} +[0-9a-f]{16} `, 'm'));
  expect(cairn(a.home, ['device', 'ls', '--registry', 'team']).stdout).not.toContain('On this computer');
});
