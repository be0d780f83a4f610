// Data roots that cannot be relied on: read-only, a pipe of trouble in their own files, or written by a newer Cairn. Each is
// refused by name, and not a byte of it changes.
import { chmodSync, mkdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../../shared/contract/errors.js';
import { createEngineWorld, expectError, failureOf, openEngine, type EngineWorld } from '../../support/engineWorld.js';
import { filesUnder, treeOf } from '../../support/filesUnder.js';
import { silentLogger } from '../../support/ports.js';
import { cairn } from '../../support/cli.js';
import { mountReadOnly, NO_READ_ONLY } from '../../support/volumes.js';

let world: EngineWorld;
beforeEach(async () => {
  world = await createEngineWorld();
  await world.log([world.put('before.bin')]);
  await world.engine.close();
  for (const file of ['cache.db', 'registries/main.db']) {
    const db = new Database(join(world.home, file));
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    db.close();
    // This process may hold them open, and would answer from memory what a new one reads from disk.
    for (const side of ['wal', 'shm']) rmSync(join(world.home, `${file}-${side}`), { force: true });
  }
});
afterEach(() => world.end());

/** Bytes of everything that must stay; SQLite's own side files and logs come and go. */
function keptTree(home: string): Record<string, string> {
  return Object.fromEntries(Object.entries(treeOf(home)).filter(([path]) => !/-(wal|shm|journal)$|^logs\/|^lease\.db|^tmp\//.test(path)));
}

async function refusedOpening(home: string, code: ErrorCode, ...words: readonly string[]): Promise<void> {
  const before = keptTree(home);
  expectError(await failureOf(openEngine(home)), code, words);
  expect(keptTree(home)).toEqual(before);
  const { status, stderr } = cairn(home, ['ls', '--json']);
  expect(status).toBe(1);
  expect(JSON.parse(stderr)).toMatchObject({ error: { code } });
  expect(keptTree(home)).toEqual(before);
  expect(filesUnder(join(home, 'tmp'))).toEqual([]);
}

/** The data root works again once the file is as it was. */
async function mends(home: string): Promise<void> {
  const engine = await openEngine(home);
  expect((await engine.client.versions.get({ ref: 'model' })).availability).toBe('offline');
  await engine.close();
}

describe('a read-only data root', () => {
  it('is refused with the reason, for every verb; nothing is written', async ({ skip }) => {
    const volume = mountReadOnly(world.folder);
    if (!volume) return skip(NO_READ_ONLY);
    try {
      const home = join(volume.folder, 'home');
      await refusedOpening(home, 'data_root_unusable', home, 'read-only');
      for (const args of [['log', world.at('before.bin'), '--name', 'x'], ['show', 'model'], ['use', 'model', '-o', world.at('out')]]) {
        const { status, stderr } = cairn(home, args);
        expect(status).toBe(1);
        expect(stderr).toContain('read-only');
      }
      expectError(await failureOf(openEngine(join(volume.folder, 'fresh'))), 'data_root_unusable', [join(volume.folder, 'fresh')]);
    } finally {
      volume.end();
    }
    await mends(world.home);
  });
});

describe('a database', () => {
  it.for(['registries/main.db', 'cache.db'])('%s from a newer version is refused and left alone', async (file) => {
    const path = join(world.home, file);
    const db = new Database(path);
    const found = (db.prepare('SELECT user_version AS version FROM pragma_user_version').get() as { version: number }).version;
    db.exec('PRAGMA user_version = 9990');
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    db.close();
    await refusedOpening(world.home, 'newer_version', path, '9990', 'pdate');
    const back = new Database(path);
    back.exec(`PRAGMA user_version = ${found}`);
    back.close();
    await mends(world.home);
  });

  const damages: Record<string, (path: string) => void> = {
    garbage: (path) => writeFileSync(path, Buffer.alloc(20_000, 'not a database ')),
    'cut in the middle': (path) => truncateSync(path, Math.floor(statSync(path).size / 2 / 4096) * 4096 + 100),
    'cut in its header': (path) => truncateSync(path, 50),
    'a folder': (path) => {
      rmSync(path);
      mkdirSync(path);
    },
  };
  it.for([...['registries/main.db', 'cache.db'].flatMap((file) => Object.keys(damages).map((damage) => [file, damage] as const)), ['lease.db', 'garbage'], ['lease.db', 'a folder']] as const)('%s: %s', async ([file, damage]) => {
    const path = join(world.home, file);
    const whole = readFileSync(path);
    damages[damage]?.(path);
    await refusedOpening(world.home, 'data_root_unusable', path);
    rmSync(path, { recursive: true });
    writeFileSync(path, whole);
    await mends(world.home);
  });

  it('of a registry that lost all its bytes is not taken for a new one', async () => {
    const path = join(world.home, 'registries/main.db');
    const whole = readFileSync(path);
    truncateSync(path, 0);
    await refusedOpening(world.home, 'data_root_unusable', path, 'empty');
    writeFileSync(path, whole);
    await mends(world.home);
  });

  it('of a cache that was lost costs no blob, and logging again finds them', async () => {
    rmSync(join(world.home, 'cache.db'));
    mkdirSync(join(world.home, 'tmp/0123456789'));
    const blobs = filesUnder(join(world.home, 'blobs'));
    const again = await createEngineWorld({ home: world.home });
    expect(filesUnder(join(world.home, 'blobs'))).toEqual(blobs);
    expect((await again.log([world.at('before.bin')])).availability).toBe('offline');
    expect((await again.verify()).findings).toEqual([]);
    await again.end();
  });
});

describe('settings.json', () => {
  it.for([
    ['cut off', '{"theme": "da'],
    ['another shape', '[1, 2]'],
    ['of another type', '{"theme": 7}'],
    ['empty', ''],
    ['binary', '\u0000\u0001'],
  ] as const)('%s: named, never overwritten', async ([, text]) => {
    const path = join(world.home, 'settings.json');
    const whole = readFileSync(path);
    writeFileSync(path, text);
    await refusedOpening(world.home, 'data_root_unusable', path);
    writeFileSync(path, whole);
    await mends(world.home);
  });

  it('a folder in its place is named', async () => {
    const path = join(world.home, 'settings.json');
    rmSync(path);
    mkdirSync(path);
    await refusedOpening(world.home, 'data_root_unusable', path);
  });
});

describe('device.key', () => {
  const key = (): string => join(world.home, 'device.key');

  it.for([
    ['garbage', 'no key'],
    ['empty', ''],
    ['of another kind', '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VuBCIEIHAgB0ZHfAAA\n-----END PRIVATE KEY-----\n'],
  ] as const)('%s: named, never replaced', async ([, text]) => {
    const whole = readFileSync(key());
    writeFileSync(key(), text);
    await refusedOpening(world.home, 'data_root_unusable', key());
    writeFileSync(key(), whole);
    await mends(world.home);
  });

  it('that anyone may read is closed to others', async () => {
    chmodSync(key(), 0o644);
    await mends(world.home);
    expect(statSync(key()).mode & 0o777).toBe(0o600);
  });

  it('that is missing becomes a new identity, which is said; what the old one wrote stays whole', async () => {
    rmSync(key());
    const said: string[] = [];
    const again = await createEngineWorld({ home: world.home, logger: { ...silentLogger, warn: (data, message) => void said.push(`${message} ${JSON.stringify(data)}`) } });
    expect(said.join('\n')).toContain(key());
    const version = await again.log([world.put('second.bin')]);
    expect(version.label).toBe('v1');
    expect(again.engine.context.registry.devices()).toHaveLength(2);
    expect((await again.verify()).findings).toEqual([]);
    await again.end();
  });
});
