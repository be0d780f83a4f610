// The cache on other volumes: shared bytes where the file system can, a full disk, network file systems, and a huge file.
import { createCipheriv, randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, readdirSync, rmSync, statfsSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { mountTypeOf, networkFileSystem } from '../../../electron/engine/cache/dataRoot.js';
import type { Arrival, Cache, ChunkList } from '../../../electron/engine/cache/types.js';
import { writeSparseSafetensors } from '../../fixtures/safetensors.js';
import { type CacheWorld, createCacheWorld } from '../../support/cacheWorld.js';
import { passUnnoticed, rot } from '../../support/rot.js';
import { mountCloning, mountSmall, NO_CHECKSUMS, NO_CLONING, NO_SMALL, spoil, type Volume } from '../../support/volumes.js';

const MiB = 1024 * 1024;

/** Bytes that look random and are the same each time, and so are their chunks. */
const bytesOf = (name: string, length: number): Buffer => createCipheriv('aes-128-ctr', Buffer.alloc(16, name), Buffer.alloc(16)).update(Buffer.alloc(length));

/** Runs a test on a volume, or skips it with the reason; unmounts whatever happens. */
async function on(volume: Volume | undefined, skip: () => never, test: (world: CacheWorld, volume: Volume) => Promise<void>): Promise<void> {
  if (!volume) return skip();
  try {
    const world = await createCacheWorld(volume.folder);
    try {
      await test(world, volume);
    } finally {
      await world.end();
    }
  } finally {
    volume.end();
  }
}

describe('a volume that can share bytes', () => {
  it('is cloned to and from: next to no room taken, bytes equal, the original free to change', async ({ skip }) => {
    await on(mountCloning(400), () => skip(NO_CLONING), async (world, volume) => {
      const bytes = randomBytes(60 * MiB);
      const source = join(world.folder, 'model.bin');
      writeFileSync(source, bytes);
      expect(await world.cache.canClone(source)).toBe(true);
      const before = statfsSync(volume.folder).bavail;
      const hold = world.cache.hold();
      const result = await world.cache.ingest((await world.cache.scan([source])).entries, { hold });
      hold.release();
      expect(result).toMatchObject({ method: 'clone', bytesAdded: bytes.length });
      writeFileSync(source, 'changed since');
      const out = join(world.folder, 'out');
      expect(await world.cache.checkout(result.files, out)).toMatchObject({ method: 'clone' });
      expect(readFileSync(join(out, 'model.bin')).equals(bytes)).toBe(true);
      writeFileSync(join(out, 'model.bin'), 'mine now');
      expect((await world.cache.verify()).findings).toEqual([]);
      const taken = (before - statfsSync(volume.folder).bavail) * statfsSync(volume.folder).bsize;
      expect(taken).toBeLessThan(80 * MiB);
    });
  }, 120_000);
});

describe('a second version that arrives where bytes can be shared', () => {
  /** Brings every chunk that is not there, from the world where the version was made; how many. */
  async function bring(origin: CacheWorld, blob: string, list: ChunkList, arrival: Arrival): Promise<number> {
    let brought = 0;
    let from = 0;
    for (const [index, chunk] of list.chunks.entries()) {
      const bytes = arrival.has(index) ? undefined : await origin.cache.readChunk(blob, from, chunk);
      if (bytes) brought += Number(await arrival.write(index, bytes));
      from += chunk.length;
    }
    return brought;
  }

  async function keep(world: CacheWorld, bytes: Buffer): Promise<string> {
    const source = join(world.folder, 'model.bin');
    writeFileSync(source, bytes);
    const hold = world.cache.hold();
    const { files } = await world.cache.ingest((await world.cache.scan([source])).entries, { hold });
    hold.release();
    return files[0]?.digest ?? '';
  }

  /** A volume that holds the first version, and the second as it lies elsewhere, other from `changedAt` on for 4 MiB. */
  async function withBoth(skip: (reason: string) => never, test: (both: { world: CacheWorld; volume: Volume; origin: CacheWorld; first: string; second: string; bytes: Buffer; list: ChunkList; changed: ChunkList['chunks'] }) => Promise<void>, changedAt = 30 * MiB): Promise<void> {
    const origin = await createCacheWorld();
    try {
      await on(mountCloning(400), () => skip(NO_CLONING), async (world, volume) => {
        const bytes = bytesOf('first', 60 * MiB);
        const first = await keep(world, bytes);
        // Longer than the new one: what is too much of it is cut off.
        bytes.set(bytesOf('second', 4 * MiB), changedAt);
        const second = await keep(origin, bytes.subarray(0, 55 * MiB));
        const list = origin.cache.chunks(second);
        if (!list) throw new Error('no list');
        const had = new Set(world.cache.chunks(first)?.chunks.map(({ digest }) => digest));
        const changed = list.chunks.filter(({ digest }) => !had.has(digest));
        expect(changed.length).toBeLessThan(list.chunks.length);
        await test({ world, volume, origin, first, second, bytes: bytes.subarray(0, 55 * MiB), list, changed });
      });
    } finally {
      await origin.end();
    }
  }

  async function expectWhole(cache: Cache, blob: string, bytes: Buffer): Promise<void> {
    expect(cache.has([blob])).toEqual([true]);
    expect(Buffer.from(await cache.read(blob)).equals(bytes)).toBe(true);
    expect((await cache.verify()).findings).toEqual([]);
  }

  it('begins as a clone of the first: only what is new is brought, and takes room', async ({ skip }) => {
    await withBoth(skip, async ({ world, volume, origin, second, bytes, list, changed }) => {
      const before = statfsSync(volume.folder).bavail;
      const hold = world.cache.hold();
      const arrival = await world.cache.arrive(second, bytes.length, list, hold);
      expect(await bring(origin, second, list, arrival)).toBe(changed.length);
      expect(await arrival.finish()).toBe(true);
      hold.release();
      await expectWhole(world.cache, second, bytes);
      expect((before - statfsSync(volume.folder).bavail) * statfsSync(volume.folder).bsize).toBeLessThan(changed.reduce((sum, { length }) => sum + length, 2 * MiB));
      expect(world.tempFiles()).toEqual([]);
    });
  }, 120_000);

  it('is gone on with by another process, which finds by hashing what the first one shared', async ({ skip }) => {
    await withBoth(skip, async ({ world, origin, second, bytes, list, changed }) => {
      await (await world.cache.arrive(second, bytes.length, list, world.cache.hold())).close();
      const later = await world.another();
      const hold = later.hold();
      const arrival = await later.arrive(second, bytes.length, list, hold);
      // The end of it may be there by itself: the clone was cut off at its length.
      expect(await bring(origin, second, list, arrival)).toBeLessThanOrEqual(changed.length);
      expect(await arrival.finish()).toBe(true);
      hold.release();
      await expectWhole(later, second, bytes);
    });
  }, 120_000);

  it('is not damaged by a first version that is: that one is set aside, and what it gave is brought', async ({ skip }) => {
    await withBoth(skip, async ({ world, origin, first, second, bytes, list }) => {
      rot(world.home, first);
      passUnnoticed(world.home, first);
      const hold = world.cache.hold();
      const arrival = await world.cache.arrive(second, bytes.length, list, hold);
      await bring(origin, second, list, arrival);
      expect(await arrival.finish()).toBe(false);
      expect(await bring(origin, second, list, arrival)).toBe(1);
      expect(await arrival.finish()).toBe(true);
      hold.release();
      expect(world.cache.has([first])).toEqual([false]);
      expect(Buffer.from(await world.cache.read(second)).equals(bytes)).toBe(true);
    });
  }, 120_000);

  it('stays what was shared when the first version is damaged meanwhile', async ({ skip }) => {
    await withBoth(skip, async ({ world, origin, first, second, bytes, list }) => {
      const hold = world.cache.hold();
      const arrival = await world.cache.arrive(second, bytes.length, list, hold);
      rot(world.home, first);
      await bring(origin, second, list, arrival);
      expect(await arrival.finish()).toBe(true);
      hold.release();
      expect(Buffer.from(await world.cache.read(second)).equals(bytes)).toBe(true);
    });
  }, 120_000);

  it('is read again where it lies when the first version was written to meanwhile: what was shared may be older', async ({ skip }) => {
    const test: Parameters<typeof withBoth>[1] = async ({ world, origin, first, second, bytes, list, changed }) => {
      const at = list.chunks.map((chunk) => changed.includes(chunk)).lastIndexOf(false);
      expect(at, 'behind what is new: it is not read before that has come').toBeGreaterThan(0);
      const place = list.chunks.slice(0, at).reduce((sum, { length }) => sum + length, 0);
      rot(world.home, first, place);
      passUnnoticed(world.home, first);
      const hold = world.cache.hold();
      const arrival = await world.cache.arrive(second, bytes.length, list, hold);
      rot(world.home, first, place, bytes.subarray(place, place + 3));
      await bring(origin, second, list, arrival);
      expect(await arrival.finish()).toBe(false);
      expect(await bring(origin, second, list, arrival)).toBe(1);
      expect(await arrival.finish()).toBe(true);
      hold.release();
      expect(Buffer.from(await world.cache.read(second)).equals(bytes)).toBe(true);
    };
    await withBoth(skip, test, MiB);
  }, 120_000);

  it('is brought whole when the disk refuses to read the first version', async ({ skip }) => {
    await withBoth(skip, async ({ world, volume, origin, second, bytes, list }) => {
      if (!spoil(volume, bytes.subarray(10 * MiB, 10 * MiB + 4096))) return skip(NO_CHECKSUMS);
      const hold = world.cache.hold();
      const arrival = await world.cache.arrive(second, bytes.length, list, hold);
      expect(await bring(origin, second, list, arrival)).toBeLessThan(list.chunks.length);
      expect(await arrival.finish()).toBe(false);
      expect(await bring(origin, second, list, arrival)).toBe(list.chunks.length);
      expect(await arrival.finish()).toBe(true);
      hold.release();
      expect(Buffer.from(await world.cache.read(second)).equals(bytes)).toBe(true);
    });
  }, 120_000);

  it('needs room for what is new, and not for all of it', async ({ skip }) => {
    await withBoth(skip, async ({ world, volume, origin, second, bytes, list }) => {
      const { bavail, bsize } = statfsSync(volume.folder);
      const full = openSync(join(volume.folder, 'full'), 'w');
      writeSync(full, Buffer.alloc(bavail * bsize - 40 * MiB, 1));
      fsyncSync(full);
      closeSync(full);
      expect(statfsSync(volume.folder).bavail * bsize).toBeLessThan(bytes.length);
      const hold = world.cache.hold();
      const arrival = await world.cache.arrive(second, bytes.length, list, hold);
      await bring(origin, second, list, arrival);
      expect(await arrival.finish()).toBe(true);
      hold.release();
      await expectWhole(world.cache, second, bytes);
    });
  }, 120_000);

  it('takes nothing of a list that gives a chunk another length: the first version stays', async ({ skip }) => {
    await withBoth(skip, async ({ world, first, second, list }) => {
      const [chunk] = list.chunks;
      if (!chunk) throw new Error('no chunk');
      const wrong = { ...list, chunks: [{ ...chunk, length: MiB }] };
      const hold = world.cache.hold();
      const arrival = await world.cache.arrive(second, MiB, wrong, hold);
      expect(arrival.has(0)).toBe(false);
      await arrival.discard();
      hold.release();
      expect(world.cache.has([first])).toEqual([true]);
    });
  }, 120_000);

  it('is brought whole when the first version was touched before', async ({ skip }) => {
    await withBoth(skip, async ({ world, origin, first, second, bytes, list }) => {
      rot(world.home, first);
      const hold = world.cache.hold();
      const arrival = await world.cache.arrive(second, bytes.length, list, hold);
      expect(await bring(origin, second, list, arrival)).toBe(list.chunks.length);
      expect(await arrival.finish()).toBe(true);
      hold.release();
      expect(Buffer.from(await world.cache.read(second)).equals(bytes)).toBe(true);
    });
  }, 120_000);
});

describe('a blob of which the disk refuses to read some', () => {
  it('is named and set aside with the rest verified, and its chunks come from elsewhere meanwhile', async ({ skip }) => {
    await on(mountCloning(200), () => skip(NO_CLONING), async (world, volume) => {
      const [bad, good] = [randomBytes(MiB), randomBytes(MiB)];
      const hold = world.cache.hold();
      const blobs = [await world.cache.putBytes(bad, hold), await world.cache.putBytes(good, hold)];
      hold.release();
      if (!spoil(volume, bad.subarray(4096 * 100, 4096 * 101))) return skip(NO_CHECKSUMS);
      const [blob = ''] = blobs;
      expect(await world.cache.readChunk(blob, 0, { digest: blob, length: bad.length })).toBeUndefined();
      const { findings } = await world.cache.verify();
      expect(findings).toMatchObject([{ digest: blob, problem: 'damaged', message: expect.stringContaining('the disk cannot read') as string }]);
      expect(world.cache.has(blobs)).toEqual([false, true]);
      expect((await world.cache.verify()).findings).toMatchObject([{ digest: blob, problem: 'missing' }]);
    });
  }, 120_000);
});

describe('a volume that is full', () => {
  it.for([
    ['one large file', [30 * MiB]],
    ['many small ones', Array.from({ length: 40 }, () => MiB)],
  ] as const)('%s: named, nothing left, and usable afterwards', async ([, sizes], { skip }) => {
    const origin = await createCacheWorld();
    try {
      sizes.forEach((size, index) => {
        mkdirSync(join(origin.folder, 'm'), { recursive: true });
        writeFileSync(join(origin.folder, 'm', `${index}.bin`), randomBytes(size));
      });
      await on(mountSmall(24), () => skip(NO_SMALL), async (world) => {
        const { entries } = await world.cache.scan([join(origin.folder, 'm')]);
        await expect(world.cache.ingest(entries, { hold: world.cache.hold() })).rejects.toMatchObject({ code: 'no_space' });
        expect([...world.blobFiles(), ...world.tempFiles()]).toEqual([]);
        const hold = world.cache.hold();
        const digest = await world.cache.putBytes(Buffer.from('small'), hold);
        hold.release();
        expect(world.cache.has([digest])).toEqual([true]);
      });
    } finally {
      await origin.end();
    }
  });
});

describe('removing blobs from a volume that is full', () => {
  /** Takes all the room but some. */
  function fill(folder: string, left: number): void {
    writeFileSync(join(folder, 'spare'), Buffer.alloc(left, 1));
    const file = openSync(join(folder, 'filler'), 'w');
    for (const step of [MiB, 4096, 512]) {
      try {
        for (;;) writeSync(file, Buffer.alloc(step));
      } catch {
        // It is full.
      }
    }
    closeSync(file);
    rmSync(join(folder, 'spare'));
  }

  it.for([0, 4096, 8192, 12_288, 16_384, 24_576, 40_960])('frees all that may go, with %s bytes left', async (left, { skip }) => {
    await on(mountSmall(32), () => skip(NO_SMALL), async (world, volume) => {
      const hold = world.cache.hold();
      const blobs = await world.cache.putMany(Array.from({ length: 40 }, (_, index) => Buffer.alloc(300_000, index)), hold);
      hold.release();
      const [stays] = blobs;
      // The folder that a process works in is given up after a while.
      await vi.waitUntil(() => readdirSync(join(world.home, 'tmp')).length === 0, { timeout: 10_000 });
      fill(volume.folder, left);
      const { removed, bytes } = await world.cache.remove(blobs, (going) => new Set(going.filter((blob) => blob !== stays)));
      expect([removed.length, bytes]).toEqual([39, 39 * 300_000]);
      expect(world.cache.blobs()).toEqual([{ digest: stays, size: 300_000 }]);
      expect(world.blobFiles()).toHaveLength(1);
      expect((await world.cache.verify()).findings).toEqual([]);
    });
  });
});

describe('network file systems', () => {
  it('are known by their type, signed or not, and by the name of their FUSE driver', () => {
    expect(networkFileSystem(0x6969)).toBe('NFS');
    expect(networkFileSystem(0xfe534d42 | 0)).toBe('SMB');
    expect(networkFileSystem(0x65735546, 'fuse.sshfs')).toBe('fuse.sshfs');
    for (const local of [0xef53, 0x9123683e, 0x58465342, 0x01021994]) expect(networkFileSystem(local)).toBeUndefined();
    expect(networkFileSystem(0x65735546, 'fuseblk')).toBeUndefined();
  });

  it('are found in the table of mounts by the longest mount point', () => {
    const table = ['22 1 0:20 / / rw - ext4 /dev/sda1 rw', '23 22 0:21 / /mnt/my\\040disk rw - fuse.sshfs host:/x rw', '24 22 0:22 / /mnt rw - tmpfs tmpfs rw'].join('\n');
    expect(mountTypeOf('/mnt/my disk/home', table)).toBe('fuse.sshfs');
    expect(mountTypeOf('/mnt/other', table)).toBe('tmpfs');
    expect(mountTypeOf('/mntx', table)).toBe('ext4');
  });
});

/** 1 GiB shows constant memory as well as more does; 10 GB with the window open is in test/e2e/hard.spec.ts. */
const SPARSE = 1024 * MiB;

describe('a large sparse file', () => {
  it('is kept in constant memory, its holes as holes, cut at its tensors', async () => {
    const world = await createCacheWorld();
    try {
      const source = join(world.folder, 'huge.safetensors');
      const size = writeSparseSafetensors(source, { weight: { dtype: 'U8', shape: [SPARSE], bytes: SPARSE } });
      const { entries } = await world.cache.scan([source]);
      const before = process.memoryUsage().rss;
      let most = before;
      const timer = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 20);
      const start = performance.now();
      const hold = world.cache.hold();
      const result = await world.cache.ingest(entries, { hold, borders: async () => [size - SPARSE] });
      hold.release();
      clearInterval(timer);
      const seconds = (performance.now() - start) / 1000;
      process.stdout.write(`${SPARSE / MiB} MiB sparse file: memory grew by ${((most - before) / 1e6).toFixed(0)} MB, ${seconds.toFixed(1)} s, ${(size / 1e9 / seconds).toFixed(2)} GB/s\n`);
      expect(most - before).toBeLessThan(150e6);
      const digest = result.files[0]?.digest ?? '';
      expect(existsSync(world.cache.blobPath(digest))).toBe(true);
      expect(world.cache.chunks(digest)?.chunks).toHaveLength(1 + SPARSE / (8 * MiB));
    } finally {
      await world.end();
    }
  }, 180_000);
});
