// The size cap looks again: what it could not free at one moment may be free to go at a later one.
import { randomBytes } from 'node:crypto';
import { renameSync } from 'node:fs';
import { expect, it } from 'vitest';
import { createCapKeeper } from '../../electron/engine/commands/storage/cap.js';
import type { EngineWorld } from '../support/engineWorld.js';
import { joinedWorlds } from '../support/joinedWorlds.js';
import { tempFolder } from '../support/tempFolder.js';

const joined = joinedWorlds();
const CAP = 10_000;

/** A device with more than the cap and what keeps it below, by a clock that goes on when told. */
async function capped(team = tempFolder()) {
  const w = await joined(team);
  const { context } = w.engine;
  context.settings.update({ cacheCap: CAP });
  await w.log([w.put('large.bin', randomBytes(300_000))], { name: 'm' });
  let later = 0;
  const clock = { now: () => context.ports.clock.now() + later };
  const keep = createCapKeeper({ ...context, ports: { ...context.ports, clock } });
  return {
    w,
    team,
    look: (): Promise<void> => keep(new AbortController().signal),
    wait: (): void => void (later += 6 * 60_000),
    isBelow: (): boolean => context.cache.stat().bytes <= CAP,
    warnings: (): number => context.cache.sync.logLines('The size cap', null, 10, 'errors').length,
  };
}

const sync = ({ engine }: EngineWorld): Promise<unknown> => engine.client.sync.now({});

it('frees what was sent since it looked, and warns once until then', async () => {
  const { w, look, wait, isBelow, warnings } = await capped();
  await look();
  wait();
  await look();
  expect([isBelow(), warnings()]).toEqual([false, 1]);
  await sync(w);
  await look();
  expect(isBelow()).toBe(true);
});

it('frees what a remote has that did not answer when it looked', async () => {
  const { w, team, look, isBelow } = await capped();
  await sync(w);
  renameSync(team, `${team}.away`);
  await look();
  renameSync(`${team}.away`, team);
  await sync(w);
  await look();
  expect(isBelow()).toBe(true);
});

it('frees what was unpinned since it looked, after a while', async () => {
  const { w, look, wait, isBelow } = await capped();
  await sync(w);
  const { registry, cache } = w.engine.context;
  const { id } = await w.show('m');
  cache.sync.pin(registry.id, id, 0);
  await look();
  cache.sync.unpin(registry.id, id);
  await look();
  expect(isBelow()).toBe(false);
  wait();
  await look();
  expect(isBelow()).toBe(true);
});

it('looks again at once where a look failed', async () => {
  const { w, look, isBelow } = await capped();
  await sync(w);
  const { cache } = w.engine.context;
  const { remove } = cache;
  (cache as { remove: typeof remove }).remove = () => Promise.reject(new Error('busy'));
  await expect(look()).rejects.toThrow('busy');
  (cache as { remove: typeof remove }).remove = remove;
  await look();
  expect(isBelow()).toBe(true);
});
