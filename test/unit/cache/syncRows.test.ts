// What was seen in a remote is believed for a week of the remote's clock, whatever this computer's was set to since.
import { randomBytes } from 'node:crypto';
import { afterEach, expect, it } from 'vitest';
import { createMemoryRemote } from '../../../electron/engine/remotes/memory.js';
import { createLanes } from '../../../electron/engine/sync/bytes/lanes.js';
import { createPresence } from '../../../electron/engine/sync/bytes/present.js';
import { chunkKey } from '../../../electron/engine/sync/keys.js';
import { createCacheWorld, type CacheWorld } from '../../support/cacheWorld.js';

const REMOTE = 'f'.repeat(64);
const CHUNK = `b3:${'a'.repeat(64)}`;
const DAY = 86_400_000;

let world: CacheWorld | undefined;
afterEach(() => world?.end());

it('believes what was seen between two times', async () => {
  world = await createCacheWorld();
  const { sync } = world.cache;
  const believed = (): boolean => sync.inRemote(REMOTE, [CHUNK], { since: 30 * DAY, until: 37 * DAY }).has(CHUNK);
  for (const [at, said] of [[38 * DAY, false], [37 * DAY, true], [30 * DAY, true], [29 * DAY, false]] as const) {
    sync.noteInRemote(REMOTE, [CHUNK], at);
    expect(believed()).toBe(said);
  }
});

it.each([
  ['set back', -30 * DAY],
  ['right', 0],
  ['set ahead', 365 * DAY],
])('looks again after a week where the clock of this computer was %s since', async (_what, by) => {
  world = await createCacheWorld();
  let time = 1_700_000_000_000;
  let here = 0;
  const remote = createMemoryRemote(() => time);
  const key = chunkKey(CHUNK);
  await remote.put(key, randomBytes(10));
  const { cache } = world;
  const isThere = async (): Promise<boolean> => (await createPresence(remote, REMOTE, cache, createLanes(), () => time + here).present(new Map([[CHUNK, 10]]))).has(CHUNK);
  expect(await isThere()).toBe(true);
  await remote.delete(key);
  here = by;
  time += 6 * DAY;
  expect(await isThere()).toBe(true);
  time += 30 * DAY;
  expect(await isThere()).toBe(false);
});
