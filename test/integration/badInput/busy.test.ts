// Another process in the middle of a write: waited for, and when it takes too long named, with nothing left half-done.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { asCairnError } from '../../../shared/contract/errors.js';
import { ROOT } from '../../../build/lib/paths.mjs';
import { createEngineWorld, expectError, openEngine, type EngineWorld } from '../../support/engineWorld.js';

const FILES = ['registries/main.db', 'cache.db'] as const;
const LOCKS = `
const Database = require('libsql');
const db = new Database(process.argv[1]);
db.exec('BEGIN IMMEDIATE; CREATE TABLE halfway (x); INSERT INTO halfway VALUES (1)');
process.stdout.write('held');
setTimeout(() => process.exit(), Number(process.argv[2]));
`;

let world: EngineWorld;
const children: ChildProcess[] = [];
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await world.end();
});

/** A process that has begun to write and stays at it. */
async function writer(file: string, ms: number): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['-e', LOCKS, join(world.home, file), String(ms)], { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  await once(child.stdout, 'data');
  return child;
}

async function stop(child: ChildProcess): Promise<void> {
  const gone = once(child, 'close');
  child.kill('SIGKILL');
  await gone;
}

describe.for(FILES)('another process writes to %s', (file) => {
  it('for two seconds: logging waits and succeeds', async () => {
    world = await createEngineWorld();
    const path = world.put('m.bin', randomBytes(50_000));
    await writer(file, 2000);
    const started = performance.now();
    expect((await world.log([path])).label).toBe('v0');
    expect(performance.now() - started).toBeGreaterThan(1000);
    expect((await world.verify()).findings).toEqual([]);
  });

  it('for longer than anyone waits: busy, the file named, nothing left; reading goes on; then it works', async () => {
    world = await createEngineWorld({ busyMs: 300 });
    const before = await world.log([world.put('before.bin')]);
    const path = world.put('m.bin', randomBytes(50_000));
    const child = await writer(file, 60_000);
    for (const _ of [1, 2]) await world.refused(() => world.log([path]), 'busy', join(world.home, file), 'another process');
    expect((await world.show('model')).id).toBe(before.id);
    await stop(child);
    expect((await world.log([path])).label).toBe('v1');
    expect((await world.verify()).findings).toEqual([]);
  });

  it('and is killed at it: its half is gone, and ours goes on', async () => {
    world = await createEngineWorld();
    const path = world.put('m.bin', randomBytes(50_000));
    const child = await writer(file, 60_000);
    const logging = world.log([path]);
    child.kill('SIGKILL');
    expect((await logging).label).toBe('v0');
    expect((await world.verify()).findings).toEqual([]);
  });

  it('while we open: waited for, and named after the time', async () => {
    world = await createEngineWorld();
    await world.log([world.put('m.bin')]);
    await writer(file, 60_000);
    const opened = await openEngine(world.home, { busyMs: 300 }).then(
      (engine) => engine,
      asCairnError,
    );
    if ('code' in opened) return expectError(opened, 'busy', [join(world.home, file)]);
    expect((await opened.client.versions.get({ ref: 'model' })).availability).toBe('offline');
    await opened.close();
  });
});

describe('cache.db locked after the bytes came in', () => {
  it('is named at once, and the next start removes what could not be removed', async () => {
    world = await createEngineWorld({ busyMs: 300 });
    const { cache } = world.engine.context;
    const before = world.snapshot();
    const entries = (await cache.scan([world.put('m/a.bin', randomBytes(50_000)), world.put('m/b.bin', randomBytes(5_000_000))])).entries;
    const hold = cache.hold();
    await cache.ingest(entries, { hold });
    const child = await writer('cache.db', 60_000);
    await hold.cancel();
    expect(world.snapshot().blobs).toHaveLength(2);
    await stop(child);
    await (await openEngine(world.home)).close();
    expect(world.snapshot()).toEqual(before);
  });
});
