// Collecting in a remote: what nothing names is marked, goes when its time is over and not before, and stays when anybody began to
// name it again in between; a remote that cannot be read whole loses nothing.
import { randomBytes } from 'node:crypto';
import { cpSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { CairnError } from '../../shared/contract/errors.js';
import type { Remote } from '../../electron/engine/remotes/types.js';
import { GRACE_MS } from '../../electron/engine/sync/gc/collectRemote.js';
import { putManifestObject } from '../../electron/engine/sync/manifests.js';
import { failureOf, openEngine, type EngineWorld } from '../support/engineWorld.js';
import { filesUnder } from '../support/filesUnder.js';
import { joinedWorlds } from '../support/joinedWorlds.js';
import { tempFolder } from '../support/tempFolder.js';

const joined = joinedWorlds();

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

/** Deletes a version so long ago that its retention is over, by the clock of the remote too. */
async function expire(w: EngineWorld, ref: string): Promise<void> {
  const clock = w.engine.context.ports.clock as { now: () => number };
  const real = clock.now;
  clock.now = () => real() - 40 * 86_400_000;
  try {
    await w.engine.client.registry.delete({ ref, force: true });
  } finally {
    clock.now = real;
  }
}

/** The remote that an engine works with, to stand in its way. */
const wireOf = async ({ engine: { context } }: EngineWorld): Promise<{ -readonly [K in keyof Remote]: Remote[K] }> => (await context.sync.open(context.registry.id)).remote;
const cut = (): Promise<never> => Promise.reject(new CairnError('offline', 'cut', { retry: false }));

function gate(): { readonly opened: Promise<void>; open(): void } {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open: () => open() };
}

/** Two devices that know each other, a version of 100,002 bytes that is deleted for good and whose chunk is marked, and a third device. */
async function marked(remote: string): Promise<[EngineWorld, EngineWorld, EngineWorld]> {
  const [a, b, c] = [await joined(remote), await joined(remote), await joined(remote)];
  const { ref } = await a.log([a.put('two.bin', bytes(2))], { name: 'two' });
  await a.engine.client.sync.now({});
  await b.log([b.put('own.bin', 'b')], { name: 'own' });
  await b.engine.client.sync.now({});
  await expire(a, ref);
  await a.engine.client.storage.collectRemote({ confirm: true });
  return [a, b, c];
}

/** Whoever reads it all can have the files of a version. */
async function canHave(w: EngineWorld, name: string, length: number): Promise<void> {
  await w.engine.client.sync.now({});
  expect((await w.use(`${name}:latest`, w.at('out'))).bytes).toBe(length);
}

