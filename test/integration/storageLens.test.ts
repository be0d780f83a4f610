// The storage lens on real files: every byte accounted for, space freed exactly as promised and only where the remote proves that it
// has the bytes, files fetched again one by one, and nothing removed that can still be brought back.
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import type { StorageSubject } from '../../shared/contract/storage.js';
import { sealAll } from '../../electron/engine/commands/runs/seal.js';
import { collect } from '../../electron/engine/commands/storage/collect.js';
import type { EngineContext } from '../../electron/engine/commands/context.js';
import { putManifestObject } from '../../electron/engine/sync/manifests.js';
import { createEngineWorld, failureOf, type EngineWorld } from '../support/engineWorld.js';
import { filesUnder } from '../support/filesUnder.js';
import { tempFolder } from '../support/tempFolder.js';

const worlds: EngineWorld[] = [];
async function world(): Promise<EngineWorld> {
  const made = await createEngineWorld();
  worlds.push(made);
  return made;
}
afterEach(async () => {
  for (const each of worlds.splice(0)) await each.end();
});

const bytes = (seed: number, length: number): Buffer => Buffer.from(Uint8Array.from({ length }, (_, index) => (index * 31 + seed * 17 + (index >> 8)) & 0xff));

/** A registry in a folder, with a version of two files that is there too. */
async function synced(): Promise<{ w: EngineWorld; remote: string; ref: string }> {
  const w = await world();
  const remote = tempFolder();
  await w.engine.client.remotes.add({ name: 'team', target: { url: pathToFileURL(remote).href, secrets: {} } });
  w.put('in/model.bin', bytes(1, 300_000));
  w.put('in/other.bin', bytes(2, 200_000));
  const { ref } = await w.log([w.at('in')], { name: 'model' });
  await w.engine.client.sync.now({});
  return { w, remote, ref: w.engine.context.registry.read.version((await w.show('model')).id)?.ref ?? ref };
}

async function done<E extends { event: string }>(events: Promise<AsyncIterable<E>>): Promise<E> {
  for await (const event of await events) if (event.event === 'done') return event;
  throw new Error('It ended early');
}

const diskOf = (home: string): number => filesUnder(home).reduce((sum, path) => sum + statSync(join(home, path)).blocks * 512, 0);
const chunksIn = (remote: string): string[] => filesUnder(join(remote, 'chunks')).map((path) => join(remote, 'chunks', path));

