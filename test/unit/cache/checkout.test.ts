// Files back out of the cache: byte for byte or not at all, and never from a damaged blob.
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { checkPaths } from '../../../electron/engine/cache/checkoutProblems.js';
import type { CheckoutFile } from '../../../electron/engine/cache/types.js';
import { type CacheWorld, createCacheWorld, treeOf } from '../../support/cacheWorld.js';

const CONTENTS: Record<string, Buffer> = { 'a.txt': Buffer.from('a'), 'empty': Buffer.alloc(0), 'sub/big.bin': randomBytes(9_000_000), 'ü/ö.txt': Buffer.from('u') };
let world: CacheWorld;
let files: readonly CheckoutFile[];
let target: string;

beforeEach(async () => {
  world = await createCacheWorld();
  target = join(world.folder, 'out/here');
  for (const [name, bytes] of Object.entries(CONTENTS)) {
    mkdirSync(join(world.folder, 'm', name, '..'), { recursive: true });
    writeFileSync(join(world.folder, 'm', name), bytes);
  }
  const hold = world.cache.hold();
  files = (await world.cache.ingest((await world.cache.scan([join(world.folder, 'm')])).entries, { hold })).files;
  hold.release();
  rmSync(join(world.folder, 'm'), { recursive: true });
});
afterEach(() => world.end());

const refused = (code: string, words = ''): object => expect.objectContaining({ code, message: expect.stringContaining(words) as string });
const big = (): CheckoutFile => files.find((file) => file.path === 'sub/big.bin') as CheckoutFile;

/** Enough to be at it for a while. */
const many = (): CheckoutFile[] => Array.from({ length: 10 }, (_, index) => ({ ...big(), path: `${index}.bin` }));

function damage(): void {
  const blob = world.cache.blobPath(big().digest);
  chmodSync(blob, 0o644);
  const bytes = readFileSync(blob);
  bytes[5_000_000] = (bytes[5_000_000] as number) ^ 1;
  writeFileSync(blob, bytes);
  chmodSync(blob, 0o444);
}

function expectTree(): void {
  expect(treeOf(target)).toEqual(Object.keys(CONTENTS).sort());
  for (const [name, bytes] of Object.entries(CONTENTS)) expect(readFileSync(join(target, name)).equals(bytes)).toBe(true);
}

function expectNothing(): void {
  expect(existsSync(join(world.folder, 'out'))).toBe(false);
  expect(world.tempFiles()).toEqual([]);
}

