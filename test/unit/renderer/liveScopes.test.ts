// The rows that screens share: read once for all who look, not at all for nobody, and never by merely being asked for.
import { createWorld, newReplica, versionsOf } from './support.js';
import { beforeEach, expect, test, vi } from 'vitest';
import type { Replica } from '../../../renderer/data/database.js';
import { createLiveScopes, type LiveScopes } from '../../../renderer/data/liveScopes.js';
import { loadScope } from '../../../renderer/data/load.js';
import { applyBatch, touchScopes } from '../../../renderer/data/replica.js';
import type { World } from './support.js';

const never = new AbortController().signal;
const scope = versionsOf('a');
let db: Replica;
let world: World;
let live: LiveScopes;

beforeEach(async () => {
  db = await newReplica();
  world = createWorld();
  for (let n = 0; n < 5; n += 1) world.put(scope, `k${n}`, n, { label: `v${n}` });
  await loadScope(db, scope, async (cursor, limit) => world.page(scope, cursor, limit), never, 1);
  live = createLiveScopes(db);
});

const change = async (label: string): Promise<void> => {
  const from = world.seq;
  world.put(scope, 'new', 9, { label });
  await applyBatch(db, world.changes(from, [scope]), from, new Set([scope]));
};
const first = (): unknown => live.of(scope)?.rows?.[0]?.['label'];

test('two who look get the same rows, read once, and both hear of a change', async () => {
  const heard = { one: 0, other: 0 };
  live.subscribe(scope, () => (heard.one += 1));
  live.subscribe(scope, () => (heard.other += 1));
  await vi.waitFor(() => expect(heard).toEqual({ one: 1, other: 1 }));
  expect(live.of(scope)?.rows).toBe(live.of(scope)?.rows);
  await change('changed');
  await vi.waitFor(() => expect(heard).toEqual({ one: 2, other: 2 }));
  expect(first()).toBe('changed');
});

test('to say that a scope is in use reads nothing anew', async () => {
  let heard = 0;
  live.subscribe(scope, () => (heard += 1));
  // What was written before it was subscribed to may still be heard of until then.
  await change('before');
  await vi.waitFor(() => expect(first()).toBe('before'));
  const before = heard;
  await touchScopes(db, [scope], 5);
  await change('after');
  await vi.waitFor(() => expect(first()).toBe('after'));
  expect(heard).toBe(before + 1);
});

test('what nobody looks at stays as it was, and is read anew for whoever comes back', async () => {
  const leave = live.subscribe(scope, () => undefined);
  await vi.waitFor(() => expect(first()).toBe('v4'));
  leave();
  await change('meanwhile');
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(first()).toBe('v4');
  live.subscribe(scope, () => undefined);
  await vi.waitFor(() => expect(first()).toBe('meanwhile'));
});

test('of the scopes that nobody looks at the latest are remembered', async () => {
  const names = Array.from({ length: 14 }, (_, n) => versionsOf(String.fromCharCode(97 + n)));
  for (const name of names) {
    const leave = live.subscribe(name, () => undefined);
    await vi.waitFor(() => expect(live.of(name)).toBeDefined());
    leave();
  }
  expect(names.map((name) => live.of(name) !== undefined)).toEqual(names.map((_, n) => n >= 2));
});
