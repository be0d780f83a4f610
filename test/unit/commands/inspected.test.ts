// Files that were looked into before are not again when they are logged again, save where what was found is gone.
import { existsSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { safetensorsHeader } from '../../fixtures/safetensors.js';
import { createEngineWorld, type EngineWorld } from '../../support/engineWorld.js';

let world: EngineWorld;
beforeAll(async () => {
  world = await createEngineWorld();
});
afterAll(() => world.end());

it('brings facts back that are no longer here, and adds no second ones', async () => {
  const file = world.put('model.safetensors', Buffer.concat([safetensorsHeader({ weight: { dtype: 'F32', shape: [2], bytes: 8 } }), Buffer.alloc(8)]));
  const { id } = await world.log([file]);
  const { cache, registry } = world.engine.context;
  const blob = registry.read.versionBlobs([id])[0]?.blob ?? '';
  const facts = registry.read.factsOf(blob).map((row) => row.facts);
  expect(facts).toHaveLength(1);
  const kept = cache.blobPath(facts[0] ?? '');
  const found = (): Promise<unknown> => world.engine.client.versions.tensors({ version: id });
  const before = await found();

  await world.log([file]);
  rmSync(kept);
  await world.log([file]);
  expect(existsSync(kept)).toBe(true);
  expect(await found()).toEqual(before);
  expect(registry.read.factsOf(blob)).toHaveLength(1);
});
