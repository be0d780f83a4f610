// Two who want the same bytes at the same time, as a pin and the sync that keeps it: they come once, and both have them.
import { randomBytes } from 'node:crypto';
import { copyFileSync, cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Cache, ChunkList } from '../../../electron/engine/cache/types.js';
import { createMemoryRemote } from '../../../electron/engine/remotes/memory.js';
import type { Remote } from '../../../electron/engine/remotes/types.js';
import { downloadBlobs } from '../../../electron/engine/sync/bytes/download.js';
import { createLanes } from '../../../electron/engine/sync/bytes/lanes.js';
import { carriedList } from '../../../electron/engine/sync/bytes/lists.js';
import { createPresence } from '../../../electron/engine/sync/bytes/present.js';
import type { Wanted } from '../../../electron/engine/sync/bytes/types.js';
import { uploadBlobs } from '../../../electron/engine/sync/bytes/upload.js';
import { createCacheWorld, type CacheWorld } from '../../support/cacheWorld.js';

const MiB = 1024 * 1024;

let worlds: [CacheWorld, CacheWorld];
beforeEach(async () => {
  worlds = [await createCacheWorld(), await createCacheWorld()];
});
afterEach(async () => {
  for (const world of worlds) await world.end();
});

/** A remote that takes its time, the bytes it gave, and how many times it gives before it waits to be opened. */
function slowRemote(gives = Infinity): { remote: Remote; given: () => number; open: () => void } {
  const memory = createMemoryRemote();
  let given = 0;
  const get: Remote['get'] = async (key, most, signal) => {
    do await setTimeout(5, undefined, { signal });
    while (gives <= 0);
    gives -= 1;
    const body = await memory.get(key, most, signal);
    given += body?.length ?? 0;
    return body;
  };
  return { remote: { ...memory, get }, given: () => given, open: () => (gives = Infinity) };
}

/** Keeps files in the cache and puts them into the remote. */
async function put(world: CacheWorld, remote: Remote, sizes: readonly number[]): Promise<{ wanted: Wanted[]; lists: Map<string, ChunkList> }> {
  mkdirSync(join(world.folder, 'in'));
  sizes.forEach((size, index) => writeFileSync(join(world.folder, 'in', `${index}.bin`), randomBytes(size)));
  const hold = world.cache.hold();
  const { files } = await world.cache.ingest((await world.cache.scan([join(world.folder, 'in')])).entries, { hold });
  hold.release();
  const lists = new Map(files.flatMap(({ digest }) => [[digest, world.cache.chunks(digest)] as const]).filter((entry): entry is [string, ChunkList] => entry[1] !== undefined));
  const lanes = createLanes();
  await uploadBlobs({ remote, store: world.cache, lanes, presence: createPresence(remote, 'r', world.cache, lanes, Date.now) }, [...lists].map(([blob, list]) => ({ blob, list })));
  return { wanted: files.map(({ digest, size }) => ({ blob: digest, bytes: size })), lists };
}

const fetcher = (cache: Cache, remote: Remote, lists: ReadonlyMap<string, ChunkList>) => {
  const lanes = createLanes();
  const context = { remote, store: cache, lanes, presence: createPresence(remote, 'r', cache, lanes, Date.now) };
  const entryOf = (blob: string) => {
    const list = lists.get(blob);
    return list && list.chunks.length > 1 ? carriedList(list) : undefined;
  };
  return (wanted: readonly Wanted[], urgent: boolean, signal?: AbortSignal) => downloadBlobs(context, wanted, { entryOf, urgent, signal });
};

test.each([
  ['one large file comes once', [40 * MiB], 1],
  ['many small ones come to both', Array.from({ length: 300 }, () => 20_000), 2],
])('fetched twice at once, %s', async (_what, sizes, most) => {
  const { remote, given } = slowRemote();
  const { wanted, lists } = await put(worlds[0], remote, sizes);
  const { cache } = worlds[1];
  const fetch = fetcher(cache, remote, lists);
  expect(await Promise.all([fetch(wanted, true), fetch(wanted, false)])).toEqual([[], []]);
  expect(cache.has(wanted.map(({ blob }) => blob))).not.toContain(false);
  expect(given()).toBeLessThanOrEqual(most * sizes.reduce((sum, size) => sum + size, 0));
  expect(await cache.incoming()).toEqual([]);
  expect((await cache.verify()).findings).toEqual([]);
});

test.each([20_000, 20 * MiB])('asked for twice in one go, %s bytes come once', async (size) => {
  const { remote, given } = slowRemote();
  const { wanted, lists } = await put(worlds[0], remote, [size]);
  const { cache } = worlds[1];
  expect(await fetcher(cache, remote, lists)([...wanted, ...wanted], true)).toEqual([]);
  expect(cache.has(wanted.map(({ blob }) => blob))).toEqual([true]);
  expect(given()).toBe(size);
  expect(await cache.incoming()).toEqual([]);
});

test('what a process that ended had placed, and not recorded, is not fetched again', async () => {
  const { remote, given } = slowRemote();
  const { wanted, lists } = await put(worlds[0], remote, [20_000]);
  const { cache } = worlds[1];
  const [from, to] = worlds.map((world) => world.cache.blobPath(wanted[0]?.blob ?? '')) as [string, string];
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, to);
  expect(await fetcher(cache, remote, lists)(wanted, true)).toEqual([]);
  expect(cache.has(wanted.map(({ blob }) => blob))).toEqual([true]);
  expect(given()).toBe(0);
});

test('one who waits for another goes on when that one is cancelled, and can be cancelled himself', async () => {
  const { remote, given, open } = slowRemote(1);
  const { wanted, lists } = await put(worlds[0], remote, [40 * MiB]);
  const { cache } = worlds[1];
  const fetch = fetcher(cache, remote, lists);
  const [first, third] = [new AbortController(), new AbortController()];
  const results = Promise.allSettled([fetch(wanted, false, first.signal), fetch(wanted, false), fetch(wanted, false, third.signal)]);
  while (given() === 0) await setTimeout(1);
  third.abort();
  first.abort();
  open();
  expect((await results).map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected']);
  expect(cache.has(wanted.map(({ blob }) => blob))).toEqual([true]);
});

test.each([20_000, 20 * MiB])('what a log that is cancelled later has just brought here stays for the fetch that found it: %s bytes', async (size) => {
  const { remote, given } = slowRemote();
  const { wanted, lists } = await put(worlds[0], remote, [size]);
  const { cache, folder } = worlds[1];
  const [blob = ''] = lists.keys();
  cpSync(worlds[0].cache.blobPath(blob), join(folder, 'same.bin'));
  const logging = cache.hold();
  await cache.ingest((await cache.scan([join(folder, 'same.bin')])).entries, { hold: logging });
  expect(await fetcher(cache, remote, lists)(wanted, true)).toEqual([]);
  await logging.cancel();
  expect([cache.has([blob]), given()]).toEqual([[true], 0]);
});
