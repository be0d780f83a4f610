// An engine with a few logged versions, for the rules of the registry group.
import { onTestFinished } from 'vitest';
import type { VersionDetail } from '../../../shared/contract/entities.js';
import { createEngineWorld, type EngineWorld } from '../../support/engineWorld.js';

export interface RegistryWorld extends EngineWorld {
  /** Logs version after version of one artifact, each of other bytes. */
  versions(name: string, count: number, type?: string): Promise<VersionDetail[]>;
  ops(): number;
}

export async function registryWorld(): Promise<RegistryWorld> {
  const world = await createEngineWorld();
  onTestFinished(() => world.end());
  let n = 0;
  return {
    ...world,
    async versions(name, count, type = 'model') {
      const made: VersionDetail[] = [];
      for (let i = 0; i < count; i += 1) made.push(await world.log([world.put(`work/${(n += 1)}/model.bin`, `bytes ${n}`)], { name, type }));
      return made;
    },
    ops: () => world.engine.context.registry.opCount(),
  };
}
