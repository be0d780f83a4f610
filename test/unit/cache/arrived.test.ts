// Blobs that arrive: what a process wrote is there for the next, damaged leavings are not believed, and keeping makes blobs.
import { blake3 } from '@napi-rs/blake-hash';
import { randomBytes } from 'node:crypto';
import { closeSync, fstatSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createCacheWorld, treeOf, type CacheWorld } from '../../support/cacheWorld.js';

let world: CacheWorld;
beforeEach(async () => {
  world = await createCacheWorld();
});
afterEach(() => world.end());

const bytes = Buffer.from('all of a small file');
const digestOf = (of: Uint8Array): string => `b3:${blake3(of).toString('hex')}`;
const blob = digestOf(bytes);
const incoming = (): string[] => treeOf(world.home).filter((path) => path.startsWith('incoming/'));

test('what arrived outlives the one who fetched it, and becomes a blob', async () => {
  await world.cache.arriveWhole(blob, bytes);
  const later = await world.another();
  expect(await later.incoming()).toMatchObject([{ blob }]);
  expect(later.begun([blob])).toEqual(new Set([blob]));
  expect(await later.hasArrived(blob)).toBe(true);
  const hold = later.hold();
  await later.keepArrived([{ blob, bytes: bytes.length }], hold);
  hold.release();
  expect(later.has([blob])).toEqual([true]);
  expect(Buffer.from(await later.read(blob))).toEqual(bytes);
  expect(incoming()).toEqual([]);
  expect((await later.verify()).findings).toEqual([]);
});

test.each([
  ['half of it', bytes.subarray(0, 7)],
  ['something longer', Buffer.concat([bytes, Buffer.from('and more')])],
  ['nothing', Buffer.alloc(0)],
])('%s is not believed, and what arrives anew takes its place', async (_what, left) => {
  mkdirSync(join(world.home, 'incoming'), { recursive: true });
  const file = join(world.home, 'incoming', `${blob.slice(3)}.part`);
  writeFileSync(file, left);
  expect(await world.cache.hasArrived(blob)).toBe(false);
  await world.cache.arriveWhole(blob, bytes);
  expect(await world.cache.hasArrived(blob)).toBe(true);
});

test('two who fetch the same at once both end with the blob', async () => {
  const other = await world.another();
  const holds = [world.cache.hold(), other.hold()] as const;
  await world.cache.arriveWhole(blob, bytes);
  await other.arriveWhole(blob, bytes);
  await world.cache.keepArrived([{ blob, bytes: bytes.length }], holds[0]);
  await other.keepArrived([{ blob, bytes: bytes.length }], holds[1]);
  for (const hold of holds) hold.release();
  expect(world.cache.has([blob])).toEqual([true]);
  expect(incoming()).toEqual([]);
});

test('two processes that bring the same chunks at once both end with the blob', async () => {
  const other = await world.another();
  const pieces = [randomBytes(30_000), randomBytes(20_000)] as const;
  const large = digestOf(Buffer.concat(pieces));
  const list = { chunker: 'gear', version: 1, chunks: pieces.map((piece) => ({ digest: digestOf(piece), length: piece.length })) };
  const holds = [world.cache.hold(), other.hold()] as const;
  const [first, second] = [await world.cache.arrive(large, 50_000, list, holds[0]), await other.arrive(large, 50_000, list, holds[1])];
  for (const [index, piece] of pieces.entries()) await first.write(index, piece);
  await second.write(0, pieces[0]);
  expect(await first.finish()).toBe(true);
  await second.write(1, pieces[1]);
  expect(await second.finish()).toBe(true);
  for (const arrival of [first, second]) await arrival.close();
  for (const hold of holds) hold.release();
  expect([world.cache.has([large]), other.has([large]), incoming()]).toEqual([[true], [true], []]);
  expect((await other.verify()).findings).toEqual([]);
});

test('a file that another arrival of the blob is just beginning stays: what it writes there is not lost', async () => {
  const file = join(world.home, 'incoming', `${blob.slice(3)}.part`);
  mkdirSync(join(file, '..'), { recursive: true });
  const others = openSync(file, 'w');
  const hold = world.cache.hold();
  const arrival = await world.cache.arrive(blob, bytes.length, { chunker: 'whole', version: 1, chunks: [{ digest: blob, length: bytes.length }] }, hold);
  expect(fstatSync(others).nlink).toBe(1);
  closeSync(others);
  expect(await arrival.write(0, bytes)).toBe(true);
  expect(await arrival.finish()).toBe(true);
  hold.release();
  expect(Buffer.from(await world.cache.read(blob))).toEqual(bytes);
});

