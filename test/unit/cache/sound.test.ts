// A sound blob stays where it is: whatever a list or a length from outside says of it, and whatever it took the place of.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMemoryRemote } from '../../../electron/engine/remotes/memory.js';
import { downloadBlobs } from '../../../electron/engine/sync/bytes/download.js';
import { createLanes } from '../../../electron/engine/sync/bytes/lanes.js';
import { createPresence } from '../../../electron/engine/sync/bytes/present.js';
import { uploadBlobs } from '../../../electron/engine/sync/bytes/upload.js';
import { type CacheWorld, createCacheWorld } from '../../support/cacheWorld.js';
import { rot } from '../../support/rot.js';

let world: CacheWorld;
beforeEach(async () => {
  world = await createCacheWorld();
});
afterEach(() => world.end());

async function keep(bytes: Uint8Array): Promise<string> {
  const hold = world.cache.hold();
  const blob = await world.cache.putBytes(bytes, hold);
  hold.release();
  return blob;
}

describe('a blob of which a remote says something else', () => {
  const other = `b3:${'ab'.repeat(32)}`;
  const context = () => {
    const [remote, lanes] = [createMemoryRemote(), createLanes()];
    return { remote, store: world.cache, lanes, presence: createPresence(remote, 'r', world.cache, lanes, Date.now) };
  };

  it('stays when a list that comes down names it with another length', async () => {
    const blob = await keep(Buffer.alloc(50_000, 9));
    const wanted = `b3:${'12'.repeat(32)}`;
    const entry = { chunker: 'gear', version: 1, chunks: [[blob.slice(3), 1], [blob.slice(3), 2]] as [string, number][] };
    expect(await downloadBlobs(context(), [{ blob: wanted, bytes: 3 }], { entryOf: () => entry })).toMatchObject([{ blob: wanted }]);
    expect(world.cache.has([blob])).toEqual([true]);
  });

  it('stays when a list by which it is to be sent is of other bytes, and is not sent by it', async () => {
    const blob = await keep(Buffer.alloc(50_000, 9));
    expect(await uploadBlobs(context(), [{ blob, list: { chunker: 'gear', version: 1, chunks: [{ digest: other, length: 50_000 }] } }])).toMatchObject([{ blob, reason: 'missing' }]);
    expect(world.cache.has([blob])).toEqual([true]);
  });

  it.each([
    ['another digest', 0, { digest: other, length: 50_000 }],
    ['a stretch of it', 10, { digest: other, length: 20 }],
    ['more than there is', 40_000, { digest: other, length: 20_000 }],
  ])('has no chunk of %s', async (_what, from, chunk) => {
    const blob = await keep(Buffer.alloc(50_000, 9));
    expect(await world.cache.readChunk(blob, from, chunk)).toBeUndefined();
    expect(world.cache.has([blob])).toEqual([true]);
  });

  it('is set aside when it is not what its own list says, as a whole and chunk by chunk', async () => {
    const bytes = Buffer.alloc(20 * 1024 * 1024, 9);
    const [whole, cut] = [await keep(bytes.subarray(0, 50_000)), await keep(bytes)];
    rot(world.home, whole, 10);
    rot(world.home, cut, 10);
    const [first] = world.cache.chunks(cut)?.chunks ?? [];
    if (!first) throw new Error('no chunk');
    expect(await world.cache.readChunk(whole, 0, { digest: whole, length: 50_000 })).toBeUndefined();
    expect(await world.cache.readChunk(cut, 0, first)).toBeUndefined();
    expect(world.cache.has([whole, cut])).toEqual([false, false]);
  });
});
