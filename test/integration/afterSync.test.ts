// What comes by itself after a sync, while it takes long: one pass at a time, and ended by whoever ends it.
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import type { SyncCentre } from '../../electron/engine/sync/centre/types.js';
import { createSyncCentre } from '../../electron/engine/sync/centre/centre.js';
import type { EngineWorld } from '../support/engineWorld.js';
import { joinedWorlds } from '../support/joinedWorlds.js';
import { tempFolder } from '../support/tempFolder.js';

const joined = joinedWorlds();
/** Longer than the time between two polls. */
const POLL_MS = 20_000;
const LARGE = 4_000_000;

/** A centre of the same engine, with so few bytes a second that none of its transfers ends, and a clock that goes on when it is told to. */
function slowCentre({ engine: { context } }: EngineWorld, most: { readonly up?: number; readonly down?: number }): { centre: SyncCentre; poll(): Promise<void> } {
  const { cache, remotes, clockWatch, actor, ports } = context;
  let ahead = 0;
  const clock = { now: () => Date.now() + ahead };
  const centre = createSyncCentre({ cache, ports: { ...ports, clock }, remotes, clockWatch, actor, registries: () => context.registries, choices: () => ({ paused: false, up: null, down: null, ...most }), choose: () => undefined, renew: () => undefined, networks: () => ({}) });
  onTestFinished(() => centre.stop());
  return {
    centre,
    async poll() {
      const before = centre.status().registries[0]?.synced ?? 0;
      ahead += POLL_MS;
      await expect.poll(() => centre.status().registries[0]?.synced ?? 0).toBeGreaterThan(before + POLL_MS / 2);
    },
  };
}

async function team(): Promise<{ folder: string; a: EngineWorld; ref: string }> {
  const folder = join(tempFolder(), 'team');
  mkdirSync(folder);
  const a = await joined(folder);
  const { ref } = await a.log([a.put('large.bin', randomBytes(LARGE))], { name: 'm' });
  await a.engine.client.sync.now({});
  return { folder, a, ref };
}

/** Another device, where the version is pinned and not fetched yet. */
async function pinned(): Promise<{ b: EngineWorld; registry: string; version: string }> {
  const { folder, ref } = await team();
  const b = await joined(folder);
  const version = (await b.show(ref)).id;
  const [remote] = await b.engine.client.remotes.list();
  const registry = remote?.registry ?? '';
  b.engine.context.cache.sync.pin(registry, version, Date.now());
  return { b, registry, version };
}

it('a mirror is copied to once at a time, however long a pass takes', async () => {
  const { a } = await team();
  const usb = join(tempFolder(), 'usb');
  mkdirSync(usb);
  await a.engine.client.remotes.addMirror({ name: 'team', mirror: 'usb', target: { url: pathToFileURL(usb).href, secrets: {} } });
  const { centre, poll } = slowCentre(a, { up: 2000 });
  centre.start();
  const passes = () => centre.status().transfers.filter(({ label }) => label === 'mirror usb').length;
  await expect.poll(passes).toBe(1);
  for (let polls = 0; polls < 3; polls += 1) await poll();
  expect(passes()).toBe(1);
});

it('a pass of a mirror that a person ended is no fault of the mirror, and holds back nothing of the registry; who waits for it ends by himself', async () => {
  const { a } = await team();
  const usb = join(tempFolder(), 'usb');
  mkdirSync(usb);
  const [remote] = await a.engine.client.remotes.list();
  await a.engine.client.remotes.addMirror({ name: 'team', mirror: 'usb', target: { url: pathToFileURL(usb).href, secrets: {} } });
  const { centre, poll } = slowCentre(a, { up: 2000 });
  centre.start();
  const pass = () => centre.status().transfers.find(({ label }) => label === 'mirror usb');
  await expect.poll(pass).toBeDefined();
  await expect(centre.mirror(remote?.registry ?? '', 'usb', AbortSignal.timeout(300))).rejects.toThrow('timeout');
  expect(pass()).toBeDefined();
  centre.cancel(pass()?.id ?? '');
  await expect.poll(pass).toBeUndefined();
  await poll();
  expect(pass()).toBeUndefined();
  expect(centre.status()).toMatchObject({ word: 'synced', items: [] });
});

it('a pinned version is fetched once at a time, and no more after a person ended that', async () => {
  const { b, registry, version } = await pinned();
  const { centre, poll } = slowCentre(b, { down: 10 });
  centre.start();
  const downloads = () => centre.status().transfers.filter(({ direction }) => direction === 'down');
  await expect.poll(() => downloads().length).toBe(1);
  for (let polls = 0; polls < 2; polls += 1) await poll();
  expect(downloads()).toHaveLength(1);
  centre.cancel(downloads()[0]?.id ?? '');
  await expect.poll(() => downloads().length).toBe(0);
  for (let polls = 0; polls < 2; polls += 1) await poll();
  expect(downloads()).toHaveLength(0);
  expect(b.engine.context.cache.sync.isPinned(registry, version)).toBe(false);
  const lines = b.engine.context.cache.sync.logLines('', null, 20);
  expect(lines.map(({ text }) => text)).toContain('m:v0: its download was cancelled, and it is pinned no more.');
  expect(lines.filter(({ level }) => level === 'warning')).toEqual([]);
});

it('a sync that is told to end ends, also while it fetches what is pinned', async () => {
  const { b } = await pinned();
  const { centre } = slowCentre(b, { down: 10 });
  const abort = new AbortController();
  const syncing = centre.now({ refill: false, signal: abort.signal });
  await expect.poll(() => centre.status().transfers.length).toBe(1);
  abort.abort(new DOMException('Ended by a person', 'AbortError'));
  await expect(syncing).rejects.toThrow('Ended by a person');
});
