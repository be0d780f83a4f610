// A lock on a file that the system drops with the process: SQLite's own exclusive lock, which works on every platform.
import Database from 'libsql';
import { namingSqlite, sqliteFailure } from '../domain/sqliteFailure.js';

export interface FileLock {
  release(): void;
}

/** Takes the lock without waiting, creating the file if absent; undefined while anyone, also this process, has it. */
export function lockFile(file: string): FileLock | undefined {
  const db = namingSqlite('Opening the lock', file, () => new Database(file));
  try {
    db.exec('PRAGMA busy_timeout = 0');
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY')) return undefined;
    throw sqliteFailure(error, 'Taking the lock', file);
  }
  return {
    release() {
      if (db.inTransaction) db.exec('ROLLBACK');
      db.close();
    },
  };
}
