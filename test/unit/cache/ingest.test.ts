// Files become blobs on a real disk: what is kept, what is recognised, and that failures leave nothing.
import { blake3 } from '@napi-rs/blake-hash';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { appendFileSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { IngestResult } from '../../../electron/engine/cache/types.js';
import type { Progress } from '../../../shared/contract/primitives.js';
import { type CacheWorld, createCacheWorld } from '../../support/cacheWorld.js';

const MiB = 1024 * 1024;
let world: CacheWorld;

beforeEach(async () => {
  world = await createCacheWorld();
});
afterEach(() => world.end());

function digestOf(bytes: Uint8Array): string {
  return `b3:${blake3(bytes).toString('hex')}`;
}

function drop(name: string, bytes: Uint8Array): string {
  const path = join(world.folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, bytes);
  return path;
}

/** As if it had been written an hour ago; ctime stays, so the stat cache needs its 2 s all the same. */
async function settle(path: string): Promise<void> {
  utimesSync(path, new Date(Date.now() - 3_600_000), new Date(Date.now() - 3_600_000));
  await sleep(2_100);
}

async function log(paths: readonly string[]): Promise<IngestResult> {
  const { entries } = await world.cache.scan(paths);
  const hold = world.cache.hold();
  const result = await world.cache.ingest(entries, { hold });
  hold.release();
  return result;
}

/** Waits until an ingest has begun to write. */
const underWay = (): Promise<unknown> => vi.waitUntil(() => world.tempFiles().length > 0, { interval: 1, timeout: 10_000 });

async function failure(work: Promise<unknown>): Promise<{ code: string; message: string }> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error) || !('code' in error)) throw new Error(`expected a named error, got ${String(error)}`);
  return { code: String(error.code), message: error.message };
}

