// What a killed process leaves is cleaned up by the next one; what a living one is at is left alone.
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLease } from '../../../electron/engine/cache/lease.js';
import { buildProgram } from '../../support/buildProgram.js';
import { type CacheWorld, createCacheWorld } from '../../support/cacheWorld.js';
import { buildWorker } from '../../support/buildWorker.js';

let world: CacheWorld;
let source: string;

beforeEach(async () => {
  world = await createCacheWorld();
  source = join(world.folder, 'm');
  mkdirSync(source);
  for (let at = 0; at < 200; at += 1) writeFileSync(join(source, `${at}.txt`), `small ${at}`);
  for (let at = 0; at < 4; at += 1) writeFileSync(join(source, `${at}.bin`), randomBytes(9_000_000));
});
afterEach(() => world.end());

/** Another process that ingests the folder, says `ingested`, and then waits to be killed. */
async function startChild(): Promise<ChildProcess> {
  const program = await buildProgram('test/support/ingestProgram.ts');
  return spawn(process.execPath, [program, world.home, await buildWorker(), source], { stdio: ['ignore', 'pipe', 'inherit'] });
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

describe('after a kill', () => {
  it('at twelve moments of an ingest, the sweep leaves no blob, row or temporary file', async () => {
    let dirty = 0;
    for (let round = 0; round < 12; round += 1) {
      const child = await startChild();
      await once(child.stdout as NodeJS.ReadableStream, 'data');
      await sleep(round * 12);
      await kill(child);
      if (readdirSync(join(world.home, 'tmp')).length + world.blobFiles().length > 0) dirty += 1;
      await world.cache.sweep({ referenced: () => new Set() });
      expect([...world.tempFiles(), ...world.blobFiles()]).toEqual([]);
      expect(readdirSync(join(world.home, 'tmp'))).toEqual([]);
      expect(world.cache.stat().blobs).toBe(0);
    }
    expect(dirty).toBeGreaterThan(6);
  }, 60_000);

  it('keeps blobs that a version names, though the hold was never released', async () => {
    const child = await startChild();
    await new Promise<void>((resolve) => child.stdout?.on('data', (data: Buffer) => data.includes('ingested') && resolve()));
    await kill(child);
    const digests = world.blobFiles().map((file) => `b3:${file.replace('/', '')}`);
    expect(digests).toHaveLength(204);
    const swept = await world.cache.sweep({ referenced: (blobs) => new Set(blobs.slice(0, 100)) });
    expect(swept.blobs).toBe(104);
    expect(world.blobFiles()).toHaveLength(100);
    expect((await world.cache.sweep({ referenced: () => new Set() })).blobs).toBe(0);
    expect((await world.cache.verify()).findings).toEqual([]);
  });

  it('never touches what a living process is at', async () => {
    const child = await startChild();
    let done = false;
    const ingested = new Promise<void>((resolve) => child.stdout?.on('data', (data: Buffer) => data.includes('ingested') && resolve())).then(() => (done = true));
    while (!done) {
      await world.cache.sweep({ referenced: () => new Set() });
      await sleep(5);
    }
    await ingested;
    await world.cache.sweep({ referenced: () => new Set() });
    expect(world.blobFiles()).toHaveLength(204);
    expect((await world.cache.verify()).findings).toEqual([]);
    await kill(child);
  });

  it('adopts nothing that no row names, and leaves foreign files in blobs/ alone', async () => {
    const hold = world.cache.hold();
    const digest = await world.cache.putBytes(Buffer.from('kept'), hold);
    hold.release();
    mkdirSync(join(world.home, 'blobs/zz'), { recursive: true });
    writeFileSync(join(world.home, 'blobs/zz/notes.txt'), 'mine');
    mkdirSync(join(world.home, 'blobs/ab'), { recursive: true });
    writeFileSync(join(world.home, 'blobs/ab', 'c'.repeat(62)), 'orphan');
    mkdirSync(join(world.home, 'tmp/deadbeef'));
    writeFileSync(join(world.home, 'tmp/deadbeef/1.part'), 'half');
    writeFileSync(join(world.home, 'tmp/stray'), 'half');
    expect(await world.cache.sweep()).toEqual({ tempFiles: 2, blobs: 1, bytes: 6 });
    expect(world.cache.has([digest])).toEqual([true]);
    expect(existsSync(join(world.home, 'blobs/zz/notes.txt'))).toBe(true);
  });

  it('gives a blob back the file that a removal had taken away before it was cut off', async () => {
    const hold = world.cache.hold();
    const [kept, gone] = await world.cache.putMany([Buffer.from('kept'), Buffer.from('gone')], hold);
    hold.release();
    if (!kept || !gone) throw new Error('nothing was kept');
    const away = (blob: string): string => join(world.home, 'tmp/deadbeef', `gone-${blob.slice(3)}`);
    mkdirSync(join(world.home, 'tmp/deadbeef'));
    copyFileSync(world.cache.blobPath(gone), away(gone));
    await world.cache.remove([gone], (blobs) => new Set(blobs));
    renameSync(world.cache.blobPath(kept), away(kept));
    await world.cache.sweep();
    expect(world.cache.has([kept, gone])).toEqual([true, false]);
    expect(world.blobFiles()).toHaveLength(1);
    expect((await world.cache.verify()).findings).toEqual([]);
  });

  it('removes the hidden folder of a checkout that died', async () => {
    const out = join(world.folder, '.cairn-checkout-deadbeef-out');
    mkdirSync(out);
    writeFileSync(join(out, 'half'), 'half');
    mkdirSync(join(world.home, 'tmp/deadbeef'));
    writeFileSync(join(world.home, 'tmp/deadbeef/.cairn-checkout-deadbeef-out'), out);
    await world.cache.sweep();
    expect(existsSync(out)).toBe(false);
  });

  it('removes the half of a bundle whose export died, and nothing else that a note names', async () => {
    const [half, other] = [join(world.folder, '.cairn-export-deadbeef'), join(world.folder, 'mine.cairn')];
    mkdirSync(join(world.home, 'tmp/deadbeef'));
    for (const [note, file] of [['.cairn-export-deadbeef', half], ['.cairn-export-beef', other]] as const) {
      writeFileSync(file, 'half');
      writeFileSync(join(world.home, 'tmp/deadbeef', note), file);
    }
    await world.cache.sweep();
    expect([existsSync(half), existsSync(other)]).toEqual([false, true]);
  });
});

describe('the lease', () => {
  it('is had by one at a time, and is free again after release', () => {
    const [first, second] = [openLease(world.home), openLease(world.home)];
    const release = first.acquire();
    expect([first.heldByUs, second.acquire(), second.heldByUs]).toEqual([true, undefined, false]);
    release?.();
    const taken = second.acquire();
    expect([first.heldByUs, first.acquire(), second.heldByUs]).toEqual([false, undefined, true]);
    taken?.();
  });

  it('is ours until all who took it here have released it, each once', () => {
    const [first, second] = [openLease(world.home), openLease(world.home)];
    const [one, other] = [first.acquire(), first.acquire()];
    one?.();
    one?.();
    expect([first.heldByUs, second.acquire()]).toEqual([true, undefined]);
    other?.();
    expect(first.heldByUs).toBe(false);
  });
});

describe('opening', () => {
  it('refuses a database of a newer app and a data root that is a file', async () => {
    await world.cache.close();
    const { default: Database } = await import('libsql');
    const db = new Database(join(world.home, 'cache.db'));
    db.exec('PRAGMA user_version = 9999');
    db.close();
    await expect(world.another()).rejects.toMatchObject({ code: 'newer_version' });
    renameSync(world.home, `${world.home}.old`);
    writeFileSync(world.home, '');
    await expect(world.another()).rejects.toMatchObject({ code: 'data_root_unusable' });
  });
});
