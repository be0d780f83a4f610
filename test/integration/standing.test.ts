// The word for a collection and for a registered model is the one that is true of all their versions, at every door.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CollectionRow } from '../../shared/contract/entities.js';
import { cairn, cairnJson } from '../support/cli.js';
import type { EngineWorld } from '../support/engineWorld.js';
import { joinedWorlds } from '../support/joinedWorlds.js';
import { tempFolder } from '../support/tempFolder.js';

const joined = joinedWorlds();

async function words({ engine: { client } }: EngineWorld): Promise<Record<string, string>> {
  const { items } = await client.browse.scope({ scope: 'collections', cursor: null, limit: 100 });
  const asked = (await Promise.all((['collections', 'models'] as const).map((of) => client.browse.query({ text: '', of, cursor: null, limit: 100 })))).flatMap(({ rows }) => rows as CollectionRow[]);
  const word = ({ availability, pinned }: CollectionRow): string => `${availability ?? 'none'}${pinned ? ' pinned' : ''}`;
  const listed = Object.fromEntries(items.map(({ row }) => [(row as CollectionRow).name, word(row as CollectionRow)]));
  for (const row of asked) expect(word(row), row.name).toBe(listed[row.name]);
  return listed;
}

describe('where a collection is', () => {
  it('follows its versions, not the latest one alone; a model follows what is linked', async () => {
    const a = await joined(tempFolder());
    const { client } = a.engine;
    for (const n of [0, 1]) await a.log([a.put(`m${n}.bin`, Buffer.alloc(200_000, n))], { name: 'cnn' });
    await a.log([a.put('other.bin', 'other')], { name: 'other' });
    await client.sync.now({});
    await client.registry.createCollection({ name: 'empty', type: 'model' });
    for (const [ref, target] of [['cnn:v0', 'first'], ['cnn:v0', 'both'], ['cnn:v1', 'both']] as const) await client.registry.link({ ref, target });
    await client.sync.now({});
    expect(await words(a)).toEqual({ cnn: 'offline', other: 'offline', empty: 'none', first: 'offline', both: 'offline' });
    await client.storage.evict({ subject: { ref: 'cnn:v0' }, confirm: true });
    expect(await words(a)).toMatchObject({ cnn: 'partly', other: 'offline', first: 'online', both: 'partly' });
    await client.storage.evict({ subject: { collection: 'cnn' }, confirm: true });
    expect(await words(a)).toMatchObject({ cnn: 'online', first: 'online', both: 'online' });
    for await (const _ of await client.storage.pin({ ref: 'cnn:v0' })) void _;
    expect(await words(a)).toMatchObject({ cnn: 'partly', first: 'offline pinned', both: 'partly' });
    for await (const _ of await client.storage.pin({ collection: 'cnn' })) void _;
    expect(await words(a)).toMatchObject({ cnn: 'offline pinned', both: 'offline pinned' });
    await client.registry.delete({ ref: 'other:v0' });
    expect(await words(a)).toMatchObject({ other: 'none' });
  }, 60_000);

  it('is listed by the command line, with a word for each version and each file', () => {
    const [home, remote, folder] = [tempFolder(), tempFolder(), join(tempFolder(), 'm')];
    mkdirSync(folder);
    for (const name of ['a.bin', 'b.bin']) writeFileSync(join(folder, name), name.repeat(50_000));
    cairnJson(home, ['remote', 'add', 'team', remote]);
    cairnJson(home, ['log', folder, '--name', 'cnn', '--link', 'digits']);
    cairnJson(home, ['sync']);
    cairnJson(home, ['evict', 'cnn:v0', '--path', 'a.bin']);
    expect(cairnJson(home, ['ls', 'models'])).toMatchObject([{ name: 'digits', availability: 'partly', pinned: false }]);
    expect(cairn(home, ['ls', 'collections']).stdout).toMatch(/^cnn .* partly on this device /m);
    expect(cairn(home, ['ls', 'versions', 'cnn']).stdout).toMatch(/^v0 .* partly on this device /m);
    expect(cairnJson<{ files: object[] }>(home, ['show', 'cnn']).files).toMatchObject([{ path: 'a.bin', here: false }, { path: 'b.bin', here: true }]);
    const shown = cairn(home, ['show', 'cnn']).stdout;
    expect(shown).toMatch(/^a\.bin .* online only /m);
    expect(shown).toMatch(/^b\.bin .* available offline /m);
  }, 60_000);
});