describe('checkout', () => {
  it('writes equal, writable files and says how; the same again is cached', async () => {
    const result = await world.cache.checkout(files, target);
    expect(result).toMatchObject({ path: target, bytes: 9_000_002 });
    expect(['copy', 'clone']).toContain(result.method);
    expectTree();
    expect(statSync(join(target, 'a.txt')).mode & 0o777).toBe(0o644);
    expect(await world.cache.checkout(files, target)).toMatchObject({ method: 'cached' });
    expect(readdirSync(join(world.folder, 'out'))).toEqual(['here']);
    expect(world.tempFiles()).toEqual([]);
  });

  it('fills an empty folder, and leaves a filled one as it was', async () => {
    mkdirSync(target, { recursive: true });
    await world.cache.checkout(files, target);
    expectTree();
    writeFileSync(join(target, 'a.txt'), 'b');
    await expect(world.cache.checkout(files, target)).rejects.toEqual(refused('target_exists'));
    expect(readFileSync(join(target, 'a.txt'), 'utf8')).toBe('b');
  });

  it('links only when asked, and reads a linked blob again before it serves it', async () => {
    expect(await world.cache.checkout(files, target, { hardlink: true })).toMatchObject({ method: 'hardlink' });
    expectTree();
    expect(statSync(join(target, 'sub/big.bin')).ino).toBe(statSync(world.cache.blobPath(big().digest)).ino);
    damage();
    await expect(world.cache.checkout([big()], join(world.folder, 'two'), { hardlink: true })).rejects.toEqual(refused('corrupt', 'sub/big.bin'));
    expect(existsSync(join(world.folder, 'two'))).toBe(false);
  });

  it('sets a damaged blob aside, names it, and writes nothing', async () => {
    damage();
    await expect(world.cache.checkout(files, target)).rejects.toEqual(refused('corrupt', 'sub/big.bin'));
    expectNothing();
    expect(world.cache.has([big().digest])).toEqual([false]);
    expect(treeOf(join(world.home, 'quarantine'))).toEqual([big().digest.slice(3)]);
    await expect(world.cache.checkout(files, target)).rejects.toEqual(refused('offline', 'not on this computer'));
  });

  it.each([false, true])('blames a list that gives a sound blob another length, and not the blob (hardlink %s)', async (hardlink) => {
    const wrong = files.map((file) => (file === big() ? { ...file, size: 5 } : file));
    await expect(world.cache.checkout([...wrong, { ...big(), path: 'right' }], target, { hardlink })).rejects.toEqual(refused('corrupt', 'the list of files is wrong'));
    expectNothing();
    expect(world.cache.has([big().digest])).toEqual([true]);
  });

  it('verify names what is damaged and what is missing', async () => {
    damage();
    const other = files.find((file) => file.path === 'a.txt') as CheckoutFile;
    rmSync(world.cache.blobPath(other.digest));
    const { findings, blobs } = await world.cache.verify();
    expect(blobs).toBe(4);
    expect(Object.fromEntries(findings.map((finding) => [finding.digest, finding.problem]))).toEqual({ [big().digest]: 'damaged', [other.digest]: 'missing' });
  });

  it('finds every problem before it writes anything', async () => {
    const one = files[0] as CheckoutFile;
    for (const path of ['../x', '/x', 'a//b', 'a/./b', 'x\0y', `${'n'.repeat(256)}`]) {
      await expect(world.cache.checkout([...files, { ...one, path }], target)).rejects.toEqual(refused('invalid_path'));
    }
    await expect(world.cache.checkout([...files, one], target)).rejects.toEqual(refused('duplicate_path'));
    await expect(world.cache.checkout([...files, { ...one, path: 'a.txt/x' }], target)).rejects.toEqual(refused('duplicate_path', 'both a file and the folder'));
    await expect(world.cache.checkout([{ ...one, digest: `b3:${'0'.repeat(64)}` }], target)).rejects.toEqual(refused('offline'));
    writeFileSync(join(world.folder, 'file'), '');
    await expect(world.cache.checkout(files, join(world.folder, 'file/here'))).rejects.toEqual(refused('target_unwritable'));
    expectNothing();
  });

  it('knows what other systems cannot hold', () => {
    const check = (paths: readonly string[], platform: NodeJS.Platform, foldsCase: boolean) => () =>
      checkPaths(paths.map((path) => ({ path, digest: `b3:${'0'.repeat(64)}`, size: 1 })), { platform, foldsCase, folder: 'C:\\out' });
    expect(check(['a.txt', 'A.txt'], 'linux', false)).not.toThrow();
    expect(check(['a.txt', 'A.txt'], 'darwin', true)).toThrow('one file there');
    expect(check(['Dir/x', 'dir'], 'darwin', true)).toThrow('both a file and the folder');
    expect(check(['sub/NUL.txt'], 'win32', true)).toThrow('reserves');
    expect(check(['a:b'], 'win32', true)).toThrow('allows no');
    expect(check(['dot.'], 'win32', true)).toThrow('dot or space');
    expect(check([`${'d/'.repeat(150)}x`], 'win32', true)).toThrow('this system takes 259');
  });

  it('holds what it reads: who removes meanwhile is told, and nothing is marked as named by a version', async () => {
    const going = world.cache.checkout(many(), target);
    await vi.waitUntil(() => existsSync(join(world.folder, 'out')) && treeOf(join(world.folder, 'out')).some((path) => path.endsWith('1.bin')), { interval: 1 });
    expect(await world.cache.remove([big().digest], (blobs) => new Set(blobs))).toMatchObject({ removed: [], held: [big().digest] });
    await going;
    expect(await world.cache.remove([big().digest], (blobs) => new Set(blobs))).toMatchObject({ removed: [big().digest] });
    const hold = world.cache.hold();
    const fresh = await world.cache.putBytes(Buffer.from('fresh'), hold);
    await world.cache.checkout([{ path: 'fresh', digest: fresh, size: 5 }], join(world.folder, 'fresh'));
    await hold.cancel();
    expect(world.cache.has([fresh])).toEqual([false]);
  });

  it('cancelled leaves what others put into the folders that it made', async () => {
    const abort = new AbortController();
    const out = join(world.folder, 'out');
    const going = world.cache.checkout(many(), target, { signal: abort.signal });
    await vi.waitUntil(() => existsSync(out), { interval: 1 });
    writeFileSync(join(out, 'notes.txt'), 'mine');
    abort.abort();
    await expect(going).rejects.toEqual(refused('cancelled'));
    expect(treeOf(out)).toEqual(['notes.txt']);
    expect(world.tempFiles()).toEqual([]);
  });

  it('two at once of long names in one folder keep out of each other\'s way', async () => {
    const name = 'a-rather-long-name-of-a-model-as-they-are-on-the-hub-v';
    const targets = [1, 2].map((number) => join(world.folder, 'out', `${name}${number}`));
    const first = world.cache.checkout(many(), targets[0] ?? '');
    await vi.waitUntil(() => existsSync(join(world.folder, 'out')) && treeOf(join(world.folder, 'out')).some((path) => path.endsWith('2.bin')), { interval: 1 });
    await Promise.all([first, world.cache.checkout(many(), targets[1] ?? '')]);
    for (const each of targets) expect(treeOf(each)).toHaveLength(10);
    expect(readdirSync(join(world.folder, 'out'))).toHaveLength(2);
  });

  it('the same target twice at once: it appears whole, and who comes too late is told', async () => {
    for (let round = 0; round < 5; round += 1) {
      const place = `${target}${round}`;
      const first = world.cache.checkout(files, place);
      await sleep(round * 4);
      const outcomes = await Promise.allSettled([first, world.cache.checkout(files, place)]);
      expect(outcomes.some(({ status }) => status === 'fulfilled')).toBe(true);
      for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toEqual(refused('target_exists', 'meanwhile'));
      expect(treeOf(place)).toEqual(Object.keys(CONTENTS).sort());
    }
    expect(readdirSync(join(world.folder, 'out'))).toHaveLength(5);
  });

  it('cancelled leaves nothing', async () => {
    await expect(world.cache.checkout(files, target, { signal: AbortSignal.abort() })).rejects.toEqual(refused('cancelled'));
    expectNothing();
  });
});
