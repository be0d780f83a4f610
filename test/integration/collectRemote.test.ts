// Collecting in a remote: what nothing names is marked, goes when its time is over and not before, and stays when anybody began to
// name it again in between; a remote that cannot be read whole loses nothing.
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { GRACE_MS } from '../../electron/engine/sync/gc/collectRemote.js';
import { putManifestObject } from '../../electron/engine/sync/manifests.js';
import { createEngineWorld, failureOf, type EngineWorld } from '../support/engineWorld.js';
import { filesUnder } from '../support/filesUnder.js';
import { tempFolder } from '../support/tempFolder.js';

const worlds: EngineWorld[] = [];
afterEach(async () => {
  for (const each of worlds.splice(0)) await each.end();
});

async function joined(remote: string): Promise<EngineWorld> {
  const w = await createEngineWorld();
  worlds.push(w);
  await w.engine.client.remotes.add({ name: 'team', target: { url: pathToFileURL(remote).href, secrets: {} } });
  await w.engine.client.sync.now({});
  return w;
}

const chunks = (remote: string): string[] => filesUnder(join(remote, 'chunks'));
const large = (remote: string): string[] => chunks(remote).filter((path) => statSync(join(remote, 'chunks', path)).size >= 100_000);
const bytes = (seed: number): Buffer => Buffer.alloc(100_000 + seed, seed);

/** Everything of the remote was put so long ago. */
function age(remote: string, ms: number, only = ''): void {
  for (const path of filesUnder(remote)) {
    if (!path.startsWith(only)) continue;
    const { mtimeMs } = statSync(join(remote, path));
    utimesSync(join(remote, path), (mtimeMs - ms) / 1000, (mtimeMs - ms) / 1000);
  }
}

/** Deletes a version and lets its retention end. */
async function expire(w: EngineWorld, ref: string): Promise<void> {
  await w.engine.client.registry.delete({ ref, force: true });
  const clock = w.engine.context.ports.clock as { now: () => number };
  const real = clock.now;
  clock.now = () => real() + 40 * 86_400_000;
  ends.push(() => (clock.now = real));
}
const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

describe('collecting in a remote', () => {
  it('marks, waits two weeks by the clock of the remote, and then removes what nothing names', async () => {
    const remote = tempFolder();
    const [a] = [await joined(remote), await joined(remote)];
    await a.log([a.put('one.bin', bytes(1))], { name: 'one' });
    const { ref } = await a.log([a.put('two.bin', bytes(2))], { name: 'two' });
    await a.engine.client.sync.now({});
    await worlds[1]?.log([worlds[1].put('b.bin', 'b')], { name: 'b' });
    await worlds[1]?.engine.client.sync.now({});
    expect(large(remote)).toHaveLength(2);
    await expire(a, ref);
    const { client } = a.engine;
    expect(await client.storage.collectRemote({})).toMatchObject({ done: false, gone: { count: 0 }, waiting: { count: 0 }, graceMs: GRACE_MS });
    const marked = await client.storage.collectRemote({ confirm: true });
    expect(marked.fresh.bytes).toBeGreaterThanOrEqual(100_002);
    expect(large(remote)).toHaveLength(2);
    expect(await client.storage.collectRemote({ confirm: true })).toMatchObject({ gone: { count: 0 } });
    age(remote, GRACE_MS + 60_000);
    const gone = await client.storage.collectRemote({ confirm: true });
    expect(gone.gone.bytes).toBe(marked.fresh.bytes);
    expect(large(remote)).toHaveLength(1);
    expect(readdirSync(join(remote, 'gc')).flatMap((part) => readdirSync(join(remote, 'gc', part)))).toEqual([]);
    await a.engine.client.storage.evict({ subject: { ref: 'one:v0' }, confirm: true });
    expect((await a.use('one:v0', a.at('out'))).bytes).toBe(100_001);
  }, 60_000);

  it('keeps what another device logged again in between: it puts what is marked anew before it publishes', async () => {
    const remote = tempFolder();
    const [a, b] = [await joined(remote), await joined(remote)];
    const { ref } = await a.log([a.put('two.bin', bytes(2))], { name: 'two' });
    await a.engine.client.sync.now({});
    await b.log([b.put('own.bin', 'b')], { name: 'own' });
    await b.engine.client.sync.now({});
    await expire(a, ref);
    await a.engine.client.storage.collectRemote({ confirm: true });
    age(remote, GRACE_MS + 60_000);
    await b.log([b.put('again.bin', bytes(2))], { name: 'again' });
    await b.engine.client.sync.now({});
    expect(await a.engine.client.storage.collectRemote({ confirm: true })).toMatchObject({ gone: { count: 0 } });
    expect(large(remote)).toHaveLength(1);
    // Before b's log was read, the time at which the chunk was put again alone keeps it.
    expect(Math.max(...large(remote).map((path) => statSync(join(remote, 'chunks', path)).mtimeMs))).toBeGreaterThan(Date.now() - 60_000);
  }, 60_000);

  it('removes at once where no other device ever wrote, and nothing where not everything can be read', async () => {
    const remote = tempFolder();
    const a = await joined(remote);
    await a.log([a.put('one.bin', bytes(1))], { name: 'one' });
    const { ref } = await a.log([a.put('two.bin', bytes(2))], { name: 'two' });
    await a.engine.client.sync.now({});
    await expire(a, ref);
    const manifests = join(remote, 'manifests');
    const [first] = readdirSync(manifests).filter((name) => filesUnder(join(manifests, name)).length > 0);
    const lists = readdirSync(manifests);
    expect(first).toBeDefined();
    for (const name of lists) rmSync(join(manifests, name), { recursive: true });
    const error = await failureOf(a.engine.client.storage.collectRemote({ confirm: true }));
    expect(error.code).toBe('corrupt');
    expect(large(remote)).toHaveLength(2);
    for await (const _ of await a.engine.client.storage.verify({ remote: true })) void _;
    expect(await a.engine.client.storage.collectRemote({ confirm: true })).toMatchObject({ graceMs: 0, gone: { count: expect.any(Number) as number } });
    expect(large(remote)).toHaveLength(1);
  }, 60_000);

  it('removes nothing while one of the objects of a manifest is damaged, though another can be read', async () => {
    const remote = tempFolder();
    const a = await joined(remote);
    const { digest } = await a.log([a.put('long.bin', randomBytes(17 * 1024 * 1024))], { name: 'long' });
    await a.engine.client.sync.now({});
    const folder = join(remote, 'manifests', digest.slice(3));
    const [withList = ''] = readdirSync(folder);
    const { registry, sync } = a.engine.context;
    // As a device writes it that has the manifest and not the bytes.
    await putManifestObject((await sync.open(registry.id)).remote, digest, registry.read.manifest(digest) ?? '', {});
    const whole = readFileSync(join(folder, withList));
    writeFileSync(join(folder, withList), 'cut');
    const before = chunks(remote);
    expect((await failureOf(a.engine.client.storage.collectRemote({ confirm: true }))).code).toBe('corrupt');
    expect(chunks(remote)).toEqual(before);
    writeFileSync(join(folder, withList), whole);
    expect(await a.engine.client.storage.collectRemote({ confirm: true })).toMatchObject({ done: true });
    expect(large(remote).length).toBeGreaterThanOrEqual(2);
  }, 60_000);
});
