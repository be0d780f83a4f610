// An upload that a person cancels is put aside: nothing sends it by itself, also in a later process, and the status says so.
import { randomBytes } from 'node:crypto';
import { expect, it, vi } from 'vitest';
import { failureOf, openEngine } from '../support/engineWorld.js';
import { joinedWorlds } from '../support/joinedWorlds.js';
import { tempFolder } from '../support/tempFolder.js';

const joined = joinedWorlds();

it.each(['now', 'resume'] as const)('is named while it goes, stays put aside when it was cancelled, and goes with sync.%s', async (call) => {
  const folder = tempFolder();
  const a = await joined(folder);
  const b = await joined(folder);
  const { client, context } = a.engine;
  await client.sync.limit({ up: 10_000 });
  await a.log([a.put('large.bin', randomBytes(20_000_000))], { name: 'large' });
  const going = failureOf(client.sync.now({}));
  const transfer = await vi.waitFor(async () => {
    const [first] = (await client.sync.status()).transfers;
    if (!first) throw new Error('Nothing is sent yet');
    return first;
  });
  expect(transfer).toMatchObject({ direction: 'up', label: 'large:v0' });
  await client.sync.cancel({ id: transfer.id });
  expect((await going).code).toBe('cancelled');
  await client.sync.limit({ up: null });

  expect(await context.sync.now({ refill: false })).toMatchObject({ sent: 0 });
  const { word, text, items, registries } = await client.sync.status();
  expect({ word, text }).toEqual({ word: 'paused', text: `Paused, ${(registries[0]?.ops ?? 0) + (registries[0]?.claims ?? 0)} waiting` });
  expect(items).toMatchObject([{ kind: 'aside', what: 'large:v0', device: context.deviceName() }]);
  expect(registries).toMatchObject([{ word: 'paused', error: null }]);
  const later = await openEngine(a.home);
  expect(await later.client.sync.status()).toMatchObject({ word: 'paused', items: [{ kind: 'aside' }] });
  await later.close();

  await b.log([b.put('other.bin', 'other')], { name: 'other' });
  await b.engine.client.sync.now({});
  expect((await context.sync.now({ refill: false })).received, 'what others made comes all the same').toBeGreaterThan(0);

  await client.sync[call]({});
  expect((await context.sync.now({ refill: false })).pending).toBe(0);
  expect(await client.sync.status()).toMatchObject({ word: 'synced', items: [] });
}, 60_000);
