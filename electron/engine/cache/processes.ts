// Which processes work in this data root: a folder each in tmp/ with a lock inside. The lock of a dead one is free.
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '../ports.js';
import { type Sqlite, writing } from './database.js';
import { lockFile, type FileLock } from './fileLock.js';
import { namedError } from './fsErrors.js';

/** The lock file in a process's folder. */
export const LOCK_NAME = 'alive';

export interface Seat {
  /** Names the process in `hold` rows. */
  readonly id: string;
  /** Its folder in tmp/. */
  readonly folder: string;
}

/** A seat outlasts its last user by this long: making one takes longer than logging a small file. */
const LINGER_MS = 2000;

export interface Processes {
  /** A folder of our own, which stays at least until `leave` was called as often as `enter`. It is empty of all but the lock in between. */
  enter(): Seat;
  /** `rowsLeft`: rows that name the seat could not be removed. It is given up as soon as nobody uses it, so that a sweep takes them for dead. */
  leave(rowsLeft?: boolean): void;
  /** Gives the seat up at once, unless someone still uses it. */
  close(): void;
  /** Ids of folders in tmp/ whose process is gone. Call it inside a write transaction of cache.db. */
  dead(): string[];
}

/**
 * A folder is made, and a lock tested, only inside a write transaction of cache.db: so no one tests a lock that its owner
 * has not taken yet.
 */
export function createProcesses(db: Sqlite, temp: string, random: Random): Processes {
  let seat: Seat | undefined;
  let lock: FileLock | undefined;
  let users = 0;
  let lingering: NodeJS.Timeout | undefined;
  let stale = false;

  function sit(): Seat {
    const id = Buffer.from(random.bytes(10)).toString('hex');
    const folder = join(temp, id);
    try {
      writing(db, () => {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        lock = lockFile(join(folder, LOCK_NAME));
      });
    } catch (error) {
      lock?.release();
      rmSync(folder, { recursive: true, force: true });
      throw namedError(error, 'root', 'Working in', folder);
    }
    return { id, folder };
  }

  function giveUp(): void {
    clearTimeout(lingering);
    if (users > 0 || !seat) return;
    lock?.release();
    rmSync(seat.folder, { recursive: true, force: true });
    seat = undefined;
    lock = undefined;
    stale = false;
  }

  return {
    enter() {
      clearTimeout(lingering);
      // Someone may have cleared tmp/ by hand meanwhile.
      if (seat && !existsSync(join(seat.folder, LOCK_NAME))) giveUp();
      seat ??= sit();
      users += 1;
      return seat;
    },
    leave(rowsLeft = false) {
      users -= 1;
      stale ||= rowsLeft;
      if (users > 0 || !seat) return;
      if (stale || !existsSync(seat.folder)) return giveUp();
      for (const name of readdirSync(seat.folder)) if (!name.startsWith(LOCK_NAME)) rmSync(join(seat.folder, name), { recursive: true, force: true });
      lingering = setTimeout(giveUp, LINGER_MS).unref();
    },
    close: giveUp,
    dead() {
      return readdirSync(temp, { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && entry.name !== seat?.id)
        .map((entry) => entry.name)
        .filter((id) => {
          const file = join(temp, id, LOCK_NAME);
          if (!existsSync(file)) return true;
          const taken = lockFile(file);
          taken?.release();
          return taken !== undefined;
        });
    },
  };
}