describe('the storage lens', () => {
  it('adds up to what lies on the disk, and traces each byte to what it is for', async () => {
    const { w } = await synced();
    writeFileSync(join(w.home, 'stray.txt'), bytes(3, 50_000));
    const use = await w.engine.client.storage.use();
    const measured = diskOf(w.home);
    expect(Math.abs(use.total - measured) / measured).toBeLessThan(0.01);
    expect(use.parts.versions.count).toBe(2);
    expect(use.parts.other.bytes).toBeGreaterThanOrEqual(50_000);
    expect(use.only.bytes).toBe(0);
    expect(use.collections.find(({ name }) => name === 'model')).toMatchObject({ bytes: 500_000, here: 500_000, availability: 'offline', versions: 1 });
  });

  it('counts every object of the remote, and what nothing names', async () => {
    const { w, remote } = await synced();
    const measured = filesUnder(remote).reduce((sum, path) => sum + statSync(join(remote, path)).size, 0);
    const use = await w.engine.client.storage.remoteUse({});
    expect(use.total).toBe(measured);
    expect(Object.values(use.parts).reduce((sum, part) => sum + part.bytes, 0)).toBe(use.total);
    expect(use.unreferenced.count).toBe(0);
  });

  it('frees exactly what it promised, says online only, and fetches one file by itself', async () => {
    const { w, ref } = await synced();
    const { client, context } = w.engine;
    const promise = await client.storage.evict({ subject: { ref } });
    expect(promise).toMatchObject({ done: false, bytes: 500_000, blobs: 2, kept: [] });
    const before = diskOf(join(w.home, 'blobs'));
    expect(await client.storage.evict({ subject: { ref }, confirm: true })).toMatchObject({ done: true, bytes: 500_000 });
    expect(Math.abs(before - diskOf(join(w.home, 'blobs')) - 500_000)).toBeLessThan(5000 + 8192);
    expect((await w.show(ref)).availability).toBe('online');
    await done(client.storage.fetch({ ref, path: 'other.bin' }));
    expect((await w.show(ref)).availability).toBe('partly');
    expect(context.cache.stat().bytes).toBeGreaterThanOrEqual(200_000);
    const out = await w.use(ref, w.at('out'));
    expect(readFileSync(join(out.path, 'model.bin')).equals(bytes(1, 300_000))).toBe(true);
    const file: StorageSubject = { ref, path: 'model.bin' };
    expect(await client.storage.evict({ subject: file, confirm: true })).toMatchObject({ bytes: 300_000, blobs: 1 });
    expect((await failureOf(client.storage.evict({ subject: { ref, path: 'none.bin' } }))).code).toBe('not_found');
  });

  it('keeps what the remote lost, and what it holds damaged at the same length, also between promise and act', async () => {
    const { w, remote, ref } = await synced();
    const { client } = w.engine;
    expect((await client.storage.evict({ subject: { ref } })).bytes).toBe(500_000);
    const [large] = chunksIn(remote).filter((path) => statSync(path).size === 300_000);
    const kept = readFileSync(large ?? '');
    renameSync(large ?? '', `${large ?? ''}.away`);
    expect(await client.storage.evict({ subject: { ref }, confirm: true })).toMatchObject({ bytes: 200_000, kept: [{ reason: 'only_copy', bytes: 300_000 }] });
    const wrong = Buffer.from(kept);
    wrong[1000] = (wrong[1000] ?? 0) ^ 1;
    writeFileSync(large ?? '', wrong);
    expect(await client.storage.evict({ subject: { ref }, confirm: true })).toMatchObject({ bytes: 0, blobs: 0 });
    expect(readFileSync(w.engine.context.cache.blobPath((w.engine.context.registry.read.versionBlobs([(await w.show(ref)).id]).find(({ bytes: size }) => size === 300_000))?.blob ?? '')).equals(kept)).toBe(true);
  });

  it('keeps a long file while the remote has its chunks but nothing that says how they make it', async () => {
    const { w, remote } = await synced();
    const { client } = w.engine;
    const content = randomBytes(17 * 1024 * 1024);
    w.put('long.bin', content);
    const { ref } = await w.log([w.at('long.bin')], { name: 'long' });
    await client.sync.now({});
    const digest = (await w.show('long')).digest;
    const [manifest] = filesUnder(join(remote, 'manifests')).filter((path) => path.includes(digest.slice(3))).map((path) => join(remote, 'manifests', path));
    renameSync(manifest ?? '', join(remote, 'away'));
    expect(await client.storage.evict({ subject: { ref }, confirm: true })).toMatchObject({ bytes: 0, kept: [{ reason: 'only_copy' }] });
    renameSync(join(remote, 'away'), manifest ?? '');
    expect(await client.storage.evict({ subject: { ref }, confirm: true })).toMatchObject({ bytes: content.length });
    const out = await w.use(ref, w.at('out'));
    expect(readFileSync(join(out.path, 'long.bin')).equals(content)).toBe(true);
  });

  it('keeps what is here when an object of the remote lies about it: verifying the remote takes nothing away', async () => {
    const { w } = await synced();
    const { client, context } = w.engine;
    const store = context.registry;
    const { digest, id } = await w.show('model');
    const blobs = store.read.versionBlobs([id]);
    const { remote } = await context.sync.open(store.id);
    const lies = Object.fromEntries(blobs.map(({ blob, bytes: length }) => [blob, { chunker: 'gear', version: 1, chunks: [['ab'.repeat(32), length]] as [string, number][] }]));
    await putManifestObject(remote, digest, store.read.manifest(digest) ?? '', lies);
    await done(client.storage.verify({ remote: true, deep: false }));
    expect(context.cache.has(blobs.map(({ blob }) => blob))).toEqual([true, true]);
  });

  it('keeps what is here of a version that is being used while the rest of it comes', async () => {
    const { w, ref } = await synced();
    const { client } = w.engine;
    await client.storage.evict({ subject: { ref, path: 'other.bin' }, confirm: true });
    const using = w.use(ref, w.at('out'));
    const freed = await client.storage.evict({ subject: { ref }, confirm: true });
    await using;
    expect(readFileSync(w.at('out/model.bin')).equals(bytes(1, 300_000))).toBe(true);
    expect(freed).toMatchObject({ kept: expect.arrayContaining([expect.objectContaining({ reason: 'held' })]) as unknown });
    expect(await client.storage.evict({ subject: { ref }, confirm: true })).toMatchObject({ bytes: 500_000, kept: [] });
  });

  it('never evicts what is pinned; a pin is told to pages, and the cap frees only the rest', async () => {
    const { w, ref } = await synced();
    const { client, context } = w.engine;
    const seq = context.registry.changeSeq();
    await done(client.storage.pin({ ref }));
    expect(context.registry.changeSeq()).toBeGreaterThan(seq);
    expect((await w.show(ref)).pinned).toBe(true);
    expect(await client.storage.free({ bytes: 1e9, confirm: true })).toMatchObject({ bytes: 0 });
    await client.storage.unpin({ ref });
    expect((await client.storage.setCap({ cap: 250_000 })).cap).toBe(250_000);
    const freed = await client.storage.free({ confirm: true });
    expect(context.cache.stat().bytes).toBeLessThanOrEqual(250_000);
    expect(freed.bytes).toBeGreaterThan(0);
  });

  it('keeps what was not sent yet, also where the remote has the same bytes by another version that may go', async () => {
    const { w, remote, ref } = await synced();
    const { client, context } = w.engine;
    const b = await world();
    await b.engine.client.remotes.add({ name: 'team', target: { url: pathToFileURL(remote).href, secrets: {} } });
    await b.engine.client.sync.now({});
    await b.log([b.put('again.bin', bytes(1, 300_000))], { name: 'again' });
    expect(await b.engine.client.storage.evict({ subject: { collection: 'again' }, confirm: true })).toMatchObject({ bytes: 0, kept: [{ reason: 'unsent', bytes: 300_000 }] });
    expect(await b.engine.client.storage.free({ bytes: 1e9, confirm: true })).toMatchObject({ bytes: 0 });
    await b.engine.client.sync.now({});
    expect(await b.engine.client.storage.evict({ subject: { collection: 'again' }, confirm: true })).toMatchObject({ bytes: 300_000 });
    // Logged anew between the look at the remote and the removal.
    const { remote: wire } = await context.sync.open(context.registry.id);
    const spied = wire as { -readonly [K in keyof typeof wire]: (typeof wire)[K] };
    const { head } = spied;
    spied.head = async (...args) => {
      const item = await head(...args);
      spied.head = head;
      await w.log([w.at('in/model.bin')], { name: 'meanwhile' });
      return item;
    };
    expect(await client.storage.evict({ subject: { ref, path: 'model.bin' }, confirm: true })).toMatchObject({ bytes: 0 });
  });

  it('frees what two registries name only where the remotes of both have it', async () => {
    const { w, remote } = await synced();
    const { client, context } = w.engine;
    const second = tempFolder();
    const { remote: added } = await client.remotes.add({ name: 'other', target: { url: pathToFileURL(second).href, secrets: {} } });
    context.useRegistry(added.registry);
    await w.log([w.at('in')], { name: 'model' });
    const subject = { collection: 'model' };
    expect(await client.storage.evict({ subject, confirm: true })).toMatchObject({ bytes: 0, kept: [{ reason: 'unsent' }] });
    await client.sync.now({ registry: added.registry });
    for (const path of chunksIn(remote)) renameSync(path, `${path}.away`);
    expect(await client.storage.evict({ subject, confirm: true })).toMatchObject({ bytes: 0, kept: [{ reason: 'only_copy', message: expect.stringContaining('stays: team, one of the remotes that have to hold it, does not.') as string }] });
    for (const path of filesUnder(join(remote, 'chunks')).map((each) => join(remote, 'chunks', each))) renameSync(path, path.replace(/\.away$/, ''));
    expect(await client.storage.evict({ subject, confirm: true })).toMatchObject({ bytes: 500_000 });
  });

  it('says of a version why less than all of it, or nothing, is freed', async () => {
    const { w, ref } = await synced();
    const { client } = w.engine;
    w.put('in/more.bin', bytes(7, 100_000));
    const { ref: later } = await w.log([w.at('in')], { name: 'later' });
    w.put('small/notes.txt', 'few bytes');
    await w.log([w.at('small')], { name: 'small' });
    await client.sync.now({});
    await done(client.storage.pin({ ref }));
    const evicted = async (of: string) => client.storage.evict({ subject: { ref: of }, confirm: true });
    expect(await evicted('later')).toMatchObject({ bytes: 100_000, kept: [{ ref: 'later:v0', bytes: 500_000, reason: 'shared', message: `later:v0 stays: ${ref} holds the same bytes and is pinned.` }] });
    await client.storage.unpin({ ref });
    expect(await evicted('later')).toMatchObject({ bytes: 500_000, kept: [] });
    expect(await evicted('later')).toMatchObject({ bytes: 0, kept: [{ ref: 'later:v0', bytes: 0, reason: 'absent', message: 'later:v0 frees nothing: none of its bytes are on this device.' }] });
    expect(await evicted('small')).toMatchObject({ bytes: 0, kept: [{ reason: 'small', message: expect.stringMatching(/^small:v0 stays: files of up to 16.* lie in the list of files/) as string }] });
    expect(later).toMatch(/^later@/);
  });

  it('frees nothing where no remote has it', async () => {
    const w = await world();
    const { ref } = await w.log([w.put('one.bin', bytes(4, 100_000))], { name: 'alone' });
    expect(await w.engine.client.storage.evict({ subject: { ref }, confirm: true })).toMatchObject({ bytes: 0, kept: [{ reason: 'only_copy', message: 'alone:v0 stays: this is the only copy: no remote has it.' }] });
    expect((await w.engine.client.storage.use()).only.bytes).toBeGreaterThanOrEqual(100_000);
  });

  it('keeps deleted versions until their retention ends, and collects them then', async () => {
    const w = await world();
    const { client } = w.engine;
    const { ref } = await w.log([w.put('one.bin', bytes(5, 100_000))], { name: 'gone' });
    await client.registry.delete({ ref, force: true });
    expect(await client.storage.collect({ confirm: true })).toMatchObject({ blobs: 0 });
    expect((await client.storage.use()).parts.deleted.count).toBe(1);
    const late = w.engine.context.ports.clock as { now: () => number };
    const real = late.now;
    late.now = () => real() + 31 * 86_400_000;
    try {
      expect((await client.storage.collect({ confirm: true })).bytes).toBeGreaterThanOrEqual(100_000);
    } finally {
      late.now = real;
    }
    expect(readdirSync(join(w.home, 'blobs')).flatMap((shard) => readdirSync(join(w.home, 'blobs', shard))).length).toBeLessThanOrEqual(1);
  });

  it('does not collect a part of a history that was named after it had looked', async () => {
    const { client, context } = (await world()).engine;
    const run = await client.runs.start({ config: {} });
    await client.runs.log({ run: run.key, rows: [{ values: { loss: 0.5 } }, { values: { loss: 0.25 } }] });
    const under = (cache: Partial<EngineContext['cache']>): EngineContext => ({ ...context, cache: { ...context.cache, ...cache } });
    let look = (): void => {};
    const looked = new Promise<void>((resolve) => (look = resolve));
    let sealing = Promise.resolve();
    const blob = await new Promise<string>((put) => {
      sealing = sealAll(
        under({
          async putBytes(...args) {
            const kept = await context.cache.putBytes(...args);
            put(kept);
            await looked;
            return kept;
          },
        }),
        run.id,
      );
    });
    const remove: EngineContext['cache']['remove'] = async (...args) => {
      look();
      await sealing;
      return context.cache.remove(...args);
    };
    expect(await collect(under({ remove }), true)).toMatchObject({ blobs: 0 });
    expect(context.registry.read.historyParts(run.id)).toMatchObject([{ blob }]);
    expect(context.cache.has([blob])).toEqual([true]);
  });

  it.each(['is here', 'is brought first'])('frees nothing that is being written to a folder, also where it %s', async (where) => {
    const { w, ref } = await synced();
    const { client, context } = w.engine;
    const evict = (): Promise<{ bytes: number }> => client.storage.evict({ subject: { ref }, confirm: true });
    if (where === 'is brought first') await evict();
    const { checkout } = context.cache;
    let freed: unknown;
    (context.cache as { checkout: typeof checkout }).checkout = async (...args) => {
      freed = await evict();
      return checkout(...args);
    };
    const { path } = await w.use(ref, w.at('out'));
    expect(readFileSync(join(path, 'model.bin')).equals(bytes(1, 300_000))).toBe(true);
    expect(freed).toMatchObject({ bytes: 0 });
    expect(await evict()).toMatchObject({ bytes: 500_000 });
  });

  it('asks once which files of a version are here, to verify it', async () => {
    const { w, ref } = await synced();
    const { has } = w.engine.context.cache;
    let asked = 0;
    (w.engine.context.cache as { has: typeof has }).has = (blobs) => {
      asked += blobs.length;
      return has(blobs);
    };
    expect(await done(w.engine.client.storage.verify({ ref }))).toMatchObject({ checked: 2, findings: [] });
    expect(asked).toBe(2);
  });

  it('keeps what a fetch found here, though a log that brought it is cancelled after', async () => {
    const { w, ref } = await synced();
    const { client, context } = w.engine;
    await client.storage.evict({ subject: { ref }, confirm: true });
    const logging = context.cache.hold();
    await context.cache.ingest((await context.cache.scan([w.at('in')])).entries, { hold: logging });
    await done(client.storage.fetch({ ref }));
    await logging.cancel();
    expect((await w.show(ref)).availability).toBe('offline');
  });
});
