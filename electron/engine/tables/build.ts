// Reads a table into an SQLite file once: what pages, sorts, filters and joins then take milliseconds.
import Database from 'libsql';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ColumnType, TableInfo } from '../../../shared/contract/tables.js';
import type { JsonValue } from '../../../shared/contract/primitives.js';
import { columnType, kindOfCell, withLabel, type KindCounts } from './cells.js';
import { MAX_COLUMNS, MAX_ROWS, readerOf, refuse, type RowSink, type TableBytes } from './readers.js';

/** What the index says of its table. */
export interface TableMeta {
  readonly rows: number;
  readonly columns: readonly { readonly name: string; readonly type: ColumnType; readonly nulls: number }[];
  readonly problems: TableInfo['problems'];
}

/** Raised when an index of an older build must be made anew. */
export const INDEX_VERSION = 1;
/** Rows written in one statement. */
const BATCH = 500;
const NAMED_ROWS = 5;

/** A cell as SQLite keeps it: objects as JSON text, booleans as 1 and 0. */
function stored(value: JsonValue | undefined): JsonValue {
  if (value === undefined || value === null) return null;
  if (typeof value === 'boolean') return value ? 1 : 0;
  return typeof value === 'object' ? JSON.stringify(withLabel(value)) : value;
}

interface Column {
  readonly name: string;
  readonly kinds: KindCounts;
  filled: number;
}

function createSink(db: Database.Database, name: string): RowSink & { end(): TableMeta } {
  const columns: Column[] = [];
  const places = new Map<string, number>();
  const problems = new Map<string, { count: number; rows: number[] }>();
  let waiting: JsonValue[][] = [];
  let rows = 0;

  const insert = (): void => {
    if (waiting.length === 0) return;
    const fields = columns.map((_, index) => `c${index}`);
    const values = columns.map((_, index) => `value ->> ${index}`);
    // Numbers and text come out of JSON as SQLite keeps them; null and absent alike are NULL.
    db.prepare(`INSERT INTO t(n${fields.map((field) => `, ${field}`).join('')}) SELECT ${rows - waiting.length} + key${values.map((value) => `, ${value}`).join('')} FROM json_each(?)`).run(JSON.stringify(waiting));
    waiting = [];
  };

  return {
    column(given) {
      const known = places.get(given);
      if (known !== undefined && (rows > 0 || waiting.length > 0)) return known;
      let unique = given;
      for (let copy = 2; places.has(unique); copy += 1) unique = `${given} (${copy})`;
      if (columns.length >= MAX_COLUMNS) throw refuse(name, `it has more than ${MAX_COLUMNS} columns`);
      insert();
      const place = columns.length;
      db.exec(`ALTER TABLE t ADD COLUMN c${place}`);
      columns.push({ name: unique, kinds: {}, filled: 0 });
      places.set(unique, place);
      return place;
    },
    row(cells) {
      if (rows >= MAX_ROWS) throw refuse(name, `it has more than ${MAX_ROWS} rows`);
      for (const [index, column] of columns.entries()) {
        const kind = kindOfCell(cells[index]);
        if (kind === undefined) continue;
        column.kinds[kind] = (column.kinds[kind] ?? 0) + 1;
        column.filled += 1;
      }
      waiting.push(columns.map((_, index) => stored(cells[index])));
      rows += 1;
      if (waiting.length >= BATCH) insert();
    },
    problem(message, row) {
      const known = problems.get(message) ?? { count: 0, rows: [] };
      known.count += 1;
      if (known.rows.length < NAMED_ROWS) known.rows.push(row);
      problems.set(message, known);
    },
    pause: () => new Promise((resolve) => setImmediate(resolve)),
    end() {
      insert();
      for (const { name: column, kinds } of columns) {
        if (columnType(kinds) === 'mixed') problems.set(`column "${column}" holds ${Object.entries(kinds).map(([kind, count]) => `${count} ${kind}`).join(', ')}`, { count: 1, rows: [] });
      }
      return { rows, columns: columns.map(({ name: column, kinds, filled }) => ({ name: column, type: columnType(kinds), nulls: rows - filled })), problems: [...problems].map(([message, { count, rows: named }]) => ({ message, count, rows: named })) };
    },
  };
}

/**
 * Makes the index of a table at `file`, whole or not at all. `temporary` is beside it. `files` are the paths of its version.
 * @throws CairnError malformed_file
 */
export async function buildIndex(file: string, temporary: string, name: string, bytes: TableBytes, files: ReadonlySet<string>): Promise<void> {
  const read = readerOf(name);
  if (!read) throw refuse(name, 'its name does not end like that of a table (.table.json, .csv, .tsv, .jsonl, .parquet)');
  mkdirSync(dirname(file), { recursive: true });
  const db = new Database(temporary);
  try {
    // Nothing here has to outlive a power cut: it can be made again.
    db.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY; CREATE TABLE t(n INTEGER PRIMARY KEY); CREATE TABLE meta(json TEXT NOT NULL); BEGIN');
    const sink = createSink(db, name);
    await read(name, bytes, sink, files);
    const meta = sink.end();
    db.prepare('INSERT INTO meta(json) VALUES(?)').run(JSON.stringify(meta));
    db.exec('COMMIT');
    db.close();
    renameSync(temporary, file);
  } catch (error) {
    if (db.open) db.close();
    rmSync(temporary, { force: true });
    throw error;
  }
}
