// Sharing bytes with a file instead of copying them, where the file system can (btrfs, XFS, APFS, ReFS).
import { constants } from 'node:fs';
import { copyFile, rm, stat } from 'node:fs/promises';
import { errnoOf } from './fsErrors.js';

/** What the systems answer when this pair of places cannot share: not a fault of the file. */
const CANNOT = new Set(['ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EXDEV', 'EINVAL', 'ENOTTY', 'EBADF', 'EPERM', 'ETXTBSY', 'EISDIR']);

export interface Cloner {
  /** Clones into a new file; false, with nothing left, where that cannot be done. Other errors of the system pass; a file that was there stays. */
  tryClone(source: string, target: string): Promise<boolean>;
  /** The answer for files of this device, tried with this one. */
  canClone(source: string, probe: string): Promise<boolean>;
  /** False once a device was seen that cannot. */
  mayClone(): boolean;
}

/** Remembers for each device of origin whether it shares with the folder the targets are in. */
export function createCloner(): Cloner {
  const answers = new Map<bigint, boolean>();

  async function attempt(source: string, target: string): Promise<boolean> {
    try {
      await copyFile(source, target, constants.COPYFILE_FICLONE_FORCE | constants.COPYFILE_EXCL);
      return true;
    } catch (error) {
      if (CANNOT.has(errnoOf(error) ?? '')) return false;
      throw error;
    }
  }

  return {
    async tryClone(source, target) {
      const { dev } = await stat(source, { bigint: true });
      if (answers.get(dev) === false) return false;
      const cloned = await attempt(source, target);
      answers.set(dev, cloned);
      return cloned;
    },
    async canClone(source, probe) {
      const { dev, size } = await stat(source, { bigint: true });
      const known = answers.get(dev);
      if (known !== undefined || size === 0n) return known ?? false;
      const cloned = await attempt(source, probe);
      await rm(probe, { force: true });
      answers.set(dev, cloned);
      return cloned;
    },
    mayClone: () => ![...answers.values()].includes(false),
  };
}
