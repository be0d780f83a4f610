// The sample library: all of the walkthrough, made by real training, small, and gone in one call.
import { afterEach, describe, expect, it } from 'vitest';
import { createEngineWorld, failureOf, type EngineWorld } from '../support/engineWorld.js';

let world: EngineWorld | undefined;
afterEach(async () => {
  await world?.end();
  world = undefined;
});

describe('the sample library', () => {
  it('holds the walkthrough, is removed whole, and can be made again', async () => {
    world = await createEngineWorld();
    const { client, context } = world.engine;
    await world.log([world.put('own.bin', 'my own')], { name: 'own' });
    const before = { counts: context.registry.read.counts(), cache: context.cache.stat(), blobs: world.snapshot().blobs };

    const made = await client.sample.create();
    expect(made).toMatchObject({ present: true, versions: 7, entity: 'Cairn sample' });
    expect(context.cache.stat().bytes - before.cache.bytes).toBeLessThan(20_000_000);
    expect(await failureOf(client.sample.create())).toMatchObject({ code: 'name_taken' });

    const drafts = await client.browse.query({ text: 'name:mnist-nn-' });
    const rows = drafts.of === 'versions' ? drafts.rows : [];
    expect(rows.map((row) => row.number)).toEqual([4, 3, 2, 1, 0]);
    const accuracy = rows.map((row) => Number(row.metrics['val_accuracy']));
    const best = rows.findIndex((row) => row.aliases.some((alias) => alias.name === 'best'));
    expect(accuracy[best]).toBe(Math.max(...accuracy));
    expect(accuracy[best]).toBeGreaterThan(0.85);
    expect(rows.every((row) => row.run?.name === 'train-mnist' && row.metrics['train_loss'] !== undefined)).toBe(true);
    const page = await client.browse.query({ text: 'alias:production trained_on:"Cairn sample/mnist/mnist:v0" params<1B format:safetensors' });
    expect(page).toMatchObject({ total: 1 });

    const model = made.model ?? '';
    expect((await client.registry.aliases({ collection: model })).map((each) => [each.alias, each.label, each.note !== null])).toEqual([['production', 'v1', true], ['staging', 'v1', true]]);
    expect((await client.browse.history({ subject: model, alias: 'production' })).rows.map((row) => [row.from, row.to])).toEqual([['v0', 'v1'], [null, 'v0']]);
    const verdict = await client.policies.check({ collection: model, alias: 'production', ref: rows[rows.length - 1]?.id ?? '', note: 'back' }).catch(() => undefined);
    expect(verdict).toBeUndefined(); // the first epoch is not linked
    expect(await client.policies.check({ collection: model, alias: 'production', ref: 'Cairn sample/model-registry/MNIST Grayscale 28x28:v0', note: 'back' })).toMatchObject({ incumbent: 'v1', clauses: [{ state: 'pass' }, { state: expect.stringMatching(/^(pass|fail)$/) as string }, { state: 'pass' }, { state: 'pass' }] });
    const evaluation = await client.browse.query({ text: 'job:evaluate accuracy>0.8', of: 'runs' });
    expect(evaluation.total).toBe(2);
    const series = await client.runs.keys({ run: rows[0]?.run?.id ?? '' });
    expect(series.rows.find((row) => row.key === 'train_loss')?.count).toBe(65);

    await client.registry.link({ ref: rows[0]?.id ?? '', target: 'mine' });
    expect(await failureOf(client.sample.remove())).toMatchObject({ code: 'held', message: expect.stringContaining('mine:v0') as string });
    await client.registry.unlink({ ref: 'mine:v0' });

    expect(await client.sample.remove()).toMatchObject({ versions: 7, runs: 5, collections: 4 });
    expect(await client.sample.state()).toMatchObject({ present: false, model: null, collection: null });
    const after = context.registry.read.counts();
    expect({ ...after, ops: 0, models: after.models - 1, projects: after.projects - 1 }).toEqual({ ...before.counts, ops: 0 });
    expect(world.snapshot().blobs).toEqual(before.blobs);
    for (const scope of ['collections', 'runs', 'projects'] as const) expect(JSON.stringify((await client.browse.scope({ scope })).items), scope).not.toMatch(/mnist|Cairn sample/i);
    expect((await client.browse.search({ text: 'mnist' })).hits).toEqual([]);
    expect(await client.policies.list({})).toEqual([]);
    expect(await failureOf(client.sample.remove())).toMatchObject({ code: 'not_found' });
    expect((await world.verify()).findings).toEqual([]);

    expect(await client.sample.create()).toMatchObject({ present: true, versions: 7 });
    // What is known of a file that was logged elsewhere too stays with it.
    const again = await client.browse.query({ text: 'alias:best name:mnist-nn-' });
    const bestAgain = again.of === 'versions' ? (again.rows[0]?.id ?? '') : '';
    const { id: version } = await world.log([(await world.use(bestAgain, world.at('out'))).path], { name: 'kept' });
    const { rows: tensors } = await client.versions.tensors({ version });
    expect(tensors.length).toBeGreaterThan(0);
    expect(await client.sample.remove()).toMatchObject({ versions: 7 });
    expect((await client.versions.tensors({ version })).rows).toEqual(tensors);
  }, 120_000);
});
