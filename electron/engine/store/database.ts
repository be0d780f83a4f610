// One SQLite connection: opening, settings, statements by text. Everything else in the store speaks through it.
import Database from 'libsql';
import { CairnError } from '../../../shared/contract/errors.js';
import { migrate } from './migrate.js';

export type SqlValue = string | number | null | Uint8Array;

/** A connection with prepared statements kept by their text. Rows are typed by the caller, who wrote the SQL. */
export interface Db {
  exec(sql: string): void;
  run(sql: string, ...params: readonly SqlValue[]): number;
  get<Row>(sql: string, ...params: readonly SqlValue[]): Row | undefined;
  all<Row>(sql: string, ...params: readonly SqlValue[]): Row[];
  /** Reads row by row. Nothing may be written while it goes on. */
  iterate<Row>(sql: string, ...params: readonly SqlValue[]): IterableIterator<Row>;
  close(): void;
}

/** How long a writer waits for another process before it gives up. */
const BUSY_TIMEOUT_MS = 30_000;

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('SQLITE_BUSY');
}

/** @throws CairnError busy when another process held the database for the whole timeout */
export function exec(db: Db, sql: string): void {
  try {
    db.exec(sql);
  } catch (cause) {
    if (!isBusy(cause)) throw cause;
    throw new CairnError('busy', `Writing to the registry, another process held its database for ${BUSY_TIMEOUT_MS / 1000} seconds. Try again, or close the other program.`, {}, { cause });
  }
}

/**
 * Opens or creates a registry database and brings it to the newest schema.
 * @throws CairnError newer_version (the file is left as it is), busy, data_root_unusable
 */
export function openDatabase(file: string): Db {
  let raw: InstanceType<typeof Database>;
  try {
    raw = new Database(file, { timeout: BUSY_TIMEOUT_MS });
  } catch (cause) {
    throw new CairnError('data_root_unusable', `Opening the registry database ${file}, the system refused: ${(cause as Error).message}. Check that its folder exists and can be written.`, { file }, { cause });
  }
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
    exec: (sql) => void raw.exec(sql),
    run: (sql, ...params) => prepare(sql).run(params).changes,
    get: <Row>(sql: string, ...params: readonly SqlValue[]) => prepare(sql).get(params) as Row | undefined,
    all: <Row>(sql: string, ...params: readonly SqlValue[]) => prepare(sql).all(params) as Row[],
    // A statement of its own: two iterations of one text may overlap.
    iterate: <Row>(sql: string, ...params: readonly SqlValue[]) => raw.prepare(sql).iterate(params) as IterableIterator<Row>,
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
