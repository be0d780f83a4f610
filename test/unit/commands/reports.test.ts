// Reports: made from a template, edited field by field, both texts of two devices kept, read as they stood, rolled back.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { reportFrom, standing, writtenUpTo, type Written } from '../../../electron/engine/domain/report.js';
import { createMemoryRemote } from '../../../electron/engine/remotes/memory.js';
import { exchange } from '../../../electron/engine/sync/exchange.js';
import type { Engine } from '../../../electron/engine/index.js';
import { createEngineWorld, openEngine, type EngineWorld } from '../../support/engineWorld.js';
import { fc } from '../../support/fastCheck.js';
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
    const create = { id: 'reports-shared', home: 'memory:team' };
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

  it('keeps both settings of a panel, and one that somebody changed while another took it away', async () => {
    const create = { id: 'reports-rivals', home: 'memory:team' };
    const [here, there] = [await openEngine(world.at('one'), { create }), await openEngine(world.at('two'), { create })];
    const party = ({ context }: Engine) => ({ store: context.registry, actor: context.actor(), clock: systemClock, random: systemRandom });
    const meet = createMemoryRemote();
    const sync = () => exchange(party(here), party(there), meet);
    const query = (text: string, x = 0) => ({ kind: 'query', place: { x, y: 0, w: 6, h: 4 }, settings: { text } });
    const OTHER = 'ffeeddccbbaa0011';
    try {
      const { id } = await here.client.reports.create({ title: 'Shared' });
      await here.client.reports.edit({ report: id, set: { [`panel.${ID}`]: query('acc>0'), [`panel.${OTHER}`]: query('loss<1', 6) } });
      await sync();
      await here.client.reports.edit({ report: id, set: { title: 'From here', [`panel.${ID}`]: query('acc>0.9'), [`panel.${OTHER}`]: query('loss<1', 6) } });
      await here.client.reports.edit({ report: id, set: { [`panel.${OTHER}`]: null } });
      await there.client.reports.edit({ report: id, set: { title: 'From there', [`panel.${ID}`]: query('acc>0.8'), [`panel.${OTHER}`]: query('loss<2', 6) } });
      await sync();
      const seen = await here.client.reports.get({ report: id });
      expect(await there.client.reports.get({ report: id })).toEqual(seen);
      expect(new Set([seen.title, ...seen.others.map(({ value }) => value)])).toEqual(new Set(['From here', 'From there']));
      const [one, two] = seen.panels;
      expect(new Set([one?.settings['text'], ...(one?.rivals ?? []).map(({ value }) => (value as typeof panel & { settings: { text: string } }).settings.text)])).toEqual(new Set(['acc>0.8', 'acc>0.9']));
      expect(two).toMatchObject({ settings: { text: 'loss<2' }, rivals: [{ value: null }] });
      const settled = await there.client.reports.edit({ report: id, set: { [`panel.${ID}`]: query('acc>0.9'), [`panel.${OTHER}`]: null } });
      expect(settled.panels.map(({ settings, rivals }) => [settings['text'], rivals])).toEqual([['acc>0.9', []]]);
      // Both moved it alike, and one only elsewhere: nothing to settle.
      await sync();
      await here.client.reports.edit({ report: id, set: { [`panel.${ID}`]: query('acc>0.9', 3) } });
      await there.client.reports.edit({ report: id, set: { [`panel.${ID}`]: query('acc>0.9', 4) } });
      await sync();
      expect((await here.client.reports.get({ report: id })).panels[0]?.rivals).toEqual([]);
    } finally {
      await here.close();
      await there.close();
    }
  });

  it('keeps the panel of a text that somebody wrote in while another took it away, until somebody settles it', async () => {
    const create = { id: 'reports-outlived', home: 'memory:team' };
    const [here, there] = [await openEngine(world.at('kept'), { create }), await openEngine(world.at('gone'), { create })];
    const party = ({ context }: Engine) => ({ store: context.registry, actor: context.actor(), clock: systemClock, random: systemRandom });
    const meet = createMemoryRemote();
    const sync = () => exchange(party(here), party(there), meet);
    const OTHER = 'ffeeddccbbaa0011';
    try {
      const { id } = await here.client.reports.create({ title: 'Shared' });
      await here.client.reports.edit({ report: id, set: { [`panel.${ID}`]: panel, [`text.${ID}`]: 'first', [`panel.${OTHER}`]: { ...panel, place: { x: 6, y: 0, w: 6, h: 4 } }, [`text.${OTHER}`]: 'alone' } });
      await sync();
      const removed = await here.client.reports.edit({ report: id, set: { [`panel.${ID}`]: null, [`panel.${OTHER}`]: null } });
      expect(removed.panels).toEqual([]);
      await there.client.reports.edit({ report: id, set: { [`text.${ID}`]: 'an hour of work' } });
      await sync();
      const seen = await here.client.reports.get({ report: id });
      expect(await there.client.reports.get({ report: id })).toEqual(seen);
      expect(seen.panels).toMatchObject([{ id: ID, text: 'an hour of work', others: [], rivals: [{ value: null }] }]);
      // Typed on where the removal has arrived: as well.
      const typed = await there.client.reports.edit({ report: id, set: { [`text.${OTHER}`]: 'more' } });
      expect(typed.panels.map(({ text }) => text)).toEqual(['an hour of work', 'more']);
      const [kept] = typed.panels;
      await there.client.reports.edit({ report: id, set: { [`panel.${ID}`]: { ...panel, settings: kept?.settings ?? {} }, [`panel.${OTHER}`]: null } });
      await sync();
      expect((await here.client.reports.get({ report: id })).panels).toMatchObject([{ id: ID, text: 'an hour of work', rivals: [] }]);
      expect((await here.client.reports.edit({ report: id, set: { [`panel.${ID}`]: null } })).panels).toEqual([]);
      expect(there.context.registry.stateHash()).not.toBe(here.context.registry.stateHash());
      await sync();
      expect((await there.client.reports.get({ report: id })).panels).toEqual([]);
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
    expect((await client.reports.history({ report: id })).length).toBe(before + 4);
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
