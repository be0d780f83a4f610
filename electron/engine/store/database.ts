// One SQLite connection as the store speaks to it: statements by text, and what a busy database means.
import { CairnError } from '../../../shared/contract/errors.js';

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
export const BUSY_TIMEOUT_MS = 30_000;

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
