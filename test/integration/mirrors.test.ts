// A mirror holds what the remote held: it is read while the remote is away, joins nobody by mistake, and takes its place when it is lost.
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { blake3Hex } from '../../electron/engine/domain/blake3.js';
import { createEngineWorld, type EngineWorld } from '../support/engineWorld.js';
import { joinedWorlds } from '../support/joinedWorlds.js';
import { tempFolder } from '../support/tempFolder.js';

const joined = joinedWorlds();

/** The hash of every object that lies in a folder, but of those that are about the folder itself. */
function objectsOf(folder: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const key = relative(folder, path);
    if (entry.isFile() && !/^(config|promoted|\.)/.test(key)) found.set(key, blake3Hex(readFileSync(path)));
  }
  return found;
}

async function mirrored(): Promise<{ a: EngineWorld; team: string; usb: string; ref: string }> {
  const [team, usb] = [join(tempFolder(), 'team'), join(tempFolder(), 'usb')];
  for (const folder of [team, usb]) mkdirSync(folder);
  const a = await joined(team);
  const { ref } = await a.log([a.put('large.bin', randomBytes(20_000_000)), a.put('small.txt', 'small')], { name: 'm' });
  await a.engine.client.sync.now({});
  await a.engine.client.remotes.addMirror({ name: 'team', mirror: 'usb', target: { url: pathToFileURL(usb).href, secrets: {} } });
  return { a, team, usb, ref };
}

async function alone(): Promise<EngineWorld> {
  const world = await createEngineWorld();
  onTestFinished(() => world.end());
  return world;
}

it('is copied to after a sync, heads last, and lacks nothing of what the remote holds', async () => {
  const { a, team, usb } = await mirrored();
  await a.engine.client.sync.now({});
  expect(objectsOf(usb)).toEqual(objectsOf(team));
  const [remote] = await a.engine.client.remotes.list();
  expect(remote?.mirrors[0]).toMatchObject({ name: 'usb', problem: null, last: { objects: objectsOf(team).size } });
  await a.log([a.put('next.txt', 'next')], { name: 'm' });
  await a.engine.client.sync.now({});
  const again = await a.engine.client.remotes.copyMirror({ mirror: 'usb' });
  expect(again.copied).toBeGreaterThan(0);
  expect(objectsOf(usb)).toEqual(objectsOf(team));
  expect((await a.engine.client.remotes.copyMirror({ mirror: 'usb' })).copied).toBe(0);
});

it('serves what is fetched while the remote is away, or has lost it', async () => {
  const { a, team, ref } = await mirrored();
  await a.engine.client.sync.now({});
  const b = await joined(team);
  await b.engine.client.remotes.addMirror({ name: 'team', mirror: 'usb', target: { url: (await a.engine.client.remotes.list())[0]?.mirrors[0]?.url ?? '', secrets: {} } });
  rmSync(join(team, 'chunks'), { recursive: true });
  const out = join(b.folder, 'out');
  await b.use(ref, out);
  expect(readFileSync(join(out, 'small.txt'), 'utf8')).toBe('small');
  const c = await joined(team);
  await c.engine.client.remotes.addMirror({ name: 'team', mirror: 'usb', target: { url: (await a.engine.client.remotes.list())[0]?.mirrors[0]?.url ?? '', secrets: {} } });
  renameSync(team, `${team}.away`);
  await c.use(ref, join(c.folder, 'out'));
  expect(statSync(join(c.folder, 'out', 'large.bin')).size).toBe(20_000_000);
});

it('is read by who adds it, written by nobody, and takes the place of the remote once it is promoted', async () => {
  const { a, team, usb, ref } = await mirrored();
  await a.engine.client.sync.now({});
  const d = await alone();
  const added = await d.engine.client.remotes.add({ name: 'copy', target: { url: pathToFileURL(usb).href, secrets: {} } });
  expect(added.remote).toMatchObject({ mirror: true, writable: false });
  await d.engine.client.sync.now({});
  expect((await d.show(ref)).availability).toBe('online');
  const before = objectsOf(usb);
  await expect(d.log([d.put('own.txt', 'own')], { name: 'own' })).rejects.toThrow('is a mirror');
  await d.engine.client.sync.now({});
  expect(objectsOf(usb)).toEqual(before);

  rmSync(team, { recursive: true });
  expect(await d.engine.client.remotes.promote({ name: 'copy' })).toMatchObject({ mirror: false, writable: true });
  await d.log([d.put('own.txt', 'own')], { name: 'own' });
  await d.engine.client.sync.now({});
  await a.engine.client.remotes.update({ name: 'team', target: { url: pathToFileURL(usb).href, secrets: {} } });
  await a.log([a.put('later.txt', 'later')], { name: 'later' });
  await a.engine.client.sync.now({});
  await d.engine.client.sync.now({});
  expect((await a.show('own:v0')).availability).toBe('online');
  expect((await d.show('later:v0')).availability).toBe('online');
  expect((await a.engine.client.remotes.list())[0]?.mirrors).toEqual([]);
  await expect(d.engine.client.remotes.promote({ name: 'copy' })).rejects.toThrow('it is no mirror');
});

