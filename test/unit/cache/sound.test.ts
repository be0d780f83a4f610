// A sound blob stays where it is: whatever a list or a length from outside says of it, and whatever it took the place of.
import { existsSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMemoryRemote } from '../../../electron/engine/remotes/memory.js';
import { downloadBlobs } from '../../../electron/engine/sync/bytes/download.js';
import { createLanes } from '../../../electron/engine/sync/bytes/lanes.js';
import { createPresence } from '../../../electron/engine/sync/bytes/present.js';
import { uploadBlobs } from '../../../electron/engine/sync/bytes/upload.js';
import type { Progress } from '../../../shared/contract/primitives.js';
import { type CacheWorld, createCacheWorld, treeOf } from '../../support/cacheWorld.js';
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

describe('a sound file that takes the place of a damaged one while that is read', () => {
  const SIZE = 1024 * 1024 * 1024;

  /** A long blob, damaged at its front, and the file that it was made of. */
  async function damaged(): Promise<{ blob: string; source: string }> {
    const source = join(world.folder, 'long.bin');
    writeFileSync(source, 'sparse');
    truncateSync(source, SIZE);
    const hold = world.cache.hold();
    const { files } = await world.cache.ingest((await world.cache.scan([source])).entries, { hold });
    hold.release();
    const blob = files[0]?.digest ?? '';
    rot(world.home, blob, 10);
    return { blob, source };
  }

  /** Puts the file in the blob's place once the reading of it has begun. */
  const replacing = (blob: string, source: string) => ({ done }: Progress): void => {
    if (done > 0 && existsSync(source)) renameSync(source, world.cache.blobPath(blob));
  };

  it('is not set aside by a verification', async () => {
    const { blob, source } = await damaged();
    expect((await world.cache.verify([blob], { onProgress: replacing(blob, source) })).findings).toEqual([]);
    expect(existsSync(source)).toBe(false);
    expect(world.cache.has([blob])).toEqual([true]);
    expect(treeOf(world.home).filter((path) => path.startsWith('quarantine/'))).toEqual([]);
  }, 60_000);

  it('is not set aside by a checkout, which says what happened where it had begun to copy', async () => {
    const { blob, source } = await damaged();
    const out = join(world.folder, 'out');
    const outcome = await world.cache.checkout([{ path: 'long.bin', digest: blob, size: SIZE }], out, { onProgress: replacing(blob, source) }).then(
      () => 'written',
      (error: unknown) => (error as { code: string }).code,
    );
    expect(outcome).toBe((await world.cache.sharesBytes()) ? 'written' : 'busy');
    expect(world.cache.has([blob])).toEqual([true]);
  }, 60_000);
});

describe('a damaged blob', () => {
  it('is set aside by who reads all of it, who says where it lies', async () => {
    const blob = await keep(Buffer.alloc(50_000, 9));
    rot(world.home, blob, 10);
    await expect(world.cache.read(blob)).rejects.toMatchObject({ code: 'corrupt', message: expect.stringContaining(join(world.home, 'quarantine', blob.slice(3))) as string });
    expect(existsSync(join(world.home, 'quarantine', blob.slice(3)))).toBe(true);
    await expect(world.cache.read(blob)).rejects.toMatchObject({ code: 'offline' });
  });
});
