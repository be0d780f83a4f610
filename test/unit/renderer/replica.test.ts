// The replica: batches applied twice, snapshots then deltas, another epoch, scopes nobody held, eviction.
import { createWorld, newReplica, stored, versionsOf } from './support.js';
import { beforeEach, expect, test } from 'vitest';
import type { Replica } from '../../../renderer/data/database.js';
import { loadScope } from '../../../renderer/data/load.js';
import { applyBatch, evict, readScope, touchScopes } from '../../../renderer/data/replica.js';
import type { World } from './support.js';

const never = new AbortController().signal;
const scope = versionsOf('a');
const other = versionsOf('b');
let db: Replica;
let world: World;

beforeEach(async () => {
  db = await newReplica();
  world = createWorld();
  for (let n = 0; n < 30; n += 1) world.put(scope, `k${n}`, n % 7, { label: `v${n}` });
});

const load = (name: string, now = 1): Promise<boolean> => loadScope(db, name, async (cursor, limit) => world.page(name, cursor, limit), never, now);

test('a scope read whole equals the pages of the engine, in order', async () => {
  expect(await load(scope)).toBe(true);
  const rows = await readScope(db, scope);
  expect(rows?.map((row) => row.key)).toEqual(world.rows(scope).map((item) => item.key));
});

test('deltas after a snapshot, twice over, leave what the engine has', async () => {
  await load(scope);
  const from = world.seq;
  world.put(scope, 'k3', 99, { label: 'moved' });
  world.put(scope, 'new', 50, { label: 'new' });
  world.remove(scope, 'k4');
  const batch = world.changes(from, [scope]);
  const first = await applyBatch(db, batch, from, new Set([scope]));
  const once = await stored(db, scope);
  await applyBatch(db, batch, from, new Set([scope]));
  expect(first).toEqual({ outcome: 'changes', seq: world.seq });
  expect(once).toEqual(world.rows(scope));
  expect(await stored(db, scope)).toEqual(once);
  expect(await db.scopes.get(scope)).toMatchObject({ complete: 1, seq: world.seq, total: 30 });
});

test('a batch older than the snapshot cannot take rows back', async () => {
  const early = world.changes(0, [scope]);
  world.remove(scope, 'k1');
  await load(scope);
  await applyBatch(db, early, 0, new Set([scope]));
  expect(await stored(db, scope)).toEqual(world.rows(scope));
});

test('the rows and the cursor move in one transaction', async () => {
  await load(scope);
  const from = world.seq;
  world.put(scope, 'x', 1, { label: 'x' });
  const good = world.changes(from, [scope]);
  const broken = { ...good, rows: [...(good.kind === 'changes' ? good.rows : []), { scope, key: 'y', order: 1, row: { fails: () => 1 } }] };
  await expect(applyBatch(db, broken, from, new Set([scope]))).rejects.toThrow();
  expect(await db.scopes.get(scope)).toMatchObject({ seq: from });
  expect(await db.rows.get([scope, 'x'])).toBeUndefined();
});

test('another epoch throws everything away', async () => {
  await load(scope);
  world.epoch = 'e2';
  const result = await applyBatch(db, { kind: 'hello', epoch: 'e2', seq: 4 }, 0, new Set([scope]));
  expect(result).toEqual({ outcome: 'reset', seq: 4 });
  expect(await db.rows.count()).toBe(0);
  expect(await readScope(db, scope)).toBeUndefined();
});

test('a kind this page does not know is ignored', async () => {
  await load(scope);
  const before = await stored(db, scope);
  expect(await applyBatch(db, { kind: 'weather', epoch: 'e1', seq: 99 }, 7, new Set([scope]))).toEqual({ outcome: 'ignored', seq: 7 });
  expect(await stored(db, scope)).toEqual(before);
});

test('a scope that was only touched is no longer complete; one that was not stays', async () => {
  world.put(other, 'o', 1, { label: 'o' });
  await load(scope);
  await load(other);
  const from = world.seq;
  world.put(other, 'o2', 2, { label: 'o2' });
  await applyBatch(db, world.changes(from, []), from, new Set());
  expect(await readScope(db, other)).toBeUndefined();
  expect(await db.scopes.get(scope)).toMatchObject({ complete: 1, seq: world.seq });
});

test('a scope that fell behind the feed is read anew', async () => {
  await load(scope);
  const behind = world.seq;
  world.put(scope, 'missed', 1, { label: 'missed' });
  const from = world.seq;
  world.put(other, 'o', 1, { label: 'o' });
  await applyBatch(db, world.changes(from, []), from, new Set());
  expect(behind).toBeLessThan(from);
  expect(await readScope(db, scope)).toBeUndefined();
});

test('a change of every version page reaches those that are not held, too', async () => {
  const page = `version:${'c'.repeat(64)}`;
  world.put(page, 'c', 0, { label: 'v1' });
  await load(page);
  const from = world.seq;
  await applyBatch(db, { kind: 'changes', epoch: 'e1', seq: from + 1, rows: [], touched: ['version:*'] }, from, new Set());
  expect(await readScope(db, page)).toBeUndefined();
});

test('a held scope with too many changed rows to send is read anew', async () => {
  await load(scope);
  const from = world.seq;
  await applyBatch(db, { kind: 'changes', epoch: 'e1', seq: from + 1, rows: [], touched: [scope] }, from, new Set([scope]));
  expect(await readScope(db, scope)).toBeUndefined();
});

test('a scope too large to hold is left to the pages', async () => {
  const big = createWorld();
  for (let n = 0; n < 5_001; n += 1) big.put(scope, `k${n}`, n, { label: `v${n}` });
  expect(await loadScope(db, scope, async (cursor, limit) => big.page(scope, cursor, limit), never, 1)).toBe(false);
  expect(await db.rows.count()).toBe(0);
});

test('whole scopes leave, least recently used first, and never the one in use', async () => {
  for (const [n, letter] of ['c', 'd', 'e'].entries()) {
    const name = versionsOf(letter);
    for (let k = 0; k < 10; k += 1) world.put(name, `k${k}`, k, { label: `v${k}` });
    await load(name, 10 + n);
  }
  await touchScopes(db, [versionsOf('c')], 99);
  expect(await evict(db, 15, new Set([versionsOf('d')]))).toEqual([versionsOf('e'), versionsOf('c')]);
  expect(await db.rows.count()).toBe(10);
});
