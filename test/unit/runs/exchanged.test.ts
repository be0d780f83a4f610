// What explains a version travels: the run that used it, and the views that were kept, whichever device they were made on.
import { mkdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import type { Engine } from '../../../electron/engine/index.js';
import { createMemoryRemote } from '../../../electron/engine/remotes/memory.js';
import { exchange } from '../../../electron/engine/sync/exchange.js';
import { createEngineWorld, openEngine, type EngineWorld } from '../../support/engineWorld.js';
import { systemClock, systemRandom } from '../../support/ports.js';
import { writeLineage } from '../../support/lineageOps.js';

let world: EngineWorld | undefined;
afterEach(async () => {
  await world?.end();
  world = undefined;
});

it('two devices see each other\'s kept views, and that a run elsewhere used a version', async () => {
  world = await createEngineWorld();
  const create = { id: 'runs-exchanged', home: 'memory:team' };
  const [here, there] = [await openEngine(world.at('here'), { create }), await openEngine(world.at('there'), { create })];
  const party = ({ context }: Engine) => ({ store: context.registry, actor: context.actor(), clock: systemClock, random: systemRandom });
  const meet = createMemoryRemote();
  const sync = () => exchange(party(here), party(there), meet);
  try {
    const { versions } = writeLineage(here.context.registry, { versions: [0], collections: ['model'], runs: [{ uses: [], makes: [0] }], models: [], aliases: [] });
    const version = versions[0] ?? '';
    await sync();

    const { id: run, key } = await there.client.runs.start({ name: 'judge', jobType: 'evaluate' });
    await there.client.runs.use({ run: key, ref: version });
    const smart = await there.client.views.save({ name: 'Good', text: 'acc>0.9' });
    const rows = await here.client.runs.saveView({ name: 'By loss', shown: { sort: 'summary.loss' } });
    const comparison = await here.client.compare.save({ name: 'Two', items: [version], baseline: 0, shown: {} });
    await sync();
    expect((await here.client.versions.get({ ref: version })).usedBy).toEqual([{ run, key, name: 'judge', jobType: 'evaluate' }]);
    for (const { client } of [here, there]) {
      expect((await client.views.list()).map(({ id, name }) => [id, name])).toEqual([[smart.id, 'Good']]);
      expect(await client.runs.views()).toEqual([rows]);
      expect(await client.compare.saved()).toEqual([comparison]);
    }

    // Changed on both at once, both show the same; removed on one, it is gone on both.
    await here.client.runs.saveView({ name: 'By loss', shown: { sort: 'summary.acc' } });
    await there.client.runs.saveView({ name: 'By loss', shown: { sort: 'started' } });
    await here.client.views.remove({ id: smart.id });
    await sync();
    expect(await there.client.runs.views()).toEqual(await here.client.runs.views());
    expect(await here.client.runs.views()).toHaveLength(1);
    expect(await there.client.views.list()).toEqual([]);
    expect(there.context.registry.stateHash()).toBe(here.context.registry.stateHash());
  } finally {
    await here.close();
    await there.close();
  }
});

it('a run of this computer says its system, and the packages of the environment beside its code', async () => {
  world = await createEngineWorld();
  const { client } = world.engine;
  const site = world.at(join('code', '.venv', 'lib', 'python3.11', 'site-packages', 'numpy-2.1.0.dist-info'));
  mkdirSync(site, { recursive: true });
  writeFileSync(world.at(join('code', '.venv', 'pyvenv.cfg')), 'version = 3.11.9\n');
  world.put(join('code', 'train.py'), 'print(1)\n');
  const told = await client.runs.start({ jobType: 'train', here: true, code: { paths: [world.at('code')] }, environment: { python: '3.12.0' } });
  expect(told.environment).toMatchObject({ host: hostname(), platform: process.platform, packages: { numpy: '2.1.0' }, python: '3.12.0' });
  expect(JSON.stringify(told.environment)).not.toContain(world.folder);
  expect((await client.runs.start({ jobType: 'train' })).environment).toEqual({});
});
