// Verifying a remote mends what is damaged there, whatever it is: what is said to be healed is whole when it is looked at again, and a
// device that comes anew reads it; what cannot be mended from here is named with the device that can.
import { blake3 } from '@napi-rs/blake-hash';
import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../electron/engine/domain/canonicalJson.js';
import type { StorageFinding } from '../../shared/contract/storage.js';
import type { EngineWorld } from '../support/engineWorld.js';
import { filesUnder } from '../support/filesUnder.js';
import { joinedWorlds } from '../support/joinedWorlds.js';
import { tempFolder } from '../support/tempFolder.js';

const joined = joinedWorlds();

async function logged(remote: string, content: Uint8Array = bytes(1)): Promise<EngineWorld> {
  const w = await joined(remote);
  await w.log([w.put('one.bin', content)], { name: 'one' });
  await w.engine.client.sync.now({});
  return w;
}

async function verified(w: EngineWorld, deep = true): Promise<StorageFinding[]> {
  for await (const event of await w.engine.client.storage.verify({ remote: true, deep })) if (event.event === 'done') return event.findings;
  throw new Error('It ended early');
}

const bytes = (seed: number): Buffer => Buffer.alloc(100_000 + seed, seed);
const objects = (remote: string, folder: string): string[] => filesUnder(join(remote, folder)).map((path) => join(remote, folder, path)).sort();

function rot(file: string): void {
  const body = readFileSync(file);
  body[body.length >> 1] = (body[body.length >> 1] ?? 0) ^ 1;
  writeFileSync(file, body);
}

/** A device that comes now takes in all there is, with nothing to complain of, and has these many bytes of it. */
async function newcomerReads(remote: string, ref: string, size: number): Promise<void> {
  const c = await joined(remote);
  expect((await c.engine.client.sync.now({})).findings).toEqual([]);
  expect((await c.use(ref, c.at('out'))).bytes).toBe(size);
}

/** Writes an object of the manifest of a file before those that are there: the file in other pieces. Gives the paths of its chunks; none is put. */
function cutOtherwise(remote: string, content: Buffer): string[] {
  const [file = ''] = objects(remote, 'manifests');
  const real = JSON.parse(readFileSync(file, 'utf8')) as { manifest: { files: { digest: string }[] } };
  const size = Math.ceil(content.length / 4);
  const parts = [0, 1, 2, 3].map((n) => content.subarray(n * size, (n + 1) * size));
  const chunks = parts.map((part): [string, number] => [blake3(part).toString('hex'), part.length]);
  for (let n = 0; ; n += 1) {
    const text = canonicalJson({ ...real, blobs: { [real.manifest.files[0]?.digest ?? '']: { chunker: 'other', version: 2, chunks } }, n });
    const path = join(dirname(file), blake3(text).toString('hex'));
    if (path >= file) continue;
    writeFileSync(path, text);
    return chunks.map(([hex]) => join(remote, 'chunks', hex.slice(0, 2), hex));
  }
}

