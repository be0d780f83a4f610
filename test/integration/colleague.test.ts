// A colleague with a name of their own joins a registry: what the lists call a thing finds it, whoever has it.
import { expect, it } from 'vitest';
import type { LogEvent } from '../../shared/contract/ingest.js';
import { failureOf, type EngineWorld } from '../support/engineWorld.js';
import { joinedWorlds } from '../support/joinedWorlds.js';
import { tempFolder } from '../support/tempFolder.js';

const joined = joinedWorlds();

/** Engines of people with these names that share one registry, synced after the first has logged and linked `cnn`. */
async function team(...names: readonly string[]): Promise<EngineWorld[]> {
  const remote = tempFolder();
  const worlds: EngineWorld[] = [];
  for (const name of names) {
    const w = await joined(remote);
    w.engine.context.settings.update({ entity: name });
    if (worlds.length === 0) {
      await w.log([w.put('1/m.bin', 'one')], { name: 'cnn', aliases: ['best'] });
      await w.engine.client.registry.link({ ref: 'cnn', target: 'MNIST digits', aliases: ['candidate'] });
      await w.engine.client.sync.now({});
    }
    worlds.push(w);
  }
  return worlds;
}

async function logged(w: EngineWorld, input: { name: string; entity?: string }, text: string): Promise<Extract<LogEvent, { event: 'done' }>> {
  for await (const event of await w.engine.client.ingest.log({ source: { paths: [w.put(`${text}/m.bin`, text)] }, ...input })) if (event.event === 'done') return event;
  throw new Error('It ended early');
}

it('a bare name that the own entity does not have is the only one in the registry', async () => {
  const [, b] = (await team('ada', 'bob')) as [EngineWorld, EngineWorld];
  expect(await b.show('cnn:best')).toMatchObject({ entity: 'ada', name: 'cnn', number: 0 });
  expect((await b.use('MNIST digits:candidate', b.at('out'))).ref).toBe('MNIST digits:v0');
  expect((await failureOf(b.show('cnm'))).details['close']).toEqual([]);
  expect((await failureOf(b.show('cnn-large'))).details['close']).toEqual(['ada/default/cnn']);
  expect((await failureOf(b.show('bob/default/cnn'))).code).toBe('not_found');
}, 60_000);

it('logging by a name that another has says so, and from then on the name is the own one', async () => {
  const [, b] = (await team('ada', 'bob')) as [EngineWorld, EngineWorld];
  expect(await logged(b, { name: 'cnn' }, 'two')).toMatchObject({ beside: ['ada/default/cnn'], version: { entity: 'bob' } });
  expect(await logged(b, { name: 'cnn' }, 'three')).toMatchObject({ beside: [], version: { entity: 'bob' } });
  expect(await logged(b, { name: 'cnn', entity: 'ada' }, 'four')).toMatchObject({ beside: [], version: { entity: 'ada' } });
  expect(await b.show('cnn')).toMatchObject({ entity: 'bob' });
}, 60_000);

it('a link by bare name goes to the only model of that name, and several are named', async () => {
  const [, b, c] = (await team('ada', 'bob', 'cy')) as [EngineWorld, EngineWorld, EngineWorld];
  await logged(b, { name: 'mine' }, 'two');
  expect(await b.engine.client.registry.link({ ref: 'mine', target: 'MNIST digits' })).toMatchObject({ createdModel: false, model: { entity: 'ada' } });
  expect(await b.engine.client.registry.link({ ref: 'mine', target: 'bob/MNIST digits' })).toMatchObject({ createdModel: true, model: { entity: 'bob' } });
  await logged(b, { name: 'cnn' }, 'three');
  await b.engine.client.sync.now({});
  await c.engine.client.sync.now({});
  await logged(c, { name: 'other' }, 'five');
  const both = ['ada/model-registry/MNIST digits', 'bob/model-registry/MNIST digits'];
  expect(await failureOf(c.engine.client.registry.link({ ref: 'other', target: 'MNIST digits' }))).toMatchObject({ code: 'ambiguous', details: { candidates: both } });
  expect(await failureOf(c.show('cnn:latest'))).toMatchObject({ code: 'ambiguous', details: { candidates: ['ada/default/cnn', 'bob/default/cnn'] } });
}, 60_000);
