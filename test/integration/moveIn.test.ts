// What was made on one computer moves into a team's registry by command line, and a second computer has all of it from there.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { RegistryStore } from '../../electron/engine/store/types.js';
import { cairn, cairnJson } from '../support/cli.js';
import { createEngineWorld, failureOf, openEngine } from '../support/engineWorld.js';
import { joinedWorlds } from '../support/joinedWorlds.js';
import { tempFolder } from '../support/tempFolder.js';

interface Shown {
  ref: string;
  digest: string;
  version: string | null;
  provisional: string | null;
  aliases: string[];
  metrics: Record<string, number>;
  links: unknown[];
}
interface Line {
  kind: string;
  at: number;
  actor: { name: string };
  origin?: { registry: string; op: string; actor: { name: string }; at: number; by: string; moved: number };
}
interface Moved {
  done: boolean;
  ops: number;
  versions: number;
  bytes: number;
  collections: string[];
}

describe('moving what is on this computer into a remote', () => {
  it('re-issues the live state, forgets nothing, and brings only what is new the second time', { timeout: 240_000 }, () => {
    const [a, b, work] = [tempFolder(), tempFolder(), tempFolder()];
    const bucket = tempFolder();
    const file = (n: number): string => {
      const path = join(work, `m${n}.bin`);
      writeFileSync(path, `weights ${n} `.repeat(4000));
      return path;
    };
    const run = cairnJson<{ id: string }>(a, ['run', 'start', '--name', 'night', '--config', 'lr=0.01']).id;
    cairnJson(a, ['run', 'log', run, 'acc=0.91', '--step', '1']);
    const first = cairnJson<Shown>(a, ['log', file(0), '--name', 'cnn', '--run', run, '--link', 'digits']);
    cairnJson(a, ['log', file(1), '--name', 'cnn', '--metric', 'acc=0.95', '--link', 'digits', '--alias', 'best']);
    cairnJson(a, ['log', file(2), '--name', 'cnn']);
    cairnJson(a, ['delete', 'cnn:v2']);
    cairnJson(a, ['alias', 'set', 'digits:v0', 'production', '--note', 'reviewed']);
    cairnJson(a, ['remote', 'add', 'team', bucket]);

    const said = cairnJson<Moved>(a, ['remote', 'move-in', 'team', '--dry-run']);
    expect(said).toMatchObject({ done: false, versions: 2, bytes: 2 * 'weights 0 '.length * 4000 });
    expect(new Set(said.collections.map((name) => name.split('/').pop()))).toEqual(new Set(['cnn', 'digits']));
    const refused = cairn(a, ['remote', 'move-in', 'team']);
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain('the run night goes on. Finish it first');
    cairnJson(a, ['run', 'finish', run]);

    expect(cairnJson<Moved>(a, ['remote', 'move-in', 'team'])).toMatchObject({ done: true, versions: 2 });
    expect(cairnJson<Moved>(a, ['remote', 'move-in', 'team'])).toMatchObject({ done: true, ops: 0 });
    expect(cairnJson<Shown>(a, ['show', 'cnn:best'])).toMatchObject({ version: null, provisional: 'v1?' });
    expect(cairnJson(a, ['sync'])).toMatchObject({ pending: 0 });

    expect(cairnJson<{ becameHome: boolean }>(b, ['remote', 'add', 'team', bucket]).becameHome).toBe(true);
    cairnJson(b, ['sync']);
    const entity = said.collections[0]?.split('/')[0] ?? '';
    for (const home of [a, b]) {
      expect(cairnJson<Shown>(home, ['show', `${entity}/default/cnn:v0`])).toMatchObject({ digest: first.digest, metrics: { acc: 0.91 } });
      expect(cairnJson<Shown>(home, ['show', `${entity}/default/cnn:best`])).toMatchObject({ version: 'v1', metrics: { acc: 0.95 } });
      expect(cairnJson<Shown>(home, ['show', `${entity}/model-registry/digits:production`])).toMatchObject({ digest: first.digest });
      expect(cairn(home, ['show', `${entity}/default/cnn:v2`]).status).toBe(3);
    }
    cairnJson(b, ['use', `${entity}/default/cnn:v0`, '-o', join(work, 'served')]);
    expect(readFileSync(join(work, 'served', 'm0.bin'), 'utf8')).toBe(readFileSync(file(0), 'utf8'));

    // History says where each line was made, and who moved it in.
    for (const home of [a, b]) {
      const rows = cairnJson<Line[]>(home, ['history', `${entity}/default/cnn`]);
      const logged = rows.filter(({ kind }) => kind === 'log');
      expect(logged).toHaveLength(2);
      for (const { origin, at, actor } of logged) {
        expect(origin).toMatchObject({ actor, at, by: actor.name });
        expect(origin?.moved).toBeGreaterThan(at);
      }
      expect(new Set(logged.map(({ origin }) => origin?.registry)).size).toBe(1);
    }
    expect(cairn(a, ['history', `${entity}/default/cnn`]).stdout).toMatch(/logged cnn:v0 .*\(made on this computer, moved in by .* on \d{4}-\d\d-\d\d \d\d:\d\d\)/);
    expect(cairn(b, ['history', `${entity}/default/cnn`]).stdout).toMatch(/\(made in the registry [0-9a-f]{8}, moved in by /);

    // The registry of this computer still has it, and what is logged there afterwards can follow.
    cairnJson(a, ['log', file(3), '--name', 'cnn', '--registry', 'computer']);
    expect(cairnJson<Moved>(a, ['remote', 'move-in', 'team'])).toMatchObject({ done: true });
    cairnJson(a, ['sync']);
    cairnJson(b, ['sync']);
    expect(new Set(cairnJson<Shown[]>(b, ['ls', 'versions', `${entity}/default/cnn`]).map(({ version }) => version))).toEqual(new Set(['v0', 'v1', 'v2']));
  });

  it('says where things went also where it was killed between the two registries, and says it once', { timeout: 60_000 }, async () => {
    const w = await createEngineWorld();
    try {
      const { client, context } = w.engine;
      await w.log([w.put('one.bin', 'one')], { name: 'one' });
      await client.remotes.add({ name: 'team', target: { url: pathToFileURL(tempFolder()).href, secrets: {} } });
      const source = context.registries.find(({ home }) => home === 'computer') as { -readonly [K in keyof RegistryStore]: RegistryStore[K] };
      const moves = (): number => [...source.allOps()].filter(({ op }) => op.kind === 'entity.move').length;
      const { write } = source;
      source.write = () => {
        throw new Error('killed');
      };
      await failureOf(client.remotes.moveIn({ name: 'team', confirm: true }));
      source.write = write;
      expect(moves()).toBe(0);
      expect(await client.remotes.moveIn({ name: 'team', confirm: true })).toMatchObject({ done: true, ops: 0 });
      expect(moves()).toBe(1);
      expect(await client.remotes.moveIn({ name: 'team', confirm: true })).toMatchObject({ done: true, ops: 0 });
      expect(moves()).toBe(1);
    } finally {
      await w.end();
    }
  });
});

describe('a reference to what moved', () => {
  async function moved() {
    const w = await createEngineWorld();
    const { client } = w.engine;
    await w.log([w.put('one.bin', 'one')], { name: 'one', entity: 'ours' });
    await client.remotes.add({ name: 'team', target: { url: pathToFileURL(tempFolder()).href, secrets: {} } });
    await client.remotes.moveIn({ name: 'team', entity: 'ours', confirm: true });
    await client.sync.now({});
    return w;
  }

  it('is answered by the registry that it went to, and so is all that is asked about the answer', async () => {
    const w = await moved();
    try {
      const { client, context } = w.engine;
      expect(context.registry.home).toBe('computer');
      const { id } = await w.show('ours/default/one:v0');
      expect(context.registry.read.hasVersion(id)).toBe(false);
      expect(await client.versions.files({ version: id, cursor: null, limit: 10 })).toMatchObject({ rows: [{ path: 'one.bin' }] });
      expect((await w.show(id)).id).toBe(id);
    } finally {
      await w.end();
    }
  });

  it('means what this computer has where its registry was named, also to delete it', async () => {
    const w = await moved();
    const named = await openEngine(w.home, { registry: 'computer' });
    try {
      const { id } = await named.client.versions.get({ ref: 'ours/default/one:v0' });
      expect(named.context.registry.read.hasVersion(id)).toBe(true);
      expect(await named.client.versions.files({ version: id, cursor: null, limit: 10 })).toMatchObject({ rows: [{ path: 'one.bin' }] });
      await named.client.registry.delete({ ref: 'ours/default/one:v0' });
      expect((await w.show('ours/default/one:v0')).deletion).toBeUndefined();
    } finally {
      await named.close();
      await w.end();
    }
  });
});

describe('an alias of a collection that the team has too', () => {
  const joined = joinedWorlds();

  it('stays where it stands there, protected or not, which is said before and after; the others come', async () => {
    const folder = tempFolder();
    const team = await joined(folder);
    const entity = { entity: 'ours' };
    await team.log([team.put('theirs.bin', 'theirs')], { name: 'm', ...entity });
    await team.engine.client.sync.now({});
    for (const alias of ['production', 'best']) await team.engine.client.registry.setAlias({ ref: 'ours/default/m:v0', alias });
    await team.engine.client.sync.now({});
    const w = await createEngineWorld();
    try {
      const { remotes, registry, sync } = w.engine.client;
      for (const name of ['one', 'two']) await w.log([w.put(`${name}.bin`, name)], { name: 'm', ...entity });
      for (const alias of ['production', 'best', 'mine', 'staging']) await registry.setAlias({ ref: 'ours/default/m:v1', alias });
      await remotes.add({ name: 'team', target: { url: pathToFileURL(folder).href, secrets: {} } });
      await sync.now({});
      const aliases = expect.arrayContaining(['production', 'best'].map((alias) => ({ name: `m:${alias}`, there: 'v0', here: 'v1' }))) as unknown;
      const said = await remotes.moveIn({ name: 'team' });
      expect(said).toMatchObject({ done: false, aliases, becomesHome: true });
      expect(said.aliases).toHaveLength(2);
      expect(await remotes.moveIn({ name: 'team', confirm: true })).toMatchObject({ done: true, aliases, becomesHome: true });
      await sync.now({});
      for (const alias of ['production', 'best']) expect((await w.show(`ours/default/m:${alias}`)).number).toBe(0);
      for (const alias of ['mine', 'staging']) expect((await w.show(`ours/default/m:${alias}`)).bytes).toBe(3);
      // The team moves on, and moving in again takes nothing back.
      await registry.setAlias({ ref: 'ours/default/m:v0', alias: 'staging' });
      expect(await remotes.moveIn({ name: 'team', confirm: true })).toMatchObject({ ops: 0, becomesHome: false });
      expect((await w.show('ours/default/m:staging')).number).toBe(0);
    } finally {
      await w.end();
    }
  });
});
