// Bytes and rows that somebody changed behind our back: found before they are handed out, set aside, named with their versions.
import { randomBytes } from 'node:crypto';
import { chmodSync, closeSync, existsSync, openSync, readFileSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { VersionDetail } from '../../../shared/contract/entities.js';
import { createEngineWorld, expectError, failureOf, type EngineWorld } from '../../support/engineWorld.js';
import { filesUnder } from '../../support/filesUnder.js';

let world: EngineWorld;
let version: VersionDetail;
let files: { readonly path: string; readonly digest: string | null }[];

beforeEach(async () => {
  world = await createEngineWorld();
  world.put('m/large.bin', randomBytes(5_000_000));
  world.put('m/small.txt', 'small');
  version = await world.log([world.at('m')]);
  files = (await world.engine.client.versions.files({ version: version.id })).rows;
});
afterEach(() => world.end());

const digestOf = (path: string): string => files.find((file) => file.path === path)?.digest ?? '';
const blobOf = (path: string): string => world.engine.context.cache.blobPath(digestOf(path));
const asideOf = (path: string): string => join(world.home, 'quarantine', digestOf(path).slice(3));

/** Writes into a blob as root can, keeping its length. */
function damage(blob: string): void {
  const bytes = readFileSync(blob);
  bytes[bytes.length - 1] = (bytes[bytes.length - 1] as number) ^ 1;
  chmodSync(blob, 0o644);
  writeFileSync(blob, bytes);
  chmodSync(blob, 0o444);
}

/** Nothing was handed out, nothing is left in tmp/, and logging the originals again mends it. */
async function nothingWrittenAndMends(): Promise<void> {
  expect(filesUnder(world.folder).filter((path) => path.startsWith('out') || path.includes('.cairn-checkout'))).toEqual([]);
  expect(world.snapshot().temp).toEqual([]);
  expect((await world.log([world.at('m')])).availability).toBe('offline');
  await world.use(version.ref, world.at('mended'));
  expect(readFileSync(world.at('mended/large.bin')).equals(readFileSync(world.at('m/large.bin')))).toBe(true);
  expect((await world.verify()).findings).toEqual([]);
}

describe('a checked-out file that shares the blob', () => {
  it.for(['large.bin', 'small.txt'])('%s, written to by root: found before the next use by any method, set aside, named', async (path) => {
    expect(await world.use(version.ref, world.at('linked'), true)).toMatchObject({ method: 'hardlink' });
    expect(statSync(world.at(`linked/${path}`)).ino).toBe(statSync(blobOf(path)).ino);
    damage(world.at(`linked/${path}`));
    const state = world.snapshot().state;
    for (const hardlink of [true, false]) {
      const error = await failureOf(world.use(version.ref, world.at(`out-${String(hardlink)}`), hardlink));
      expectError(error, hardlink ? 'corrupt' : 'offline', [path]);
      if (hardlink) expect(error.message).toContain(join(world.home, 'quarantine'));
    }
    expect(existsSync(asideOf(path))).toBe(true);
    expect(existsSync(blobOf(path))).toBe(false);
    expect(world.snapshot().state).toBe(state);
    await nothingWrittenAndMends();
  });

  it('unchanged is used again without a word', async () => {
    await world.use(version.ref, world.at('linked'), true);
    await world.use(version.ref, world.at('again'), true);
    expect((await world.verify()).findings).toEqual([]);
  });
});

describe('a checked-out file of its own, and the original', () => {
  it.for(['large.bin', 'small.txt'])('%s, opened for writing: the blob stays what it was, and the next checkout has it', async (path) => {
    const { method } = await world.use(version.ref, world.at('own'));
    expect(['clone', 'copy']).toContain(method);
    const before = readFileSync(blobOf(path));
    for (const written of [world.at(`own/${path}`), world.at(`m/${path}`)]) {
      expect(statSync(written).ino).not.toBe(statSync(blobOf(path)).ino);
      const file = openSync(written, 'r+');
      writeSync(file, 'written over', 0);
      closeSync(file);
    }
    expect(readFileSync(blobOf(path)).equals(before)).toBe(true);
    await world.use(version.ref, world.at('next'));
    expect(readFileSync(world.at(`next/${path}`)).equals(before)).toBe(true);
    expect((await world.verify()).findings).toEqual([]);
  });
});

describe('a blob', () => {
  it.for(['large.bin', 'small.txt'])('%s, deleted by hand: its version is partly here, use names it, verify names it and the version', async (path) => {
    rmSync(blobOf(path));
    expect((await world.show('model')).availability).toBe('partly');
    expectError(await failureOf(world.use(version.ref, world.at('out'))), 'offline', [path, 'Nothing was written']);
    expect((await world.verify()).findings).toMatchObject([{ kind: 'blob', id: digestOf(path), affects: [version.ref], problem: expect.stringContaining(blobOf(path)) as string }]);
    await nothingWrittenAndMends();
  });

  it.for(['large.bin', 'small.txt'])('%s, changed by hand: use names it and sets it aside; verify goes on naming the version', async (path) => {
    damage(blobOf(path));
    expectError(await failureOf(world.use(version.ref, world.at('out'))), 'corrupt', [path, asideOf(path)]);
    expect((await world.show('model')).availability).toBe('partly');
    for (const _ of [1, 2]) expect((await world.verify()).findings).toMatchObject([{ kind: 'blob', id: digestOf(path), affects: [version.ref] }]);
    await nothingWrittenAndMends();
  });

  it.for(['large.bin', 'small.txt'])('%s, cut short: counts as absent, verify sets it aside', async (path) => {
    const blob = blobOf(path);
    writeFileSync(blob, readFileSync(blob).subarray(1));
    expectError(await failureOf(world.use(version.ref, world.at('out'))), 'offline', [path]);
    expect((await world.verify()).findings).toMatchObject([{ id: digestOf(path), affects: [version.ref] }]);
    expect(existsSync(asideOf(path))).toBe(true);
    await nothingWrittenAndMends();
  });

  it('that became a folder is named', async () => {
    const blob = blobOf('small.txt');
    rmSync(blob);
    world.put(join(blob, 'x').slice(world.folder.length + 1));
    const error = await failureOf(world.use(version.ref, world.at('out')));
    expect(['offline', 'corrupt', 'data_root_unusable']).toContain(error.code);
    expect(error.message).toContain('small.txt');
    expect((await world.verify()).findings).toMatchObject([{ id: digestOf('small.txt'), affects: [version.ref] }]);
    await nothingWrittenAndMends();
  });
});

describe('the row that lists the files', () => {
  it.for([
    ['no JSON', '{"cairn":"manifest/1","files":['],
    ['no list', '{"cairn":"manifest/1"}'],
    ['null', 'null'],
    ['a way out of the folder', '{"cairn":"manifest/1","files":[{"digest":"b3:' + '0'.repeat(64) + '","path":"../../etc/cron.d/x","size":1}]}'],
  ] as const)('%s: show stays, files and use name the version, verify names it', async ([, json]) => {
    const db = new Database(join(world.home, 'registries/main.db'));
    const row = db.prepare('SELECT json FROM manifests WHERE digest = ?').get(version.digest) as { json: string };
    db.prepare('UPDATE manifests SET json = ? WHERE digest = ?').run(json, version.digest);
    const { client } = world.engine;
    expect((await world.show('model')).digest).toBe(version.digest);
    await world.refused(() => client.versions.files({ version: version.id }), 'corrupt', version.ref, 'list of files');
    await world.refused(() => world.use(version.ref, world.at('out')), 'corrupt', version.ref);
    expect((await world.verify()).findings).toMatchObject([{ kind: 'manifest', id: version.digest, affects: [version.ref] }]);
    expect(existsSync(world.at('out'))).toBe(false);
    db.prepare('UPDATE manifests SET json = ? WHERE digest = ?').run(row.json, version.digest);
    db.close();
    await nothingWrittenAndMends();
  });

  it('damaged is mended by logging the files again', async () => {
    const db = new Database(join(world.home, 'registries/main.db'));
    db.prepare('UPDATE manifests SET json = ? WHERE digest = ?').run('{}', version.digest);
    db.close();
    await nothingWrittenAndMends();
  });
});

describe('the row of facts', () => {
  it('that is no facts is left out of the page, not fatal to it', async () => {
    const { cache } = world.engine.context;
    const logged = await world.log([world.put('f/m.safetensors', Buffer.concat([Buffer.from([2, 0, 0, 0, 0, 0, 0, 0]), Buffer.from('{}')]))], { name: 'facts' });
    expect(logged.facts).toHaveLength(1);
    const [facts] = world.engine.context.registry.read.versionDetail(logged.id)?.facts ?? [];
    damage(cache.blobPath(facts?.facts ?? ''));
    const shown = await world.show('facts');
    expect(shown).toMatchObject({ facts: [], availability: 'offline' });
  });
});
