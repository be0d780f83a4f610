// Lists that lie about a blob cost that blob alone: it is named as missing, and everything else of the fetch comes.
import { blake3 } from '@napi-rs/blake-hash';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createMemoryRemote } from '../../../electron/engine/remotes/memory.js';
import { downloadBlobs } from '../../../electron/engine/sync/bytes/download.js';
import { createLanes } from '../../../electron/engine/sync/bytes/lanes.js';
import { createPresence } from '../../../electron/engine/sync/bytes/present.js';
import { chunkKey } from '../../../electron/engine/sync/keys.js';
import { createCacheWorld, type CacheWorld } from '../../support/cacheWorld.js';

let world: CacheWorld;
beforeEach(async () => {
  world = await createCacheWorld();
});
afterEach(() => world.end());

const digestOf = (bytes: Uint8Array): string => `b3:${blake3(bytes).toString('hex')}`;
const good = Buffer.from('small and good');
const part = Buffer.from('a part');
const hex = (bytes: Uint8Array): string => digestOf(bytes).slice(3);

test.each<[what: string, chunks: [string, number][], bytes: number, blob?: string]>([
  ['its chunks are shorter than it', [[hex(part), 5]], 10],
  ['its chunks are longer than it', [[hex(part), 6], [hex(part), 6]], 10],
  ['a chunk has another length than it says', [[hex(part), 5], [hex(good), 5]], 10],
  ['its chunks are another file', [[hex(part), 6], [hex(good), 14]], 20],
  ['its one chunk is the blob, and has another length than the manifest says', [[hex(part), 6]], 10, digestOf(part)],
])('where %s', async (_what, chunks, bytes, bad = `b3:${'34'.repeat(32)}`) => {
  const { cache } = world;
  const remote = createMemoryRemote();
  for (const body of [good, part]) await remote.putIfAbsent(chunkKey(digestOf(body)), body);
  const lanes = createLanes();
  const context = { remote, store: cache, lanes, presence: createPresence(remote, 'r', cache, lanes, Date.now) };
  const wanted = [{ blob: bad, bytes }, { blob: digestOf(good), bytes: good.length }];
  const missing = await downloadBlobs(context, wanted, { entryOf: (blob) => (blob === bad ? { chunker: 'gear', version: 1, chunks } : undefined) });
  expect(missing).toMatchObject([{ blob: bad, reason: 'bad_digest' }]);
  expect(cache.has(wanted.map(({ blob }) => blob))).toEqual([false, true]);
  expect((await cache.verify()).findings).toEqual([]);
});
