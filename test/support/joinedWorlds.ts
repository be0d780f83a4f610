// Engines of one registry, that meet in a folder.
import { pathToFileURL } from 'node:url';
import { afterEach } from 'vitest';
import { createEngineWorld, type EngineWorld } from './engineWorld.js';

/** Gives what makes a new engine that joins the registry in a folder. All of them end with the test. */
export function joinedWorlds(): (folder: string, mode?: 'single') => Promise<EngineWorld> {
  const worlds: EngineWorld[] = [];
  afterEach(async () => {
    for (const each of worlds.splice(0)) await each.end();
  });
  return async (folder, mode) => {
    const w = await createEngineWorld();
    worlds.push(w);
    await w.engine.client.remotes.add({ name: 'team', target: { url: `${pathToFileURL(folder).href}${mode ? `?mode=${mode}` : ''}`, secrets: {} } });
    await w.engine.client.sync.now({});
    return w;
  };
}
