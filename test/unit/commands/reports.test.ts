// Reports: made from a template, edited field by field, both texts of two devices kept, read as they stood, rolled back.
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { reportFrom, standing, writtenUpTo, type Written } from '../../../electron/engine/domain/report.js';
import { createMemoryRemote } from '../../../electron/engine/remotes/memory.js';
import { exchange } from '../../../electron/engine/sync/exchange.js';
import type { Engine } from '../../../electron/engine/index.js';
import { createEngineWorld, openEngine, type EngineWorld } from '../../support/engineWorld.js';
import { systemClock, systemRandom } from '../../support/ports.js';

const panel = { kind: 'text', place: { x: 0, y: 0, w: 6, h: 4 }, settings: {} };
const ID = '00112233445566aa';

describe('a report', () => {
  let world: EngineWorld;
  beforeEach(async () => {
    world = await createEngineWorld();
  });
  afterEach(() => world.end());

  it('starts as the dashboard of a model, and names what it is about', async () => {
    const { client } = world.engine;
    const model = await client.registry.createModel({ name: 'MNIST' });
    const made = await client.reports.create({ title: 'Production', template: 'production', model: 'MNIST' });
    expect(made.panels.map(({ kind }) => kind)).toEqual(['modelHeader', 'metricAcross', 'text', 'versions', 'lineage', 'evaluation', 'history']);
    expect(made.panels[0]?.settings['model']).toBe(model.id);
    expect((await client.reports.list({})).map(({ title, panels }) => [title, panels])).toEqual([['Production', 7]]);
    await world.refused(() => client.reports.create({ title: 'x', template: 'production', model: 'nobody' }), 'not_found');
  });

  it('writes only what changed, refuses what no field can hold, and takes panels away', async () => {
    const { client } = world.engine;
    const { id } = await client.reports.create({ title: 'A' });
    await client.reports.edit({ report: id, set: { title: 'A', [`panel.${ID}`]: panel, [`text.${ID}`]: 'hello' } });
    expect((await client.reports.history({ report: id })).map(({ field }) => field)).toEqual([`text.${ID}`, `panel.${ID}`, 'title']);
    await world.refused(() => client.reports.edit({ report: id, set: { title: 'B', [`panel.${ID}`]: { kind: 'text' } } }), 'invalid_input', 'panel');
    await world.refused(() => client.reports.edit({ report: id, set: { [`panel.${ID}`]: { ...panel, place: { x: 8, y: 0, w: 6, h: 1 } } } }), 'invalid_input', 'together');
    const without = await client.reports.edit({ report: id, set: { [`panel.${ID}`]: null } });
    expect(without.panels).toEqual([]);
  });

  it('keeps both texts of two devices, and settles them by writing one', async () => {
    const create = { id: 'reports-shared', home: 's3://team/models' };
    const [here, there] = [await openEngine(world.at('here'), { create }), await openEngine(world.at('there'), { create })];
    const party = ({ context }: Engine) => ({ store: context.registry, actor: context.actor(), clock: systemClock, random: systemRandom });
    const meet = createMemoryRemote();
    const sync = () => exchange(party(here), party(there), meet);
    try {
      const { id } = await here.client.reports.create({ title: 'Shared' });
      await here.client.reports.edit({ report: id, set: { [`panel.${ID}`]: panel, [`text.${ID}`]: 'first' } });
      await sync();
      await here.client.reports.edit({ report: id, set: { [`text.${ID}`]: 'from here' } });
      await there.client.reports.edit({ report: id, set: { [`text.${ID}`]: 'from there', [`panel.${ID}`]: { ...panel, place: { x: 6, y: 0, w: 6, h: 4 } } } });
      await sync();
      const seenHere = await here.client.reports.get({ report: id });
      expect(await there.client.reports.get({ report: id })).toEqual(seenHere);
      const [block] = seenHere.panels;
      expect(new Set([block?.text, ...(block?.others.map(({ value }) => value) ?? [])])).toEqual(new Set(['from here', 'from there']));
      expect(block?.place.x).toBe(6);
      await here.client.reports.edit({ report: id, set: { [`text.${ID}`]: 'from here and there' } });
      await sync();
      expect((await there.client.reports.get({ report: id })).panels[0]).toMatchObject({ text: 'from here and there', others: [] });
      expect(there.context.registry.stateHash()).toBe(here.context.registry.stateHash());
    } finally {
      await here.close();
      await there.close();
    }
  });

  it('is read as it stood and put back to it, by new operations', async () => {
    const { client } = world.engine;
    const { id } = await client.reports.create({ title: 'One' });
    await client.reports.edit({ report: id, set: { [`panel.${ID}`]: panel, [`text.${ID}`]: 'early' } });
    const then = Date.now();
    await new Promise((done) => setTimeout(done, 5));
    await client.reports.edit({ report: id, set: { title: 'Two', [`panel.${ID}`]: null, [`panel.${'b'.repeat(16)}`]: panel } });
    expect(await client.reports.get({ report: id, at: then })).toMatchObject({ title: 'One', panels: [{ text: 'early' }] });
    const before = (await client.reports.history({ report: id })).length;
    const back = await client.reports.rollBack({ report: id, at: then });
    expect(back).toMatchObject({ title: 'One', panels: [{ id: ID, text: 'early' }] });
    expect((await client.reports.history({ report: id })).length).toBe(before + 3);
    await world.refused(() => client.reports.get({ report: id, at: 0 }), 'not_found');
  });

  it('can be deleted and brought back', async () => {
    const { client } = world.engine;
    const { id } = await client.reports.create({ title: 'Gone soon' });
    await client.reports.edit({ report: id, set: { deleted: true } });
    expect(await client.reports.list({})).toEqual([]);
    expect((await client.reports.list({ deleted: true })).map((row) => row.id)).toEqual([id]);
    await client.reports.edit({ report: id, set: { deleted: false } });
    expect((await client.reports.list({})).length).toBe(1);
  });
});

describe('the fold of a report', () => {
  it('shows no write that another replaced, whatever the order, and a past moment never shows what came after', () => {
    const field = fc.constantFrom('title', 'subtitle', `text.${ID}`);
    const step = fc.record({ field, value: fc.string({ maxLength: 3 }), at: fc.integer({ min: 0, max: 50 }), sees: fc.array(fc.nat(20), { maxLength: 3 }) });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 20 }), fc.integer({ min: 0, max: 50 }), (steps, at) => {
        const writes: Written[] = steps.map((each, index) => ({
          id: `w${index}`,
          field: each.field,
          value: each.value,
          at: each.at,
          actor: { name: 'a' },
          device: 'd',
          observed: each.sees.filter((seen) => seen < index && steps[seen]?.field === each.field).map((seen) => `w${seen}`),
        }));
        const replaced = new Set(writes.flatMap(({ observed }) => observed));
        for (const heads of standing(writes).values()) for (const head of heads) expect(replaced.has(head.id)).toBe(false);
        const past = writtenUpTo(writes, at);
        const mayBeSeen = new Set(past.filter((write) => write.at <= at).flatMap((write) => [write.id, ...write.observed]));
        for (const write of past) if (write.at > at) expect(past.some((later) => later.observed.includes(write.id)) || mayBeSeen.has(write.id)).toBe(true);
        expect(reportFrom('r', past) === undefined).toBe(past.length === 0);
      }),
    );
  });
});
