// A disk that fills up at any moment, and file systems that cannot hold a data root: named, nothing lost, usable afterwards.
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { asCairnError } from '../../../shared/contract/errors.js';
import { mountTypeOf, networkFileSystem } from '../../../electron/engine/cache/dataRoot.js';
import { createEngineWorld, failureOf, type EngineWorld } from '../../support/engineWorld.js';
import { filesUnder } from '../../support/filesUnder.js';
import { mountNetwork, mountSmall, NO_NETWORK, NO_SMALL, type Volume } from '../../support/volumes.js';

const MiB = 1024 * 1024;

/** A world whose data root is on a volume of 24 MB, and whose dropped files are not. */
async function onSmall(skip: (why: string) => never, test: (world: EngineWorld, volume: Volume) => Promise<void>): Promise<void> {
  const volume = mountSmall(24);
  if (!volume) return skip(NO_SMALL);
  try {
    const world = await createEngineWorld({ home: join(volume.folder, 'home') });
    try {
      await world.log([world.put('before.bin', randomBytes(100_000))]);
      await test(world, volume);
    } finally {
      await world.end();
    }
  } finally {
    volume.end();
  }
}

const FILLER = 'filler';

/** Leaves this many bytes free. */
function fill({ folder }: Volume, left: number): void {
  const { bavail, bsize } = statfsSync(folder);
  writeFileSync(join(folder, FILLER), Buffer.alloc(Math.max(0, bavail * bsize - left)));
}

const empty = ({ folder }: Volume): void => rmSync(join(folder, FILLER), { force: true });

async function worksAgain(world: EngineWorld): Promise<void> {
  const version = await world.log([world.put('after.bin', randomBytes(200_000))]);
  expect(version.availability).toBe('offline');
  const { findings, blobs } = await world.verify();
  expect(findings).toEqual([]);
  expect(filesUnder(join(world.home, 'blobs'))).toHaveLength(blobs);
}

describe('a full disk', () => {
  it.for([
    ['one large file', [30 * MiB]],
    ['many of a megabyte', Array.from({ length: 40 }, () => MiB)],
    ['thousands of small ones', Array.from({ length: 3000 }, () => 10_000)],
  ] as const)('while %s come in', async ([, sizes], { skip }) => {
    await onSmall(skip, async (world) => {
      sizes.forEach((size, index) => world.put(`m/${index}.bin`, randomBytes(size)));
      expect((await world.plan(world.at('m'))).notices).toMatchObject([{ level: 'error', message: expect.stringContaining('free') as string }]);
      await world.refused(() => world.log([world.at('m')]), 'no_space', 'free');
      await worksAgain(world);
    });
  });

  it('for the commit: from no room at all to just not enough, the version is there whole or not at all', async ({ skip }) => {
    await onSmall(skip, async (world, volume) => {
      const codes = new Set<string>();
      let logged = 0;
      for (let left = 0; left <= 600_000; left += 40_000) {
        const path = world.put(`m/${left}.bin`, randomBytes(20_000));
        const before = world.snapshot();
        fill(volume, left);
        const error = await world.log([path], { description: 'x'.repeat(90_000) }).then(
          () => undefined,
          asCairnError,
        );
        const after = world.snapshot();
        empty(volume);
        if (error === undefined) {
          logged += 1;
          continue;
        }
        codes.add(error.code);
        expect(error.message).toMatch(/full|free/);
        expect(after).toEqual(before);
        expect(before.temp).toEqual([]);
      }
      expect([...codes]).toEqual(['no_space']);
      expect(logged).toBeGreaterThan(0);
      await worksAgain(world);
    });
  });

  it('for settings: named, and the old ones stay', async ({ skip }) => {
    await onSmall(skip, async (world, volume) => {
      fill(volume, 0);
      const error = await failureOf(world.engine.client.system.setSettings({ deviceName: 'x'.repeat(100) }));
      expect(error).toMatchObject({ code: 'no_space', message: expect.stringContaining('settings.json') as string });
      expect((await world.engine.client.system.settings()).deviceName).toBeUndefined();
      expect(filesUnder(world.home).filter((path) => path.includes('settings'))).toEqual(['settings.json']);
      empty(volume);
      await worksAgain(world);
    });
  });

  it('where a version is written to: named, nothing of it stays', async ({ skip }) => {
    const volume = mountSmall(4);
    if (!volume) return skip(NO_SMALL);
    const world = await createEngineWorld();
    try {
      const large = await world.log([world.put('large.bin', randomBytes(6 * MiB))], { name: 'large' });
      const many = await world.log(Array.from({ length: 30 }, (_, index) => world.put(`${index}.bin`, randomBytes(200_000))), { name: 'many' });
      for (const version of [large, many]) {
        await world.refused(() => world.use(version.ref, join(volume.folder, 'out/here')), 'no_space', join(volume.folder, 'out'), 'free');
        expect(filesUnder(volume.folder)).toEqual([]);
      }
    } finally {
      await world.end();
      volume.end();
    }
  });
});