it('is never made over what is something else, nor in the empty place of a disk that is away', async () => {
  const { a, usb } = await mirrored();
  await a.engine.client.sync.now({});
  const other = tempFolder();
  await joined(other);
  await expect(a.engine.client.remotes.addMirror({ name: 'team', mirror: 'other', target: { url: pathToFileURL(other).href, secrets: {} } })).rejects.toThrow('a registry lives there already');
  rmSync(usb, { recursive: true });
  mkdirSync(usb);
  await expect(a.engine.client.remotes.copyMirror({ mirror: 'usb' })).rejects.toThrow('Is the right disk connected?');
  expect(readdirSync(usb).filter((name) => !name.startsWith('.'))).toEqual([]);
  expect((await a.engine.client.remotes.list())[0]?.mirrors[0]?.problem).toContain('Is the right disk connected?');
});

it('leaves out what is damaged in the remote, and names it', async () => {
  const { a, team, usb } = await mirrored();
  const key = [...objectsOf(team).keys()].find((each) => each.startsWith('chunks/'));
  if (!key) throw new Error('no chunk');
  const body = readFileSync(join(team, key));
  body[0] = (body[0] ?? 0) ^ 1;
  rmSync(join(team, key));
  writeFileSync(join(team, key), body);
  expect((await a.engine.client.remotes.copyMirror({ mirror: 'usb' })).damaged).toEqual([key]);
  expect(objectsOf(usb).has(key)).toBe(false);
});

it('is nowhere damaged for who verifies it, by the heads that name the remote they were copied from: read as a mirror, and promoted', async () => {
  const { a, team, usb } = await mirrored();
  const b = await joined(team);
  for (const w of [a, b, a]) await w.engine.client.sync.now({});
  await a.engine.client.remotes.copyMirror({ mirror: 'usb' });
  const config = readFileSync(join(usb, 'config'));
  const c = await joined(usb);
  const found = async (w: EngineWorld): Promise<unknown> => {
    for await (const event of await w.engine.client.storage.verify({ remote: true, deep: false })) if (event.event === 'done') return event.findings;
    return undefined;
  };
  expect(await found(c)).toEqual([]);
  const url = pathToFileURL(usb).href;
  await a.engine.client.remotes.update({ name: 'team', target: { url, secrets: {} } });
  await a.engine.client.remotes.promote({ name: 'team' });
  expect(await found(a)).toEqual([]);
  await a.engine.client.sync.now({});
  expect(await found(a)).toEqual([]);
  expect(readFileSync(join(usb, 'config')).equals(config)).toBe(true);
}, 60_000);

it('is told of where it can be copied to no more, as when somebody promoted it, and not where it only does not answer', async () => {
  const { a, usb } = await mirrored();
  const { remotes, sync } = a.engine.client;
  await sync.now({});
  renameSync(usb, `${usb}.away`);
  await expect(remotes.copyMirror({ mirror: 'usb' })).rejects.toThrow();
  expect(await sync.status()).toMatchObject({ word: 'synced', items: [] });
  renameSync(`${usb}.away`, usb);
  const d = await alone();
  await d.engine.client.remotes.add({ name: 'copy', target: { url: pathToFileURL(usb).href, secrets: {} } });
  await d.engine.client.remotes.promote({ name: 'copy' });
  await expect(remotes.copyMirror({ mirror: 'usb' })).rejects.toThrow('others may use it as the home now');
  const told = await sync.status();
  expect(told).toMatchObject({ word: 'attention', items: [{ kind: 'mirror', what: 'The mirror usb', cause: expect.stringContaining('somebody promoted it') as string, next: expect.stringContaining('cairn remote mirror rm') as string }] });
  await remotes.removeMirror({ mirror: 'usb' });
  expect(await sync.status()).toMatchObject({ word: 'synced', items: [] });
});
