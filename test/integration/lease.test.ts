// Who leads a data root: the lease is not given up under a call that still works, and a window that took it once for a call leads all
// the same when its time comes.
import { afterEach, expect, it } from 'vitest';
import { openLease } from '../../electron/engine/cache/lease.js';
import { withLease } from '../../electron/engine/commands/sync/holder.js';
import { createEngineWorld, openEngine, type EngineWorld } from '../support/engineWorld.js';

let world: EngineWorld;
afterEach(() => world.end());

const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const elsewhere = (): Promise<never> => Promise.reject(new Error('asked another process'));

it('of two calls at once, the first to end leaves the lease to the other', async () => {
  world = await createEngineWorld();
  const { context } = world.engine;
  const other = openLease(world.home);
  const first = withLease(context, () => after(50), elsewhere);
  const second = withLease(
    context,
    async () => {
      await first;
      return [context.lease.heldByUs, other.acquire()];
    },
    elsewhere,
  );
  expect(await second).toEqual([true, undefined]);
  const free = other.acquire();
  expect(free).toBeDefined();
  free?.();
});

it('a window leads with a share of its own, also where a call of its has taken the lease before', async () => {
  world = await createEngineWorld();
  const other = openLease(world.home);
  const before = other.acquire();
  const window = await openEngine(world.home, { door: 'window' });
  const { context } = window;
  try {
    expect(context.lease.heldByUs).toBe(false);
    before?.();
    await withLease(context, () => after(6000), elsewhere);
    expect([context.lease.heldByUs, other.acquire()]).toEqual([true, undefined]);
    expect(await world.engine.client.sync.status()).toMatchObject({ here: false });
  } finally {
    await window.close();
  }
  const free = other.acquire();
  expect(free).toBeDefined();
  free?.();
}, 30_000);