describe('a data root on a network file system', () => {
  /** Lines of /proc/self/mountinfo as Linux writes them, and what statfs says of such a mount. */
  const mounts = [
    ['nfs4', 0x6969, '98 29 0:53 / /mnt/nas rw,relatime shared:52 - nfs4 nas:/export rw,vers=4.2,rsize=1048576', 'NFS'],
    ['cifs', 0xff534d42 | 0, '99 29 0:54 / /mnt/nas rw,relatime shared:53 - cifs //nas/share rw,vers=3.1.1', 'CIFS'],
    ['smb3', 0xfe534d42 | 0, '99 29 0:54 / /mnt/nas rw,relatime - smb3 //nas/share rw', 'SMB'],
    ['9p', 0x01021997, '99 29 0:54 / /mnt/nas rw,relatime - 9p share rw,trans=virtio', '9P'],
    ['sshfs', 0x65735546, '100 29 0:55 / /mnt/nas rw,nosuid,nodev - fuse.sshfs me@host:/ rw,user_id=1000', 'fuse.sshfs'],
    ['rclone', 0x65735546, '100 29 0:55 / /mnt/nas rw,nosuid,nodev - fuse.rclone remote: rw', 'fuse.rclone'],
  ] as const;

  it.for(mounts)('%s is known', ([, type, line, name]) => {
    const table = `22 1 254:0 / / rw,relatime - ext4 /dev/vda rw\n${line}\n23 22 0:20 / /mnt/nas2 rw - tmpfs tmpfs rw`;
    expect(networkFileSystem(type, mountTypeOf('/mnt/nas/me/cairn', table))).toBe(name);
    expect(networkFileSystem(0xef53, mountTypeOf('/home/me', table))).toBeUndefined();
    expect(networkFileSystem(0x01021994, mountTypeOf('/mnt/nas2/x', table))).toBeUndefined();
  });

  it('of a local driver behind FUSE is none', () => {
    const table = '1 0 254:0 / / rw - ext4 /dev/vda rw\n2 1 8:17 / /media/stick rw - fuseblk /dev/sdb1 rw';
    expect(networkFileSystem(0x65735546, mountTypeOf('/media/stick/cairn', table))).toBeUndefined();
  });

  it('is refused where this system has one at hand', async ({ skip }) => {
    const volume = mountNetwork();
    if (!volume) return skip(NO_NETWORK);
    try {
      const home = join(volume.folder, 'home');
      mkdirSync(home, { recursive: true });
      const error = await failureOf(createEngineWorld({ home }));
      expect(error).toMatchObject({ code: 'data_root_unusable' });
      expect(error.message).toContain(home);
      expect(error.message).toContain('network file system (fuse.sshfs)');
      expect(readdirSync(home)).toEqual([]);
    } finally {
      volume.end();
    }
  });
});
