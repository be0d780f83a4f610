// Opens cache.db: WAL, writes by BEGIN IMMEDIATE from any process, numbered migrations.
import Database from 'libsql';
import { CairnError } from '../../../shared/contract/errors.js';
import { CACHE_MIGRATIONS } from './migrations/list.js';

export type Sqlite = Database.Database;

/** Long enough for the largest transaction of another process (rows of 100,000 files take about 2 s). */
const BUSY_MS = 15_000;

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY');
}

/** Runs `work` with the write lock held, and commits. Errors: `busy` when others held the lock for 15 s. */
export function writing<T>(db: Sqlite, work: () => T): T {
  try {
    db.exec('BEGIN IMMEDIATE');
  } catch (cause) {
    if (isBusy(cause)) throw new CairnError('busy', 'Writing to the cache: another process has kept the lock for 15 seconds; try again when it is done', {}, { cause });
    throw cause;
  }
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    if (db.inTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

function userVersion(db: Sqlite): number {
  const row = db.prepare('SELECT user_version AS version FROM pragma_user_version').get() as { version: number };
  return row.version;
}

function migrate(db: Sqlite, file: string): void {
  const newest = CACHE_MIGRATIONS.at(-1)?.version ?? 0;
  if (userVersion(db) === newest) return;
  writing(db, () => {
    const found = userVersion(db);
    if (found > newest) {
      throw new CairnError('newer_version', `Opening ${file}: it was written by a newer Cairn (format ${found}, this one knows ${newest}); update this app`, { found, known: newest });
    }
    for (const { version, sql } of CACHE_MIGRATIONS) {
      if (version > found) db.exec(`${sql}; PRAGMA user_version = ${version};`);
    }
  });
}

/** Errors: `newer_version`, `busy`, `data_root_unusable` when it is no database. */
export function openDatabase(file: string): Sqlite {
  let db: Sqlite | undefined;
  try {
    db = new Database(file);
    db.exec(`PRAGMA busy_timeout = ${BUSY_MS}`);
    db.exec('PRAGMA journal_mode = WAL');
    db.exec('PRAGMA synchronous = FULL');
    migrate(db, file);
    return db;
  } catch (cause) {
    db?.close();
    if (cause instanceof CairnError) throw cause;
    if (isBusy(cause)) throw new CairnError('busy', `Opening ${file}: another process has kept the lock for 15 seconds`, { file }, { cause });
    throw new CairnError('data_root_unusable', `Opening ${file}: ${(cause as Error).message}`, { file }, { cause });
  }
}
