// The rules of models, links and aliases through the contract: what one call adds to the log, and what it leaves alone.
import { describe, expect, it } from 'vitest';
import { failureOf } from '../../support/engineWorld.js';
import { registryWorld } from './registryWorld.js';

describe('links', () => {
  it('count in numbers of the model, keep theirs when linked again, and make latest', async () => {
    const world = await registryWorld();
    const { registry, browse } = world.engine.client;
    await world.versions('cnn', 3);
    for (const n of [2, 0]) await registry.link({ ref: `cnn:v${n}`, target: 'digits' });
    expect((await world.show('digits')).through).toMatchObject({ ref: 'digits:v1', label: 'v1' });
    const before = world.ops();
    const again = await registry.link({ ref: 'cnn:v2', target: 'digits' });
    expect(again).toMatchObject({ ref: 'digits:v0', isNew: false, createdModel: false });
    expect(world.ops()).toBe(before + 1);
    expect((await world.show('digits')).through?.ref).toBe('digits:v0');
    await registry.link({ ref: 'cnn:v2', target: 'digits' });
    expect(world.ops()).toBe(before + 1);
    const { id } = await registry.find({ collection: 'digits' });
    const page = await browse.scope({ scope: `versions:${id}` });
    expect(page.items.map((item) => [item.row['ref'], (item.row['source'] as { ref: string }).ref])).toEqual([['digits:v1', 'cnn:v0'], ['digits:v0', 'cnn:v2']]);
    const models = await browse.scope({ scope: 'collections' });
    expect(models.items.map((item) => item.row).find((row) => row['id'] === id)).toMatchObject({ form: 'registered', versions: 2, aliases: { latest: 'v0' } });
  });

  it('are found by what the model calls them, and change in its list with their source', async () => {
    const world = await registryWorld();
    const { registry, browse } = world.engine.client;
    await world.versions('cnn', 2);
    for (const n of [1, 0]) await registry.link({ ref: `cnn:v${n}`, target: 'digits', aliases: n === 1 ? ['candidate'] : [] });
    const { id } = await registry.find({ collection: 'digits' });
    const refs = async (query: string): Promise<unknown[]> => (await browse.scope({ scope: `versions:${id}`, query })).items.map((item) => item.row['ref']);
    expect([await refs('v1'), await refs('candid'), await refs('cnn'), await refs('nothing')]).toEqual([['digits:v1'], ['digits:v0'], ['digits:v1', 'digits:v0'], []]);
    expect((await browse.scope({ scope: `versions:${id}`, query: 'candid' })).total).toBe(1);
    expect((await browse.search({ text: 'digits:candidate' })).hits[0]).toMatchObject({ kind: 'version', title: 'cnn:v1' });
    expect((await browse.search({ text: 'digits:v1' })).hits[0]).toMatchObject({ kind: 'version', title: 'cnn:v0' });
    const store = world.engine.context.registry;
    const scopes = async (work: () => Promise<unknown>): Promise<string[]> => {
      const seq = store.changeSeq();
      await work();
      const result = store.changesSince(store.epoch, seq);
      return result.reset ? [] : result.changes.map((change) => change.scope);
    };
    expect(await scopes(() => registry.rename({ what: 'collection', ref: 'cnn', name: 'net' }))).toContain(`versions:${id}`);
    expect(await scopes(() => registry.tag({ what: 'version', ref: 'net:v0', add: ['x'] }))).toContain(`versions:${id}`);
    expect(await scopes(() => registry.setAlias({ ref: 'digits:v1', alias: 'best' }))).toEqual(expect.arrayContaining([`versions:${id}`, 'collections', 'recent']));
  });

  it('of a deleted source are tombstones', async () => {
    const world = await registryWorld();
    const { registry } = world.engine.client;
    await world.versions('cnn', 2);
    await registry.link({ ref: 'cnn:v0', target: 'digits' });
    await registry.delete({ ref: 'cnn:v0', force: true });
    expect(await world.show('digits:v0')).toMatchObject({ deleted: true, ref: 'cnn:v0', through: { ref: 'digits:v0' } });
    expect((await failureOf(registry.link({ ref: 'cnn:v0', target: 'other' }))).code).toBe('invalid_input');
    expect((await failureOf(registry.find({ collection: 'other' }))).code).toBe('not_found');
  });
});

describe('names', () => {
  it('of a model and a collection in one reach are refused both ways, whatever their case or form', async () => {
    const world = await registryWorld();
    const { registry, ingest } = world.engine.client;
    await world.versions('Grüße', 1);
    expect(await failureOf(registry.createModel({ name: 'GRU\u0308SSE' }))).toMatchObject({ code: 'name_taken' });
    expect(await registry.checkModelName({ name: 'grüße' })).toMatchObject({ valid: false });
    await registry.createModel({ name: 'digits' });
    expect(await failureOf(registry.createCollection({ name: 'Digits', project: 'elsewhere' }))).toMatchObject({ code: 'name_taken' });
    expect((await ingest.checkName({ name: 'DIGITS' })).valid).toBe(false);
    expect(await failureOf(world.log([world.put('x.bin')], { name: 'digits' }))).toMatchObject({ code: 'name_taken' });
    expect(await registry.createModel({ name: 'digits', entity: 'team' })).toMatchObject({ entity: 'team' });
  });

  it('that were used once stay taken after a rename', async () => {
    const world = await registryWorld();
    const { registry } = world.engine.client;
    await registry.createModel({ name: 'digits' });
    await registry.createModel({ name: 'letters' });
    await registry.rename({ what: 'collection', ref: 'digits', name: 'figures' });
    expect(await failureOf(registry.createModel({ name: 'digits' }))).toMatchObject({ code: 'name_taken', message: expect.stringContaining('figures') as string });
    expect(await failureOf(registry.rename({ what: 'collection', ref: 'letters', name: 'DIGITS' }))).toMatchObject({ code: 'name_taken' });
    expect(await registry.rename({ what: 'collection', ref: 'figures', name: 'digits' })).toEqual({ from: 'figures', to: 'digits' });
    expect(await failureOf(registry.rename({ what: 'project', ref: 'model-registry', name: 'x' }))).toMatchObject({ code: 'invalid_input' });
  });
});

