// Opens cache.db: WAL, writes by BEGIN IMMEDIATE from any process, numbered migrations.
import Database from 'libsql';
import { CairnError } from '../../../shared/contract/errors.js';
import { namingSqlite } from '../domain/sqliteFailure.js';
import { CACHE_MIGRATIONS } from './migrations/list.js';

export type Sqlite = Database.Database;

/** Long enough for the largest transaction of another process (rows of 100,000 files take about 2 s). */
const BUSY_MS = 15_000;

/** Runs `work` with the write lock held, and commits. Errors: `busy` when others held the lock, `no_space`, `data_root_unusable`. */
export function writing<T>(db: Sqlite, work: () => T): T {
  return namingSqlite('Writing to the cache database', db.name, () => {
    db.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      db.exec('COMMIT');
      return result;
    } catch (error) {
      if (db.inTransaction) db.exec('ROLLBACK');
      throw error;
    }
  });
}

/**
 * As `writing`, without waiting for the disk: others see it at once, and a power cut may undo it together with all that
 * came after it. For what means nothing once the processes are gone, and for what a sweep finds out by itself.
 */
export function noting<T>(db: Sqlite, work: () => T): T {
  db.exec('PRAGMA synchronous = NORMAL');
  try {
    return writing(db, work);
  } finally {
    db.exec('PRAGMA synchronous = FULL');
  }
}

export interface Statement {
  run(...params: readonly unknown[]): { readonly changes: number };
  get(...params: readonly unknown[]): unknown;
  all(...params: readonly unknown[]): unknown[];
}

/** A statement whose errors name the database. */
export function prepareNamed(db: Sqlite, sql: string): Statement {
  const named = <T>(work: () => T): T => namingSqlite('Working on the cache database', db.name, work);
  const statement = named(() => db.prepare(sql));
  return {
    run: (...params) => named(() => statement.run(...params)),
    get: (...params) => named(() => statement.get(...params)),
    all: (...params) => named(() => statement.all(...params)),
  };
}

/** A file that was cut opens without a word: looks at the beginning of every table. */
function lookAtTables(db: Sqlite): void {
  const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all() as { name: string }[];
  for (const { name } of tables) db.prepare(`SELECT * FROM "${name}" LIMIT 1`).get();
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
export function openDatabase(file: string, busyMs = BUSY_MS): Sqlite {
  let db: Sqlite | undefined;
  try {
    return namingSqlite('Opening the cache database', file, () => {
      // libsql leaves its name empty.
      db = Object.assign(new Database(file, { timeout: busyMs }), { name: file });
      db.exec('PRAGMA journal_mode = WAL');
      db.exec('PRAGMA synchronous = FULL');
      migrate(db, file);
      lookAtTables(db);
      return db;
    });
  } catch (error) {
    db?.close();
    throw error;
  }
}