describe('ingest', () => {
  it('keeps nested, empty, unicode and large files byte for byte, read-only, and cleans up after itself', async () => {
    const contents: Record<string, Buffer> = {
      'config.json': Buffer.from('{"a":1}'),
      'empty.bin': Buffer.alloc(0),
      'sub/deep/weights.bin': randomBytes(40 * MiB),
      'sub/two.bin': randomBytes(5 * MiB),
      'ünïcode/日本.txt': Buffer.from('x'),
      'twin.json': Buffer.from('{"a":1}'),
    };
    for (const [name, bytes] of Object.entries(contents)) drop(`model/${name}`, bytes);
    const result = await log([join(world.folder, 'model')]);
    expect(Object.fromEntries(result.files.map((file) => [file.path, file.digest]))).toEqual(Object.fromEntries(Object.entries(contents).map(([name, bytes]) => [name, digestOf(bytes)])));
    expect(result.bytesRead).toBe(Object.values(contents).reduce((sum, bytes) => sum + bytes.length, 0));
    expect(result.bytesAdded).toBe(result.bytesRead - 7);
    for (const file of result.files) {
      const blob = world.cache.blobPath(file.digest);
      expect(readFileSync(blob).equals(contents[file.path] as Buffer)).toBe(true);
      expect(statSync(blob).mode & 0o777).toBe(0o444);
    }
    expect(world.blobFiles()).toHaveLength(5);
    expect(world.tempFiles()).toEqual([]);
    expect(world.cache.stat()).toEqual({ blobs: 5, bytes: result.bytesAdded });
    const list = world.cache.chunks(digestOf(contents['sub/deep/weights.bin'] as Buffer));
    expect(list?.chunker).toBe('gear');
    let at = 0;
    for (const chunk of list?.chunks ?? []) {
      expect(chunk.digest).toBe(digestOf((contents['sub/deep/weights.bin'] as Buffer).subarray(at, at + chunk.length)));
      at += chunk.length;
    }
    expect(at).toBe(40 * MiB);
  });

  it('recognises the same bytes under another name and keeps them once', async () => {
    const bytes = randomBytes(6 * MiB);
    await log([drop('one.bin', bytes)]);
    const again = await log([drop('two.bin', bytes)]);
    expect(again.files[0]).toMatchObject({ path: 'two.bin', digest: digestOf(bytes), method: 'known' });
    expect(again.bytesAdded).toBe(0);
    expect(again.bytesRead).toBe(bytes.length);
    expect(world.blobFiles()).toHaveLength(1);
  });

  it('does not read a file again that did not change, and does when it did', async () => {
    const path = drop('weights.bin', randomBytes(5 * MiB));
    await settle(path);
    const first = await log([path]);
    const second = await log([path]);
    expect(second).toMatchObject({ bytesRead: 0, bytesAdded: 0, method: 'known', files: first.files.map((file) => ({ ...file, method: 'known' })) });
    appendFileSync(path, 'x');
    expect((await log([path])).bytesRead).toBe(5 * MiB + 1);
  });

  it('calls nothing known that brought new bytes, however much was here before', async () => {
    const large = drop('large.bin', randomBytes(5 * MiB));
    await settle(large);
    await log([large]);
    expect(await log([large, drop('new.bin', randomBytes(1000))])).toMatchObject({ bytesAdded: 1000, method: 'copy' });
  });

  it('reads again when the blob is gone, and heals it when it was damaged in place', async () => {
    const bytes = randomBytes(100_000);
    const path = drop('weights.bin', bytes);
    await settle(path);
    const digest = (await log([path])).files[0]?.digest as string;
    rmSync(world.cache.blobPath(digest));
    expect((await log([path])).bytesRead).toBe(bytes.length);
    rmSync(world.cache.blobPath(digest));
    writeFileSync(world.cache.blobPath(digest), randomBytes(bytes.length));
    expect((await log([path])).bytesRead).toBe(bytes.length);
    expect(readFileSync(world.cache.blobPath(digest)).equals(bytes)).toBe(true);
  });

  it('never trusts the stat cache within 2 seconds of a change', async () => {
    const path = drop('weights.bin', randomBytes(1000));
    await log([path]);
    expect((await log([path])).bytesRead).toBe(1000);
  });

  it('names a file that another process keeps appending to, and leaves nothing', async () => {
    const path = drop('growing.bin', randomBytes(64 * MiB));
    const writer = spawn(process.execPath, ['-e', `const fs=require('fs');console.log('on');for(;;)fs.appendFileSync(${JSON.stringify(path)},'x')`], { stdio: ['ignore', 'pipe', 'ignore'] });
    await once(writer.stdout, 'data');
    const { entries } = await world.cache.scan([path]);
    const error = await failure(world.cache.ingest(entries, { hold: world.cache.hold() }));
    writer.kill('SIGKILL');
    await once(writer, 'exit');
    expect(error.code).toBe('source_changed');
    expect(error.message).toContain('growing.bin');
    expect([...world.blobFiles(), ...world.tempFiles()]).toEqual([]);
  });

  it.each([
    ['truncated', (path: string) => truncateSync(path, 1000)],
    ['replaced', (path: string) => renameSync(`${path}.other`, path)],
    ['removed', (path: string) => rmSync(path)],
  ])('names a large file that is %s while it is read, and leaves nothing', async (_, change) => {
    const path = drop('changing.bin', randomBytes(48 * MiB));
    drop('changing.bin.other', randomBytes(48 * MiB));
    const { entries } = await world.cache.scan([path]);
    const work = failure(world.cache.ingest(entries, { hold: world.cache.hold() }));
    await underWay();
    change(path);
    expect(['source_changed', 'source_missing']).toContain((await work).code);
    expect([...world.blobFiles(), ...world.tempFiles()]).toEqual([]);
    expect(world.cache.stat().blobs).toBe(0);
  });

  it('cancelled at half leaves nothing, and says progress in bytes', async () => {
    const path = drop('big.bin', randomBytes(8 * MiB));
    const folder = join(world.folder, 'many');
    for (let at = 0; at < 40; at += 1) drop(`many/${at}.bin`, randomBytes(8 * MiB));
    await log([path]);
    const before = world.blobFiles();
    const { entries, bytes } = await world.cache.scan([folder]);
    const abort = new AbortController();
    const seen: Progress[] = [];
    const error = await failure(
      world.cache.ingest(entries, {
        hold: world.cache.hold(),
        signal: abort.signal,
        onProgress(progress) {
          seen.push(progress);
          if (progress.done > bytes / 3) abort.abort();
        },
      }),
    );
    expect(error.code).toBe('cancelled');
    expect(seen.length).toBeGreaterThan(0);
    expect(seen[0]).toMatchObject({ unit: 'bytes', total: bytes });
    expect(world.blobFiles()).toEqual(before);
    expect(world.tempFiles()).toEqual([]);
    expect(world.cache.stat().blobs).toBe(1);
  });

  it('a hold that is cancelled takes back what came in under it, save what others use', async () => {
    const [mine, ours] = [randomBytes(1000), randomBytes(1000)];
    const other = await world.another();
    const hold = world.cache.hold();
    await world.cache.ingest((await world.cache.scan([drop('a', mine), drop('b', ours)])).entries, { hold });
    const theirs = other.hold();
    const same = await other.ingest((await other.scan([drop('c', ours)])).entries, { hold: theirs });
    expect(same.bytesAdded).toBe(0);
    await hold.cancel();
    expect(world.cache.has([digestOf(mine), digestOf(ours)])).toEqual([false, true]);
    theirs.release();
    expect(world.blobFiles()).toHaveLength(1);
    expect(world.tempFiles()).toEqual([]);
  });

  it('closing the cache ends an ingest as cancelled, and nothing is left', async () => {
    for (let at = 0; at < 20; at += 1) drop(`many/${at}.bin`, randomBytes(8 * MiB));
    const { entries } = await world.cache.scan([join(world.folder, 'many')]);
    const work = failure(world.cache.ingest(entries, { hold: world.cache.hold() }));
    await underWay();
    await world.cache.close();
    expect((await work).code).toBe('cancelled');
    expect([...world.blobFiles(), ...world.tempFiles()]).toEqual([]);
  });

  it('keeps small derived bytes, gives them back verified, and names damage', async () => {
    const hold = world.cache.hold();
    const digest = await world.cache.putBytes(Buffer.from('facts'), hold);
    expect(await world.cache.putBytes(Buffer.from('facts'), hold)).toBe(digest);
    hold.release();
    expect(Buffer.from(await world.cache.read(digest)).toString()).toBe('facts');
    rmSync(world.cache.blobPath(digest));
    writeFileSync(world.cache.blobPath(digest), 'fects');
    expect((await failure(world.cache.read(digest))).code).toBe('corrupt');
    expect(world.cache.has([digest])).toEqual([false]);
    expect((await failure(world.cache.read(digest))).code).toBe('offline');
  });

  it('keeps 3,000 small files of 300 contents', async () => {
    for (let at = 0; at < 3000; at += 1) drop(`many/${at % 50}/${at}.txt`, Buffer.from(`content ${at % 300}`));
    const result = await log([join(world.folder, 'many')]);
    expect(result.files).toHaveLength(3000);
    expect(world.blobFiles()).toHaveLength(300);
    expect((await world.cache.verify()).findings).toEqual([]);
  });
});