describe('aliases', () => {
  it('are on one version at a time, one operation and one line of history a move', async () => {
    const world = await registryWorld();
    const { registry, browse } = world.engine.client;
    await world.versions('cnn', 3);
    const { id: collection } = await registry.find({ collection: 'cnn' });
    const before = world.ops();
    for (const n of [0, 1, 1, 2]) await registry.setAlias({ ref: `cnn:v${n}`, alias: 'best', note: `to ${n}` });
    expect(world.ops()).toBe(before + 3);
    const { rows } = await browse.history({ subject: collection, alias: 'best' });
    expect(rows.map(({ from, to, note }) => [from, to, note])).toEqual([['v1', 'v2', 'to 2'], ['v0', 'v1', 'to 1'], [null, 'v0', 'to 0']]);
    for (const n of [0, 1]) expect((await world.show(`cnn:v${n}`)).aliases.map((alias) => alias.name)).not.toContain('best');
    expect(await registry.aliases({ collection: 'cnn' })).toMatchObject([{ alias: 'best', protected: false, label: 'v2', ref: 'cnn:v2', note: 'to 2', contest: null }]);
  });

  it('can be made protected, and a protected one holds its version', async () => {
    const world = await registryWorld();
    const { registry } = world.engine.client;
    await world.versions('cnn', 1);
    expect(await registry.protectedAliases()).toEqual(['production', 'staging']);
    await registry.setAlias({ ref: 'cnn:v0', alias: 'shipped' });
    expect(await registry.setProtectedAliases({ aliases: ['shipped'] })).toEqual(['shipped']);
    expect(await registry.aliases({ collection: 'cnn' })).toMatchObject([{ alias: 'shipped', protected: true }]);
    expect(await failureOf(registry.delete({ ref: 'cnn:v0', force: true }))).toMatchObject({ code: 'held' });
    await registry.setProtectedAliases({ aliases: [] });
    expect(await registry.delete({ ref: 'cnn:v0', force: true })).toMatchObject({ deleted: true });
    expect(await registry.aliases({ collection: 'cnn' })).toEqual([]);
  });

  it('roll back by one new operation, and history keeps both', async () => {
    const world = await registryWorld();
    const { registry, browse } = world.engine.client;
    await world.versions('cnn', 2);
    await registry.setAlias({ ref: 'cnn:v0', alias: 'production' });
    const [move] = (await browse.history({ alias: 'production' })).rows;
    await new Promise((wait) => setTimeout(wait, 5));
    await registry.setAlias({ ref: 'cnn:v1', alias: 'production' });
    const before = world.ops();
    expect(await registry.rollBack({ collection: 'cnn', alias: 'production', at: move?.at ?? 0 })).toMatchObject({ from: 'v1', to: 'v0', state: 'moved' });
    expect(world.ops()).toBe(before + 1);
    expect((await browse.history({ alias: 'production' })).rows.map((row) => row.to)).toEqual(['v0', 'v1', 'v0']);
    expect(await failureOf(registry.rollBack({ collection: 'cnn', alias: 'production', at: 0 }))).toMatchObject({ code: 'not_found' });
    const moved = await registry.setAlias({ ref: 'cnn:v1', alias: 'production' });
    await registry.delete({ ref: 'cnn:v0' });
    expect(moved.to).toBe('v1');
    expect(await failureOf(registry.rollBack({ collection: 'cnn', alias: 'production', at: move?.at ?? 0 }))).toMatchObject({ code: 'invalid_input', message: expect.stringContaining('cnn:v0 was deleted') as string });
  });
});

describe('the headline metric', () => {
  it('of a model is that of the version in production, beside the one before it and the newest in a row', async () => {
    const world = await registryWorld();
    const { registry, browse } = world.engine.client;
    for (const [n, accuracy] of [0.8, 0.9, 1].entries()) await world.log([world.put(`work/${n}/model.bin`, `bytes ${n}`)], { name: 'cnn', metrics: { accuracy, broken: 'NaN' } });
    for (const n of [0, 1, 2]) await registry.link({ ref: `cnn:v${n}`, target: 'digits' });
    const row = async (): Promise<unknown> => (await browse.scope({ scope: 'collections' })).items.map((item) => item.row).find((each) => each['name'] === 'digits')?.['trend'];
    expect(await row()).toBeUndefined();
    await registry.describe({ what: 'collection', ref: 'digits', field: 'headline', value: { metric: 'accuracy', direction: 'max' } });
    expect(await row()).toEqual({ values: [0.8, 0.9, 1], production: null, value: 1, before: 0.9 });
    await registry.setAlias({ ref: 'digits:v1', alias: 'production' });
    expect(await row()).toEqual({ values: [0.8, 0.9, 1], production: 1, value: 0.9, before: 0.8 });
    await registry.setAlias({ ref: 'digits:v0', alias: 'production' });
    expect(await row()).toEqual({ values: [0.8, 0.9, 1], production: 0, value: 0.8, before: null });
    await registry.describe({ what: 'collection', ref: 'digits', field: 'headline', value: { metric: 'broken', direction: 'max' } });
    expect(await row()).toEqual({ values: [null, null, null], production: 0, value: null, before: null });
  });
});
