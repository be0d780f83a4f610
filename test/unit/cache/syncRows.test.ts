// What was seen in a remote is believed between the oldest look that counts and now.
import { afterEach, expect, it } from 'vitest';
import { createCacheWorld, type CacheWorld } from '../../support/cacheWorld.js';
import { systemClock } from '../../support/ports.js';

const REMOTE = 'f'.repeat(64);
const CHUNK = `b3:${'a'.repeat(64)}`;
const DAY = 86_400_000;

let world: CacheWorld | undefined;
afterEach(() => world?.end());

it('believes nothing that was seen while the clock was ahead', async () => {
  world = await createCacheWorld();
  const { sync } = world.cache;
  const now = systemClock.now();
  const believed = (): boolean => sync.inRemote(REMOTE, [CHUNK], now - 7 * DAY).has(CHUNK);
  sync.noteInRemote(REMOTE, [CHUNK], now + 365 * DAY);
  expect(believed()).toBe(false);
  sync.noteInRemote(REMOTE, [CHUNK], now);
  expect(believed()).toBe(true);
  sync.noteInRemote(REMOTE, [CHUNK], now - 8 * DAY);
  expect(believed()).toBe(false);
});