test.each(['whole', 'in chunks'])('a blob that has its name and no row, as a kill may leave one, is not fetched again (%s)', async (how) => {
  const file = join(world.home, 'blobs', blob.slice(3, 5), blob.slice(5));
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, bytes, { mode: 0o444 });
  expect(world.cache.has([blob])).toEqual([false]);
  expect(world.cache.begun([blob])).toEqual(new Set([blob]));
  const hold = world.cache.hold();
  if (how === 'whole') {
    expect(await world.cache.hasArrived(blob)).toBe(true);
    await world.cache.keepArrived([{ blob, bytes: bytes.length }], hold);
  } else {
    const pieces = [bytes.subarray(0, 7), bytes.subarray(7)];
    const chunks = pieces.map((piece) => ({ digest: `b3:${blake3(piece).toString('hex')}`, length: piece.length }));
    const arrival = await world.cache.arrive(blob, bytes.length, { chunker: 'test', version: 1, chunks }, hold);
    expect(chunks.map((_, index) => arrival.has(index))).toEqual([true, true]);
    await arrival.finish();
  }
  hold.release();
  expect(world.cache.has([blob])).toEqual([true]);
  expect((await world.cache.verify()).findings).toEqual([]);
});

/** Logs a folder, and has something done between the placing of what it begins with and the rows of all. */
async function logging(files: Readonly<Record<string, Uint8Array>>, meanwhile: () => Promise<void>): Promise<void> {
  const drop = join(world.folder, 'drop');
  mkdirSync(drop);
  for (const [name, body] of Object.entries(files)) writeFileSync(join(drop, name), body);
  const hold = world.cache.hold();
  const { entries } = await world.cache.scan([drop]);
  await world.cache.ingest(entries, {
    hold,
    borders: async ({ path }) => {
      if (path === 'z.bin') await meanwhile();
      return null;
    },
  });
  hold.release();
}

test('a blob that a log has placed and not recorded yet is not taken back by who fetches the same', async () => {
  const other = await world.another();
  await logging({ 'config.json': bytes, 'z.bin': Buffer.alloc(30_000_000, 5) }, async () => {
    for (const cache of [world.cache, other]) {
      expect(cache.begun([blob])).toEqual(new Set([blob]));
      expect(await cache.hasArrived(blob)).toBe(false);
    }
  });
  expect(world.cache.has([blob])).toEqual([true]);
  expect(incoming()).toEqual([]);
});

test.each(['this', 'another'])('nor is it lost where %s process fetches it by a list that makes something else', async (which) => {
  const long = Buffer.alloc(20_000_000, 4);
  const half = Buffer.alloc(10_000_000, 8);
  const list = { chunker: 'gear', version: 1, chunks: [half, half].map((chunk) => ({ digest: digestOf(chunk), length: chunk.length })) };
  const cache = which === 'this' ? world.cache : await world.another();
  await logging({ 'a.bin': long, 'z.bin': Buffer.alloc(30_000_000, 5) }, async () => {
    const hold = cache.hold();
    const arrival = await cache.arrive(digestOf(long), long.length, list, hold);
    for (const index of [0, 1]) if (!arrival.has(index)) await arrival.write(index, half);
    await expect(arrival.finish()).rejects.toMatchObject({ code: 'corrupt' });
    await arrival.close();
    hold.release();
  });
  expect(world.cache.has([digestOf(long)])).toEqual([true]);
  expect(Buffer.from(await world.cache.read(digestOf(long))).equals(long)).toBe(true);
});

test('a log and a fetch that bring the same at once both end with it', async () => {
  await logging({ 'config.json': bytes, 'z.bin': Buffer.alloc(30_000_000, 5) }, async () => {
    const hold = world.cache.hold();
    await world.cache.arriveWhole(blob, bytes);
    await world.cache.keepArrived([{ blob, bytes: bytes.length }], hold);
    hold.release();
  });
  expect((await world.cache.verify()).findings).toEqual([]);
  expect(incoming()).toEqual([]);
});
