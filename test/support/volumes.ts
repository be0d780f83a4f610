// Small volumes of other file systems, mounted for a test where this machine lets us.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Volume {
  readonly folder: string;
  end(): void;
}

/** Said when `mountCloning` gives nothing; listed in test/skips.json. */
export const NO_CLONING = 'no btrfs or XFS volume can be mounted here';
/** Said when `mountSmall` gives nothing; listed in test/skips.json. */
export const NO_SMALL = 'no small tmpfs volume can be mounted here';

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

/** A volume in memory that is full after `megabytes`. */
export function mountSmall(megabytes: number): Volume | undefined {
  if (!isRoot()) return undefined;
  return mountAt(mkdtempSync(join(tmpdir(), 'cairn-volume-')), '-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs');
}
