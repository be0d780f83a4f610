// Queries and smart collections at the door, and what an older database knows of them after an update.
import Database from 'libsql';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { init } from '../../../electron/engine/store/migrations/0010-init.js';
import { sequence } from '../../../electron/engine/store/migrations/0020-sequence.js';
import { parseQuery } from '../../../electron/engine/domain/query/parse.js';
import { safetensorsBytes } from '../../fixtures/safetensors.js';
import { createEngineWorld, failureOf, type EngineWorld } from '../../support/engineWorld.js';
import { askWorld, WHERE } from '../../support/askWorld.js';
import { seededDice } from '../../support/randomOps.js';
import { tempFolder } from '../../support/tempFolder.js';
import { testStore } from '../../support/testStore.js';

let world: EngineWorld | undefined;
afterEach(async () => {
  await world?.end();
  world = undefined;
});

describe('queries at the door', () => {
  it('finds logged files by what is in them, and keeps smart collections live', async () => {
    world = await createEngineWorld();
    const { client } = world.engine;
    const small = world.put('small.safetensors', safetensorsBytes({ w: { dtype: 'BF16', shape: [4, 4], data: new Uint8Array(32) } }));
    const plain = world.put('data.csv', 'a,b\n1,2\n');
    await world.log([plain], { name: 'mnist', type: 'dataset' });
    await world.log([small], { name: 'net', metrics: { acc: 0.93 }, config: { lr: 0.01 }, inputs: ['mnist:v0'], tags: ['vision'], aliases: ['best'] });
    await client.registry.link({ ref: 'net:v0', target: 'digits', aliases: ['production'] });

    const find = async (text: string): Promise<string[]> => {
      const page = await client.browse.query({ text });
      return page.of === 'versions' ? page.rows.map((row) => row.ref) : [];
    };
    for (const text of ['alias:production acc>0.9 type:model tag:vision params<1B dtype:bf16 trained_on:mnist:v0', 'in:digits', 'format:safetensors safety:clean params=16', 'config.lr=0.01', 'net:v0', 'has:tensors', 'in:net alias:best']) expect(await find(text), text).toEqual(['net:v0']);
    expect(await find('-type:model')).toEqual(['mnist:v0']);
    expect(await find('')).toEqual(['net:v0', 'mnist:v0']);
    const page = await client.browse.query({ text: 'alias:production' });
    expect(page).toMatchObject({ total: 1, next: null, words: 'Versions with the alias production', rows: [{ availability: 'offline', models: [{ name: 'digits', label: 'v0', aliases: [{ name: 'latest' }, { name: 'production' }] }] }] });
    const model = await client.registry.find({ collection: 'digits' });
    expect(await client.browse.query({ text: 'acc>0.9', within: model.id })).toMatchObject({ rows: [{ ref: 'digits:v0', source: { ref: 'net:v0' } }] });
    expect(await client.browse.query({ text: 'alias:production', of: 'models' })).toMatchObject({ of: 'models', rows: [{ name: 'digits' }] });
    expect(await client.browse.query({ text: 'trained_on:mnist', of: 'runs' })).toMatchObject({ of: 'runs', total: 1 });

    expect(await failureOf(client.browse.query({ text: 'taq:x' }))).toMatchObject({ code: 'invalid_input', details: { problems: [{ at: 0, length: 5 }] } });
    expect((await client.browse.explain({ text: 'trained_on:nothing:v0' })).problems).toMatchObject([{ at: 0, length: 21 }]);

    const saved = await client.views.save({ name: 'Served', text: 'alias:production' });
    expect(saved).toMatchObject({ name: 'Served', count: 1, words: 'Versions with the alias production' });
    expect(await failureOf(client.views.save({ name: 'SERVED', text: 'tag:vision' }))).toMatchObject({ code: 'name_taken' });
    expect(await failureOf(client.views.save({ name: 'Bad', text: 'acc>' }))).toMatchObject({ code: 'invalid_input' });
    await client.registry.removeAlias({ ref: 'digits:production', alias: 'production' });
    expect(await client.views.list()).toMatchObject([{ name: 'Served', count: 0 }]);
    expect(await client.views.save({ id: saved.id, name: 'Served', text: 'alias:best' })).toMatchObject({ id: saved.id, count: 1 });
    expect(await client.views.remove({ id: saved.id })).toEqual({ id: saved.id, name: 'Served' });
    expect(await client.views.list()).toEqual([]);
    expect(await failureOf(client.views.remove({ id: saved.id }))).toMatchObject({ code: 'not_found' });
    expect((await client.browse.history({ kind: 'view' })).rows.map((row) => row.text)).toHaveLength(3);
  });
});

interface Named {
  readonly name: string;
}

/** Takes away whatever the migrations after the first two made: tables, indexes and columns. */
function undoLater(raw: Database.Database): void {
  const old = new Database(':memory:');
  old.exec(`${init.sql}; ${sequence.sql}`);
  const names = (db: Database.Database, type: string): string[] => (db.prepare("SELECT name FROM sqlite_master WHERE type = ? AND name NOT LIKE 'sqlite_%'").all(type) as Named[]).map(({ name }) => name);
  const columns = (db: Database.Database, table: string): string[] => (db.prepare('SELECT name FROM pragma_table_info(?)').all(table) as Named[]).map(({ name }) => name);
  for (const type of ['index', 'table']) {
    const before = new Set(names(old, type));
    for (const name of names(raw, type)) if (!before.has(name)) raw.exec(`DROP ${type} IF EXISTS ${name}`);
  }
  for (const table of names(old, 'table')) {
    const before = new Set(columns(old, table));
    if (!table.startsWith('docs_text')) for (const column of columns(raw, table)) if (!before.has(column)) raw.exec(`ALTER TABLE ${table} DROP COLUMN ${column}`);
  }
  old.close();
}

describe('a database from before queries', () => {
  it('answers like a new one after the update, but for facts, which older builds told in their blobs alone', () => {
    const file = join(tempFolder(), 'old.db');
    const made = askWorld(seededDice(7), 120);
    const store = testStore({ file });
    store.receive([...made.store.allOps()].map(({ op }) => op), made.store.signedHeads());
    const state = store.stateHash();
    store.close();
    const raw = new Database(file);
    undoLater(raw);
    raw.exec('PRAGMA user_version = 20');
    raw.close();
    const updated = testStore({ file });
    expect(updated.stateHash()).toBe(state);
    for (const text of ['acc>0.5', 'tag:vision', 'trained_on:mnist', 'alias:best', 'careful', 'config.lr<=0.01 -tag:old']) {
      const input = { query: parseQuery(text, 'versions', made.end), context: WHERE, cursor: null, limit: 1000 };
      expect(updated.read.ask(input).rows.map((row) => row.id), text).toEqual(made.store.read.ask(input).rows.map((row) => row.id));
    }
    updated.close();
    made.store.close();
  });
});
