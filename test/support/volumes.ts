// Small volumes of other file systems, mounted for a test where this machine lets us.
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, fsyncSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, statfsSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface Volume {
  readonly folder: string;
  end(): void;
}

/** Said when `mountCloning` gives nothing; listed in test/skips.json. */
export const NO_CLONING = 'no btrfs or XFS volume can be mounted here';
/** Said when `spoil` cannot; listed in test/skips.json. */
export const NO_CHECKSUMS = 'no volume that knows its bytes by checksums (btrfs) can be mounted here';
/** Said when `mountSmall` gives nothing; listed in test/skips.json. */
export const NO_SMALL = 'no small tmpfs volume can be mounted here';

/** Said when `mountReadOnly` gives nothing; listed in test/skips.json. */
export const NO_READ_ONLY = 'no read-only volume can be mounted here';

/** Said when `mountNetwork` gives nothing; listed in test/skips.json. */
export const NO_NETWORK = 'no network file system can be mounted here (sshfs over a local sftp-server)';

function run(command: string, ...args: string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore', timeout: 60_000 }).status === 0;
}

function isRoot(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0;
}

function mountAt(folder: string, ...args: string[]): Volume | undefined {
  const place = join(folder, 'volume');
  run('mkdir', place);
  if (!run('mount', ...args, place)) {
    rmSync(folder, { recursive: true, force: true });
    return undefined;
  }
  return {
    folder: place,
    end() {
      if (!run('umount', place)) run('umount', '-l', place);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A volume of `megabytes` that can share bytes between files: btrfs, else XFS, in a file of its own. */
export function mountCloning(megabytes: number): Volume | undefined {
  if (!isRoot()) return undefined;
  for (const [maker, packages] of [['mkfs.btrfs', 'btrfs-progs'], ['mkfs.xfs', 'xfsprogs']] as const) {
    if (!run('which', maker) && !run('apt-get', 'install', '-y', '--no-install-recommends', packages)) continue;
    const folder = mkdtempSync(join(tmpdir(), 'cairn-volume-'));
    const image = join(folder, 'image');
    const made = run('truncate', '-s', `${megabytes}M`, image) && run(maker, image);
    const volume = made ? mountAt(folder, '-o', 'loop', image) : undefined;
    if (volume) return volume;
    rmSync(folder, { recursive: true, force: true });
  }
  return undefined;
}

const BTRFS = 0x9123683e;

/**
 * Damages these bytes, which a file of the volume holds, on the disk below it: whoever reads them there is told EIO.
 * False where the volume would not notice.
 */
export function spoil({ folder }: Volume, block: Uint8Array): boolean {
  if (statfsSync(folder).type !== BTRFS) return false;
  run('sync', '-f', folder);
  const image = openSync(join(dirname(folder), 'image'), 'r+');
  const at = readFileSync(image).indexOf(block);
  if (at >= 0) writeSync(image, Buffer.alloc(block.length), 0, block.length, at);
  fsyncSync(image);
  closeSync(image);
  // What the system remembers of files is forgotten.
  writeFileSync('/proc/sys/vm/drop_caches', '1');
  return at >= 0;
}

/** A volume in memory that is full after `megabytes`. */
export function mountSmall(megabytes: number): Volume | undefined {
  if (!isRoot()) return undefined;
  return mountAt(mkdtempSync(join(tmpdir(), 'cairn-volume-')), '-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs');
}

/** A second, read-only view of a folder. */
export function mountReadOnly(folder: string): Volume | undefined {
  if (!isRoot()) return undefined;
  const volume = mountAt(mkdtempSync(join(tmpdir(), 'cairn-volume-')), '--bind', folder);
  if (!volume || run('mount', '-o', 'remount,bind,ro', volume.folder)) return volume;
  volume.end();
  return undefined;
}

const SFTP_SERVER = '/usr/lib/openssh/sftp-server';

/** A folder of this machine seen through sshfs, which is a network file system as far as anyone can tell; no SSH is involved. */
export function mountNetwork(): Volume | undefined {
  if (!isRoot()) return undefined;
  const there = run('which', 'sshfs') && existsSync(SFTP_SERVER);
  if (!there && !run('apt-get', 'install', '-y', '--no-install-recommends', 'sshfs', 'openssh-sftp-server')) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'cairn-volume-'));
  const [shared, place, ssh] = ['shared', 'volume', 'ssh'].map((name) => join(folder, name)) as [string, string, string];
  mkdirSync(shared);
  mkdirSync(place);
  writeFileSync(ssh, `#!/bin/sh\nexec ${SFTP_SERVER}\n`, { mode: 0o755 });
  const end = (): void => {
    if (!run('umount', place)) run('umount', '-l', place);
    rmSync(folder, { recursive: true, force: true });
  };
  if (run('sshfs', '-o', `ssh_command=${ssh}`, `localhost:${shared}`, place)) return { folder: place, end };
  end();
  return undefined;
}
