// Devices of one registry: what one does the others hear of, once, where they follow it and it was not there when they joined.
import { expect, it } from 'vitest';
import { noteNotices } from '../../electron/engine/commands/notices/note.js';
import { takeTold } from '../../electron/engine/commands/notices/watch.js';
import { openEngine, type EngineWorld } from '../support/engineWorld.js';
import { joinedWorlds } from '../support/joinedWorlds.js';
import { tempFolder } from '../support/tempFolder.js';

const join = joinedWorlds();

async function person(folder: string, name: string, email?: string): Promise<EngineWorld> {
  const world = await join(folder);
  await world.engine.client.system.setIdentity({ name, ...(email === undefined ? {} : { email }) });
  return world;
}

const sync = async (...worlds: EngineWorld[]): Promise<void> => {
  for (const { engine } of worlds) await engine.client.sync.now({});
};

/** What one hears after a sync: titles, newest first. */
async function heard(world: EngineWorld): Promise<string[]> {
  await sync(world);
  await noteNotices(world.engine.context);
  return (await world.engine.client.notices.list({})).rows.map(({ title }) => title);
}

/** Logs versions of `cnn`, links them to the model, and syncs: they have their numbers then. */
async function linked(world: EngineWorld, ...contents: string[]): Promise<void> {
  for (const content of contents) {
    const { ref } = await world.log([world.put(`${content}.bin`, content)], { name: 'cnn' });
    await world.engine.client.registry.link({ ref, target: 'Support LLM' });
  }
  await sync(world);
}

const production = (world: EngineWorld, label: string) => world.engine.client.registry.setAlias({ ref: `Support LLM:${label}`, alias: 'production', note: 'passed review' });

it('what others did to what one follows is told, once', async () => {
  const folder = tempFolder();
  const mira = await person(folder, 'Mira');
  const otto = await person(folder, 'Otto');
  await linked(mira, 'zero', 'one');
  await production(mira, 'v0');
  await sync(mira);
  expect(await heard(otto)).toEqual([]);
  expect(await heard(mira)).toEqual([]);

  const { notices } = otto.engine.client;
  expect(await notices.following({ ref: 'Support LLM' })).toMatchObject({ following: false, why: null });
  expect(await notices.follow({ ref: 'Support LLM', following: true })).toMatchObject({ following: true, why: 'chosen' });
  await production(mira, 'v1');
  await sync(mira);
  expect(await heard(otto)).toEqual(['production of Support LLM moved to v1']);
  await noteNotices(otto.engine.context);
  const { rows, unread } = await notices.list({});
  expect(rows).toMatchObject([{ kind: 'moved', collection: { name: 'Support LLM' }, read: false, row: { actor: { name: 'Mira' }, note: 'passed review', from: 'v0', to: 'v1' } }]);
  expect(unread).toBe(1);

  // Another process of the same data root neither finds it again nor has the system told again.
  const second = await openEngine(otto.home);
  try {
    await noteNotices(second.context);
    expect(takeTold(second.context)).toEqual([expect.objectContaining({ title: 'production of Support LLM moved to v1', body: 'By Mira', path: `/collections/${rows[0]?.collection.id}` })]);
    expect(takeTold(otto.engine.context)).toEqual([]);
    expect((await second.client.notices.list({})).rows).toHaveLength(1);
    expect(await second.client.notices.read({})).toEqual({ unread: 0 });
  } finally {
    await second.close();
  }
  expect((await notices.list({})).rows.map(({ read }) => read)).toEqual([true]);

  // Mira hears of what Otto does: she made the model. Of her own doings she hears nothing.
  await otto.engine.client.registry.removeAlias({ ref: 'Support LLM:v1', alias: 'production' });
  await sync(otto);
  expect(await heard(mira)).toEqual(['production of Support LLM was removed']);
  expect((await mira.engine.client.notices.followed()).map(({ name, why }) => [name, why])).toEqual([['cnn', 'part'], ['Support LLM', 'part']]);
  expect(await heard(otto)).toHaveLength(1);
}, 60_000);

it('many at once are one notice of the system, and none while notices are off', async () => {
  const folder = tempFolder();
  const mira = await person(folder, 'Mira');
  await linked(mira, 'zero');
  const otto = await person(folder, 'Otto');
  const { notices } = otto.engine.client;
  await notices.follow({ ref: 'Support LLM', following: true });
  await linked(mira, 'one', 'two', 'three', 'four');
  await production(mira, 'v2');
  await sync(mira);
  expect(await heard(otto)).toHaveLength(5);
  expect(takeTold(otto.engine.context)).toMatchObject([{ title: '5 changes in Support LLM' }]);

  expect(await notices.set({ on: false })).toEqual({ on: false });
  expect(await notices.list({})).toMatchObject({ on: false, unread: 0 });
  await production(mira, 'v3');
  await sync(mira);
  expect(await heard(otto)).toHaveLength(5);
  await notices.set({ on: true });
  expect(await heard(otto)).toHaveLength(5);
  await notices.follow({ ref: 'Support LLM', following: false });
  await production(mira, 'v4');
  await sync(mira);
  expect(await heard(otto)).toHaveLength(5);
  expect(takeTold(otto.engine.context)).toEqual([]);
}, 60_000);

it('one who joins hears nothing of what was there, and nobody hears of themself on another device', async () => {
  const folder = tempFolder();
  const mira = await person(folder, 'Mira', 'mira@acme.org');
  await linked(mira, 'zero', 'one');
  await production(mira, 'v0');
  await sync(mira);
  const otto = await person(folder, 'Otto', 'otto@acme.org');
  const laptop = await person(folder, 'Mira O.', 'mira@acme.org');
  // Followed before anything was looked at: what came with joining is no news all the same.
  otto.engine.context.registry.notices.follow((await otto.engine.client.registry.find({ collection: 'Support LLM' })).id, true);
  expect(await heard(otto)).toEqual([]);
  expect((await laptop.engine.client.notices.following({ ref: 'Support LLM' })).why).toBe('part');
  await production(mira, 'v1');
  await sync(mira);
  expect(await heard(otto)).toEqual(['production of Support LLM moved to v1']);
  expect(await heard(laptop)).toEqual([]);
}, 60_000);

it('two who move production out of reach of each other both hear that it is contested', async () => {
  const folder = tempFolder();
  const mira = await person(folder, 'Mira');
  await linked(mira, 'zero', 'one');
  const otto = await person(folder, 'Otto');
  await otto.engine.client.notices.follow({ ref: 'Support LLM', following: true });
  for (const { engine } of [mira, otto]) await engine.client.sync.pause();
  await production(mira, 'v0');
  await production(otto, 'v1');
  await sync(mira, otto, mira);
  expect(await heard(otto)).toEqual(['production of Support LLM is contested']);
  expect(await heard(mira)).toEqual(['production of Support LLM is contested']);
}, 60_000);
