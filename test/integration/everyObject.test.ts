// One byte that is turned in any object of a remote, or in any row or file of a data root, is found, named, and put right where it can be.
import { readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import Database from 'libsql';
import { describe, expect, it } from 'vitest';
import { partOf } from '../../electron/engine/remotes/folder/names.js';
import { putMark, putSweep, takeLease } from '../../electron/engine/sync/gc/objects.js';
import type { StorageFinding } from '../../shared/contract/storage.js';
import type { EngineWorld } from '../support/engineWorld.js';
import { filesUnder } from '../support/filesUnder.js';
import { joinedWorlds } from '../support/joinedWorlds.js';
import { systemRandom } from '../support/ports.js';
import { passUnnoticed, rot } from '../support/rot.js';
import { tempFolder } from '../support/tempFolder.js';

const joined = joinedWorlds();

/** Segments that make a pack. */
const PACK = 32;
const KINDS = ['chunks', 'claims', 'config', 'devices', 'gc', 'heads', 'lists', 'log', 'manifests', 'snap'];

/** Where things lie in the folder, but for what lies beside them. */
const objectsIn = (remote: string): string[] => filesUnder(remote).filter((path) => !/(^|\/)\./.test(path)).sort();

async function verified(w: EngineWorld): Promise<StorageFinding[]> {
  for await (const event of await w.engine.client.storage.verify({ remote: true, deep: true })) if (event.event === 'done') return event.findings;
  throw new Error('It ended early');
}

/** Turns a bit of one byte, and leaves everything else about the file as it was. */
function turn(file: string, at: number): void {
  const { atime, mtime } = statSync(file);
  const body = readFileSync(file);
  body[at] = (body[at] ?? 0) ^ 1;
  writeFileSync(file, body);
  utimesSync(file, atime, mtime);
}

/** Those of one log together, all others one by one. */
function groupsOf(paths: readonly string[]): string[][] {
  const groups = new Map<string, string[]>();
  for (const path of paths) {
    const name = /^log\/[^/]+/.exec(path)?.[0] ?? path;
    groups.set(name, [...(groups.get(name) ?? []), path]);
  }
  return [...groups.values()];
}

const keyOf = (path: string): string => path.split('/').map(partOf).join('/');

/** A device whose remote holds something of every kind. */
async function ofEveryKind(remote: string): Promise<EngineWorld> {
  const w = await joined(remote);
  const { client, context } = w.engine;
  const { registry } = context;
  const setting = (key: string, value: string): void => registry.write(context.actor(), (tx) => void tx.append({ kind: 'setting', body: { scope: 'registry', key, value } }));
  const long = await w.log([w.put('long.bin', randomBytes(18_000_000))], { name: 'long' });
  const [blob] = registry.read.versionBlobs([long.id]);
  setting('long', blob?.blob ?? '');
  await w.log([w.put('gone.bin', randomBytes(40_000))], { name: 'gone' });
  await client.sync.now({});
  await client.registry.setAlias({ ref: 'long:v0', alias: 'production', note: 'served' });
  for (let n = 0; n < PACK; n += 1) {
    setting('round', String(n));
    await client.sync.now({});
  }
  await client.registry.delete({ ref: 'gone:v0' });
  await client.sync.now({});
  const { remote: open } = await context.sync.open(registry.id);
  const stray = randomBytes(32).toString('hex');
  await putMark(open, [`b3:${stray}`]);
  await takeLease(open, { device: registry.device.id, random: systemRandom, now: Date.now(), livesMs: 1 });
  await putSweep(open, 5, [`b3:${stray}`]);
  return w;
}

/** A body, but for which file its writer saw as `config`: that one is another once it was put back. */
const sameIn = (body: Buffer): string => body.toString('latin1').replace(/^\{"cairn":"head\/1","config":"[^"]*",/, '{"cairn":"head/1",');

describe('one byte that is turned', () => {
  it('in an object of the remote is named, and what can be made again is put back byte for byte', async () => {
    const remote = tempFolder();
    const a = await ofEveryKind(remote);
    const b = await joined(remote);
    await b.log([b.put('b.bin', 'of b')], { name: 'b' });
    await b.engine.client.sync.now({});
    await a.engine.client.sync.now({});
    expect(await verified(a)).toEqual([]);
    await a.use('b:v0', a.at('b'));
    const ofOther = (await a.show('b:v0')).collection;
    const other = b.engine.context.registry.device.id;
    const objects = objectsIn(remote);
    expect(new Set(objects.map((path) => path.split('/')[0]))).toEqual(new Set(KINDS));
    for (const group of groupsOf(objects)) {
      const before = new Map(group.map((path) => [path, readFileSync(join(remote, path))]));
      for (const [path, body] of before) turn(join(remote, path), body.length % 2 === 0 ? body.length - 1 : body.length >> 1);
      const found = await verified(a);
      expect(found, group[0]).toMatchObject(group.map(() => ({ place: 'remote', problem: 'damaged' })));
      const [path = ''] = group;
      const [finding] = found;
      if (/^(config|heads|claims|snap|gc|log)/.test(path)) expect(found.map(({ id }) => id).sort()).toEqual(group.map(keyOf).sort());
      // Of another device's head and claims it is said who can put them back; what collection wrote goes when it is old.
      const lost = path.startsWith('gc/') || path === `heads/${other}` || (path.startsWith(`claims/${ofOther}/`));
      expect(found.map(({ healed }) => healed), `${path}: ${finding?.message}`).toEqual(group.map(() => !lost));
      if (lost && !path.startsWith('gc/')) expect(finding?.device).toBe(hostname());
      if (lost) for (const [each, body] of before) writeFileSync(join(remote, each), body);
      else if (!path.startsWith('snap/')) for (const [each, body] of before) expect(sameIn(readFileSync(join(remote, each))), each).toBe(sameIn(body));
    }
    expect(await verified(a)).toEqual([]);
    expect(objectsIn(remote).some((path) => path.startsWith('snap/'))).toBe(true);
    const c = await joined(remote);
    expect((await c.engine.client.sync.now({})).findings).toEqual([]);
  }, 120_000);

  it('in a row of the log, a signature or a list of files of this computer is named', async () => {
    const w = await joined(tempFolder());
    await w.log([w.put('one.bin', 'one')], { name: 'one' });
    await w.engine.client.sync.now({});
    const { registry } = w.engine.context;
    const db = new Database(join(w.home, 'registries', `${registry.id}.db`));
    const quick = async (): Promise<string[]> => {
      for await (const event of await w.engine.client.system.verify({ quick: true })) if (event.event === 'done') return event.findings.map(({ kind, id }) => `${kind} ${id}`);
      throw new Error('It ended early');
    };
    const rows = (sql: string): { id: string; text: string }[] => db.prepare(sql).all() as { id: string; text: string }[];
    const places = [
      { kind: 'op', rows: rows('SELECT hash AS id, op AS text FROM ops'), set: 'UPDATE ops SET op = ? WHERE hash = ?' },
      { kind: 'signature', rows: rows('SELECT hash AS id, signature AS text FROM signed_heads'), set: 'UPDATE signed_heads SET signature = ? WHERE hash = ?' },
      { kind: 'manifest', rows: rows('SELECT digest AS id, json AS text FROM manifests'), set: 'UPDATE manifests SET json = ? WHERE digest = ?' },
    ];
    try {
      expect(await quick()).toEqual([]);
      for (const { kind, rows: all, set } of places) {
        expect(all.length).toBeGreaterThan(0);
        for (const { id, text } of all) {
          for (const at of [0, text.length >> 1, text.length - 1]) {
            db.prepare(set).run(`${text.slice(0, at)}${String.fromCharCode(text.charCodeAt(at) ^ 1)}${text.slice(at + 1)}`, id);
            expect(await quick()).toEqual([`${kind} ${id}`]);
          }
          db.prepare(set).run(text, id);
        }
      }
      db.prepare("UPDATE ops SET kind = 'versioo' WHERE kind = 'version'").run();
      expect(await quick()).toEqual([expect.stringMatching(/^op /)]);
    } finally {
      db.close();
    }
  }, 60_000);

  it('in any file that is kept on this computer is named', async () => {
    const w = await joined(tempFolder());
    await w.log([w.put('d/one.bin', 'one'), w.put('d/two.bin', randomBytes(50_000))], { name: 'two' });
    const blobs = filesUnder(join(w.home, 'blobs')).map((path) => `b3:${path.replace('/', '')}`);
    expect(blobs.length).toBeGreaterThan(1);
    for (const blob of blobs) {
      rot(w.home, blob, 1, Buffer.from('~'));
      passUnnoticed(w.home, blob);
      expect((await w.verify()).findings).toContainEqual(expect.objectContaining({ kind: 'blob', id: blob }));
    }
  }, 60_000);
});