describe('collecting in a remote', () => {
  it('marks, waits two weeks by the clock of the remote, and then removes what nothing names', async () => {
    const remote = tempFolder();
    const [a, b] = [await joined(remote), await joined(remote)];
    await a.log([a.put('one.bin', bytes(1))], { name: 'one' });
    const { ref } = await a.log([a.put('two.bin', bytes(2))], { name: 'two' });
    await a.engine.client.sync.now({});
    await b.log([b.put('b.bin', 'b')], { name: 'b' });
    await b.engine.client.sync.now({});
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
    // What went stays marked for those who saw it lie there, and then is forgotten.
    expect(filesUnder(join(remote, 'gc'))).toHaveLength(1);
    age(remote, GRACE_MS + 60_000);
    await client.storage.collectRemote({ confirm: true });
    expect(filesUnder(join(remote, 'gc'))).toEqual([]);
    await a.engine.client.storage.evict({ subject: { ref: 'one:v0' }, confirm: true });
    expect((await a.use('one:v0', a.at('out'))).bytes).toBe(100_001);
  }, 60_000);

  it('sends nothing while it is only asked what would go', async () => {
    const remote = tempFolder();
    const [a, b] = [await joined(remote), await joined(remote)];
    await a.log([a.put('one.bin', bytes(1))], { name: 'one' });
    await a.engine.client.sync.now({});
    await b.log([b.put('two.bin', bytes(2))], { name: 'two' });
    const before = filesUnder(remote);
    expect(await b.engine.client.storage.collectRemote({ confirm: false })).toMatchObject({ done: false, fresh: { count: 0 } });
    expect(filesUnder(remote)).toEqual(before);
    // It has read what others published all the same.
    expect((await b.show('one:v0')).bytes).toBe(100_001);
  });

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

  it('does not let a device rely on what it saw while it was marked: what went is put again by who names it', async () => {
    const remote = tempFolder();
    const [a, b, c] = await marked(remote);
    age(remote, GRACE_MS - 86_400_000);
    await b.log([b.put('again.bin', bytes(2))], { name: 'again' });
    // Cut after its chunks were looked for.
    const wire = await wireOf(b);
    const { list } = wire;
    wire.list = (prefix, ...rest) => (prefix === 'gc/' ? cut() : list(prefix, ...rest));
    expect((await failureOf(b.engine.client.sync.now({}))).code).toBe('offline');
    wire.list = list;
    age(remote, 2 * 86_400_000);
    expect((await a.engine.client.storage.collectRemote({ confirm: true })).gone.count).toBeGreaterThan(0);
    expect(large(remote)).toHaveLength(0);
    expect((await b.engine.client.sync.now({})).findings).toEqual([]);
    await canHave(c, 'again', 100_002);
  }, 60_000);

  it('puts again what is marked also where the remote alone has it, and looks again where sending took more than a week', async () => {
    const remote = tempFolder();
    const [a, b, c] = await marked(remote);
    await b.log([b.put('again.bin', bytes(2))], { name: 'again' });
    const { cache, registry } = b.engine.context;
    const blobs = registry.read.versionBlobs([(await b.show('again:latest')).id]).map(({ blob }) => blob);
    expect((await cache.remove(blobs, (all) => new Set(all))).removed).toHaveLength(1);
    const wire = await wireOf(b);
    const { list, now } = wire;
    let passed = 0;
    wire.now = async (signal) => ((await now(signal)) ?? 0) + passed;
    wire.list = (prefix, ...rest) => {
      if (prefix === 'gc/') passed = 8 * 86_400_000;
      return list(prefix, ...rest);
    };
    expect((await failureOf(b.engine.client.sync.now({}))).message).toContain('more than a week');
    wire.list = list;
    expect((await b.engine.client.sync.now({})).findings).toEqual([]);
    wire.now = now;
    age(remote, GRACE_MS + 60_000);
    await a.engine.client.storage.collectRemote({ confirm: true });
    await canHave(c, 'again', 100_002);
  }, 60_000);

  it('has a version that was deleted for good, and is logged again, sent again with its bytes', async () => {
    const remote = tempFolder();
    const [a, b, c] = await marked(remote);
    await a.log([a.put('two.bin', bytes(2))], { name: 'two' });
    age(remote, GRACE_MS + 60_000);
    expect((await b.engine.client.storage.collectRemote({ confirm: true })).gone.count).toBeGreaterThan(0);
    expect(large(remote)).toHaveLength(0);
    await a.engine.client.sync.now({});
    await canHave(c, 'two', 100_002);
  }, 60_000);

  it('takes nothing that was put again between its look and its removal', async () => {
    const remote = tempFolder();
    const [a, b, c] = await marked(remote);
    age(remote, GRACE_MS + 60_000);
    await b.log([b.put('again.bin', bytes(2))], { name: 'again' });
    const [ofA, ofB] = [await wireOf(a), await wireOf(b)];
    const [chunk] = large(remote);
    const isChunk = (key: string): boolean => key === `chunks/${chunk ?? ''}`;
    const [looked, put] = [gate(), gate()];
    const { delete: remove } = ofA;
    ofA.delete = async (key, signal) => {
      if (!isChunk(key)) return remove(key, signal);
      looked.open();
      await put.opened;
      await remove(key, signal);
    };
    const { list, put: write } = ofB;
    let collecting: Promise<unknown> | undefined;
    ofB.list = async (prefix, ...rest) => {
      const page = await list(prefix, ...rest);
      if (prefix === 'gc/' && !collecting) {
        collecting = a.engine.client.storage.collectRemote({ confirm: true });
        await looked.opened;
      }
      return page;
    };
    ofB.put = async (key, ...rest) => {
      const tag = await write(key, ...rest);
      if (isChunk(key)) {
        put.open();
        await collecting;
      }
      return tag;
    };
    expect((await b.engine.client.sync.now({})).findings).toEqual([]);
    await canHave(c, 'again', 100_002);
  }, 60_000);

  it('waits where another device has only begun to write: before its first segment, and between that and its head', async () => {
    const remote = tempFolder();
    const a = await joined(remote);
    await a.log([a.put('one.bin', bytes(1))], { name: 'one' });
    await a.engine.client.sync.now({});
    const b = await joined(remote);
    await b.log([b.put('first.bin', bytes(5))], { name: 'first' });
    const wire = await wireOf(b);
    const { list, put } = wire;
    let first: unknown;
    wire.list = async (prefix, ...rest) => {
      if (prefix === 'gc/') first ??= await a.engine.client.storage.collectRemote({ confirm: true });
      return list(prefix, ...rest);
    };
    wire.put = (key, ...rest) => (key.startsWith('heads/') ? cut() : put(key, ...rest));
    expect((await failureOf(b.engine.client.sync.now({}))).code).toBe('offline');
    expect(first).toMatchObject({ graceMs: GRACE_MS, gone: { count: 0 } });
    // Its segment is there, its head is not, and it stays away.
    age(remote, GRACE_MS + 60_000);
    await a.engine.client.storage.collectRemote({ confirm: true });
    age(remote, GRACE_MS + 60_000);
    await a.engine.client.storage.collectRemote({ confirm: true });
    wire.put = put;
    await b.engine.client.sync.now({});
    await canHave(await joined(remote), 'first', 100_005);
  }, 60_000);

  it('waits where another machine is about to publish under the identity of this device, as a cloned disk does', async () => {
    const remote = tempFolder();
    const a = await joined(remote);
    const home = join(tempFolder(), 'home');
    cpSync(a.home, home, { recursive: true });
    const clone = await openEngine(home);
    onTestFinished(() => clone.close());
    await a.log([a.put('first.bin', bytes(5))], { name: 'first' });
    const wire = await wireOf(a);
    const { list } = wire;
    let collected: unknown;
    wire.list = async (prefix, ...rest) => {
      const page = await list(prefix, ...rest);
      if (prefix === 'gc/') collected ??= await clone.client.storage.collectRemote({ confirm: true });
      return page;
    };
    await a.engine.client.sync.now({});
    expect(collected).toMatchObject({ graceMs: GRACE_MS, gone: { count: 0 } });
    expect(filesUnder(join(remote, 'gc', 'writing'))).toEqual([]);
    await canHave(await joined(remote), 'first', 100_005);
  }, 60_000);

  it('ends no retention by a clock here that is ahead of the remote, and lets a device that was taken out remove nothing', async () => {
    const remote = tempFolder();
    const a = await joined(remote);
    const { ref } = await a.log([a.put('two.bin', bytes(2))], { name: 'two' });
    await a.engine.client.sync.now({});
    await a.engine.client.registry.delete({ ref, force: true });
    const clock = a.engine.context.ports.clock as { now: () => number };
    const real = clock.now;
    clock.now = () => real() + 40 * 86_400_000;
    try {
      expect(await a.engine.client.storage.collectRemote({ confirm: true })).toMatchObject({ graceMs: 0, fresh: { count: 0 }, gone: { count: 0 } });
    } finally {
      clock.now = real;
    }
    expect(large(remote)).toHaveLength(1);
    const { registry, actor } = a.engine.context;
    registry.write(actor(), (tx) => void tx.append({ kind: 'device.remove', body: { device: registry.device.id, lastSeq: 0 } }));
    expect((await failureOf(a.engine.client.storage.collectRemote({ confirm: true }))).code).toBe('forbidden');
  }, 60_000);
});
