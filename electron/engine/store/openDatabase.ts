// Opens a registry database: schema, settings, statements kept by their text.
import Database from 'libsql';
import { namingSqlite } from '../domain/sqliteFailure.js';
import { BUSY_TIMEOUT_MS, type Db, type SqlValue } from './database.js';
import { migrate } from './migrate.js';

/**
 * Opens or creates a registry database and brings it to the newest schema.
 * @throws CairnError newer_version (the file is left as it is), busy, data_root_unusable
 */
export function openDatabase(file: string, busyMs = BUSY_TIMEOUT_MS): Db {
  const raw = namingSqlite('Opening the registry database', file, () => new Database(file, { timeout: busyMs }));
  const named = <T>(work: () => T): T => namingSqlite('Working on the registry database', file, work);
  const statements = new Map<string, ReturnType<typeof raw.prepare>>();
  const prepare = (sql: string): ReturnType<typeof raw.prepare> => {
    let statement = statements.get(sql);
    if (!statement) {
      statement = raw.prepare(sql);
      statements.set(sql, statement);
    }
    return statement;
  };
  const db: Db = {
    exec: (sql) => named(() => void raw.exec(sql)),
    run: (sql, ...params) => named(() => prepare(sql).run(params).changes),
    get: <Row>(sql: string, ...params: readonly SqlValue[]) => named(() => prepare(sql).get(params) as Row | undefined),
    all: <Row>(sql: string, ...params: readonly SqlValue[]) => named(() => prepare(sql).all(params) as Row[]),
    // A statement of its own: two iterations of one text may overlap.
    iterate: <Row>(sql: string, ...params: readonly SqlValue[]) => named(() => raw.prepare(sql).iterate(params) as IterableIterator<Row>),
    rollback: () => {
      if (raw.inTransaction) raw.exec('ROLLBACK');
    },
    close: () => {
      statements.clear();
      raw.close();
    },
  };
  try {
    migrate(db, file);
    // FULL: a commit that was reported must outlive a power cut. The cache holds the hot part of a million rows.
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY;');
  } catch (error) {
    db.close();
    throw error;
  }
  return db;
}