describe('verifying a remote', () => {
  it.each(['manifests', 'log', 'devices'])('heals what is damaged under %s/ at its length', async (folder) => {
    const remote = tempFolder();
    const a = await logged(remote);
    for (const file of objects(remote, folder)) rot(file);
    const found = await verified(a, false);
    expect(found.length).toBeGreaterThan(0);
    expect(found.filter(({ healed, problem }) => !healed || problem !== 'damaged')).toEqual([]);
    expect(await verified(a)).toEqual([]);
    await newcomerReads(remote, 'one:latest', 100_001);
  }, 60_000);

  it.each(['manifests', 'log', 'devices'])('puts again what was lost under %s/', async (folder) => {
    const remote = tempFolder();
    const a = await logged(remote);
    await a.log([a.put('two.bin', bytes(2))], { name: 'two' });
    await a.engine.client.sync.now({});
    for (const file of objects(remote, folder).slice(0, 1)) rmSync(file);
    expect(await verified(a, false)).toMatchObject([{ problem: 'missing', healed: true }]);
    expect(await verified(a)).toEqual([]);
    await newcomerReads(remote, 'one:latest', 100_001);
    await newcomerReads(remote, 'two:latest', 100_002);
  }, 60_000);

  it('heals the list of files of a version that was deleted and can be brought back: collecting reads it', async () => {
    const remote = tempFolder();
    const a = await logged(remote);
    const [file = ''] = objects(remote, 'manifests');
    await a.engine.client.registry.delete({ ref: 'one:v0', force: true });
    await a.engine.client.sync.now({});
    rot(file);
    await expect(a.engine.client.storage.collectRemote({ confirm: true })).rejects.toMatchObject({ code: 'corrupt' });
    expect((await verified(a)).map(({ healed }) => healed)).toEqual([true]);
    expect(await a.engine.client.storage.collectRemote({ confirm: true })).toMatchObject({ done: true, gone: { count: 0 } });
  }, 60_000);

  it('heals the list of a long file that an operation names by itself', async () => {
    const remote = tempFolder();
    const content = randomBytes(20_000_000);
    const a = await logged(remote, content);
    const digest = `b3:${blake3(content).toString('hex')}`;
    const { registry, actor } = a.engine.context;
    registry.write(actor(), (tx) => void tx.append({ kind: 'setting', body: { scope: 'registry', key: 'long', value: digest } }));
    await a.engine.client.sync.now({});
    const [list = ''] = objects(remote, 'lists');
    const before = readFileSync(list);
    rot(list);
    expect(await verified(a)).toMatchObject([{ id: digest, problem: 'damaged', healed: true }]);
    expect(readFileSync(list).equals(before)).toBe(true);
    expect(await verified(a)).toEqual([]);
    rmSync(list);
    expect(await verified(a)).toMatchObject([{ id: digest, problem: 'missing', healed: true }]);
    expect(readFileSync(list).equals(before)).toBe(true);
  }, 60_000);

  it('heals the log of a device that is gone, byte for byte; a device that never had it says whose it is', async () => {
    const remote = tempFolder();
    const [a, b] = [await joined(remote), await joined(remote)];
    await a.log([a.put('one.bin', bytes(1))], { name: 'one' });
    await a.engine.client.sync.now({});
    await b.engine.client.sync.now({});
    const own = a.engine.context.registry.device.id;
    const segments = objects(remote, join('log', own));
    const before = segments.map((file) => readFileSync(file));
    for (const file of segments) rot(file);
    const c = await joined(remote);
    expect(await verified(c)).toMatchObject(segments.map(() => ({ problem: 'damaged', healed: false, device: own.slice(0, 12) })));
    expect((await verified(b)).filter(({ healed }) => !healed)).toEqual([]);
    expect(segments.map((file) => readFileSync(file))).toEqual(before);
    expect(await verified(b)).toEqual([]);
    await newcomerReads(remote, 'one:latest', 100_001);
  }, 60_000);

  it('looks at the chunks that readers go by, where a file is cut in two ways', async () => {
    const remote = tempFolder();
    const content = randomBytes(40_000_000);
    const a = await logged(remote, content);
    const before = objects(remote, 'chunks');
    const others = cutOtherwise(remote, content);
    expect(others.some((file) => before.includes(file))).toBe(false);
    expect(await verified(a)).toMatchObject([{ problem: 'missing', healed: true }]);
    expect(objects(remote, 'chunks')).toEqual(expect.arrayContaining(others));
    expect(await verified(a)).toEqual([]);
    await newcomerReads(remote, 'one:latest', content.length);
  }, 60_000);

  it('says that a list of files is not healed where it can give the names alone, until one comes who can', async () => {
    const remote = tempFolder();
    const a = await logged(remote, randomBytes(20_000_000));
    const b = await joined(remote);
    for (const file of objects(remote, 'manifests')) rot(file);
    expect((await verified(b)).some(({ healed }) => !healed)).toBe(true);
    expect((await verified(b)).some(({ healed }) => !healed)).toBe(true);
    expect((await verified(a)).filter(({ healed }) => !healed)).toEqual([]);
    expect(await verified(a)).toEqual([]);
    expect(await verified(b)).toEqual([]);
    await newcomerReads(remote, 'one:latest', 20_000_000);
  }, 60_000);
});
