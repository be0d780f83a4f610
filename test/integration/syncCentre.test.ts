// What syncing does by itself: it asks no more than it must where something is missing or cannot be settled, and goes on after what passes.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Remote } from '../../electron/engine/remotes/types.js';
import { safetensorsBytes } from '../fixtures/safetensors.js';
import { createEngineWorld, openEngine, type EngineWorld } from '../support/engineWorld.js';
import { joinedWorlds } from '../support/joinedWorlds.js';
import { tempFolder } from '../support/tempFolder.js';

const joined = joinedWorlds();

/** Counts what the device asks its remote from now on. */
async function counted({ engine: { context } }: EngineWorld): Promise<{ requests(): number }> {
  const { remote } = await context.sync.open(context.registry.id);
  const wire = remote as { -readonly [K in keyof Remote]: Remote[K] };
  const { head, list, get } = wire;
  let requests = 0;
  wire.head = (...args) => ((requests += 1), head(...args));
  wire.list = (...args) => ((requests += 1), list(...args));
  wire.get = (...args) => ((requests += 1), get(...args));
  return { requests: () => requests };
}

const weights = (n: number): Buffer => safetensorsBytes({ w: { dtype: 'F32', shape: [2 + n], data: Buffer.alloc(8 + 4 * n, n) } });

describe('syncing by itself', () => {
  it('asks the remote twice at the most for a move that cannot be settled', async () => {
    const remote = tempFolder();
    writeFileSync(join(remote, 'config'), `{"cairn":"config/1","features":["tomorrow"],"nonce":"${'0'.repeat(32)}","registry":"${'a'.repeat(32)}"}`);
    const a = await joined(remote);
    const { ref } = await a.log([a.put('one.bin', 'one')], { name: 'one' });
    const { requests } = await counted(a);
    expect(await a.engine.client.registry.setAlias({ ref, alias: 'production' })).toMatchObject({ state: 'publishing' });
    expect(requests()).toBeLessThan(20);
  }, 30_000);

  it('brings the facts that two versions share', async () => {
    const remote = tempFolder();
    const a = await joined(remote);
    const refs: string[] = [];
    for (const fill of [1, 2]) refs.push((await a.log([a.put('m.safetensors', safetensorsBytes({ w: { dtype: 'F32', shape: [2], data: Buffer.alloc(8, fill) } }))], { name: 'm' })).ref);
    await a.engine.client.sync.now({});
    const d = await joined(remote);
    const facts = d.engine.context.registry.read.factBlobs(10);
    expect(facts).toHaveLength(1);
    await vi.waitFor(() => expect(d.engine.context.cache.has(facts)).toEqual([true]), { timeout: 20_000, interval: 50 });
    for (const ref of refs) expect((await d.show(ref)).availability).toBe('online');
  }, 60_000);

  it('brings what is pinned though facts fail to come, and says once why they did', async () => {
    const remote = tempFolder();
    const a = await joined(remote);
    const { ref } = await a.log([a.put('m.safetensors', weights(3))], { name: 'm' });
    await a.engine.client.sync.now({});
    const d = await createEngineWorld();
    onTestFinished(() => d.end());
    await d.engine.client.remotes.add({ name: 'team', target: { url: pathToFileURL(remote).href, secrets: {} } });
    const { context, client } = d.engine;
    const [facts = ''] = a.engine.context.registry.read.factBlobs(10);
    mkdirSync(join(d.home, 'incoming', `${facts.slice(3)}.part`), { recursive: true });
    await client.sync.now({}).catch(() => undefined);
    const { id } = await d.show(ref);
    context.cache.sync.pin(context.registry.id, id, 1);
    for (let n = 0; n < 2; n += 1) await client.sync.now({}).catch(() => undefined);
    await vi.waitFor(async () => expect((await d.show(ref)).availability).toBe('offline'), { timeout: 20_000, interval: 50 });
    expect(context.cache.sync.logLines(facts.slice(5), null, 10)).toHaveLength(1);
  }, 60_000);

  it('does not ask with every sync for facts and pinned files that the remote does not have, and does an hour later', async () => {
    const remote = tempFolder();
    const a = await joined(remote);
    for (let n = 0; n < 12; n += 1) await a.log([a.put(`m${n}.safetensors`, weights(n))], { name: `m${n}` });
    await a.log([a.put('large.bin', Buffer.alloc(100_000, 1))], { name: 'large' });
    await a.engine.client.sync.now({});
    const chunks = join(remote, 'chunks');
    rmSync(chunks, { recursive: true });
    mkdirSync(chunks);
    const d = await joined(remote);
    const { id } = await d.show('large:latest');
    d.engine.context.cache.sync.pin(d.engine.context.registry.id, id, 1);
    await d.engine.client.sync.now({});
    const { requests } = await counted(d);
    await d.engine.client.sync.now({});
    expect(requests()).toBeLessThan(4);
    expect((await d.show('large:latest')).availability).not.toBe('offline');
    expect(d.engine.context.cache.sync.logLines('is pinned', null, 10)).toHaveLength(1);
    for await (const _ of await a.engine.client.storage.verify({ remote: true })) void _;
    const clock = d.engine.context.ports.clock as { now: () => number };
    const real = clock.now;
    const hour = vi.spyOn(clock, 'now').mockImplementation(() => real() + 61 * 60_000);
    await d.engine.client.sync.now({});
    hour.mockRestore();
    expect((await d.show('large:latest')).availability, 'it works offline').toBe('offline');
  }, 60_000);

  it('waits while the list of remotes cannot be read', async () => {
    const folder = tempFolder();
    const caught: unknown[] = [];
    const before = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    process.on('uncaughtException', (error) => void caught.push(error));
    const engine = await openEngine(join(folder, 'home'), { door: 'window' });
    try {
      writeFileSync(join(folder, 'home', 'remotes.json'), '{"remotes":[');
      await new Promise((resolve) => setTimeout(resolve, 1000));
      rmSync(join(folder, 'home', 'remotes.json'));
    } finally {
      process.removeAllListeners('uncaughtException');
      for (const each of before) process.on('uncaughtException', each);
      await engine.close();
    }
    expect(caught).toEqual([]);
  });
});
