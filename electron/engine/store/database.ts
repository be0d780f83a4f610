// One SQLite connection as the store speaks to it: statements by text, errors in our words.

export type SqlValue = string | number | null | Uint8Array;

/**
 * A connection with prepared statements kept by their text. Rows are typed by the caller, who wrote the SQL.
 * Errors of the system and of a damaged file are CairnErrors that name the file: busy, no_space, data_root_unusable.
 */
export interface Db {
  exec(sql: string): void;
  run(sql: string, ...params: readonly SqlValue[]): number;
  get<Row>(sql: string, ...params: readonly SqlValue[]): Row | undefined;
  all<Row>(sql: string, ...params: readonly SqlValue[]): Row[];
  /** Reads row by row. Nothing may be written while it goes on. */
  iterate<Row>(sql: string, ...params: readonly SqlValue[]): IterableIterator<Row>;
  /** Ends a transaction without its changes. Never fails: on some errors SQLite has done so by itself. */
  rollback(): void;
  close(): void;
}

/** How long a writer waits for another process before it gives up. */
export const BUSY_TIMEOUT_MS = 30_000;
