// Tables out of files, row by row, with bounds. One reader a format; they say what did not fit instead of guessing.
import { parse } from 'csv-parse';
import { parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { Readable } from 'node:stream';
import { CairnError } from '../../../shared/contract/errors.js';
import type { JsonObject, JsonValue } from '../../../shared/contract/primitives.js';
import { mediaCell, parsedCell } from './cells.js';

/** Bytes of a file by place; fewer at its end. */
export interface TableBytes {
  readonly size: number;
  read(offset: number, length: number): Promise<Uint8Array>;
}

export const MAX_ROWS = 5_000_000;
export const MAX_COLUMNS = 1000;
const MAX_JSON_BYTES = 256 * 1024 * 1024;
const MAX_LINE_BYTES = 16 * 1024 * 1024;
const CHUNK = 1024 * 1024;
/** Rows read from Parquet at a time. */
const PARQUET_ROWS = 20_000;

/** Takes a row of cells by column; columns may be named as they come. */
export interface RowSink {
  /** Place of a column, made where it is new. */
  column(name: string): number;
  row(cells: readonly JsonValue[]): void;
  problem(message: string, row: number): void;
  /** Called between rows now and then, so that others get their turn. */
  pause(): Promise<void>;
}

export function refuse(name: string, why: string, cause?: unknown): CairnError {
  return new CairnError('malformed_file', `Opening the table ${name}: ${why}.`, { file: name }, { cause });
}

async function* chunksOf(bytes: TableBytes): AsyncGenerator<Buffer, void, void> {
  for (let offset = 0; offset < bytes.size; offset += CHUNK) yield Buffer.from(await bytes.read(offset, CHUNK));
}

/** Cells of a row under the columns there are: filled up, or cut, and said so. */
function fitted(cells: readonly JsonValue[], columns: number, row: number, sink: RowSink): readonly JsonValue[] {
  if (cells.length === columns) return cells;
  sink.problem(cells.length < columns ? 'rows with too few cells were filled up' : 'rows with too many cells were cut', row);
  return cells.length > columns ? cells.slice(0, columns) : [...cells, ...Array.from({ length: columns - cells.length }, () => null)];
}

function isRows(value: unknown): value is { columns: JsonValue[]; data: JsonValue[] } {
  const { columns, data } = (typeof value === 'object' && value !== null ? value : {}) as { columns?: unknown; data?: unknown };
  return Array.isArray(columns) && Array.isArray(data);
}

/** JSON as Python writes it: bare NaN and infinities become their names. Only outside of strings. */
export function strictJson(text: string): string {
  return /NaN|Infinity/.test(text) ? text.replace(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g, (token) => (token.startsWith('"') ? token : `"${token}"`)) : text;
}

async function readTableJson(name: string, bytes: TableBytes, sink: RowSink): Promise<void> {
  if (bytes.size > MAX_JSON_BYTES) throw refuse(name, `it is ${bytes.size} bytes long, and a JSON table may be ${MAX_JSON_BYTES}; log it as Parquet or CSV`);
  let value: unknown;
  try {
    value = JSON.parse(strictJson(Buffer.from(await bytes.read(0, bytes.size)).toString('utf8')));
  } catch (error) {
    throw refuse(name, `it is no JSON (${(error as Error).message})`, error);
  }
  if (!isRows(value)) throw refuse(name, 'it has no lists "columns" and "data"');
  const columns = value.columns.map((column) => (typeof column === 'string' ? column : JSON.stringify(column)));
  for (const column of columns) sink.column(column);
  for (const [row, cells] of value.data.entries()) {
    if (!Array.isArray(cells)) {
      sink.problem('rows that are no lists were left empty', row);
      sink.row(fitted([], columns.length, row, { ...sink, problem: () => {} }));
    } else sink.row(fitted(cells, columns.length, row, sink));
    if (row % 2000 === 1999) await sink.pause();
  }
}

async function readCsv(name: string, bytes: TableBytes, sink: RowSink, files: ReadonlySet<string>): Promise<void> {
  const parser = Readable.from(chunksOf(bytes)).pipe(
    parse({ delimiter: /\.tsv$/i.test(name) ? '\t' : ',', bom: true, relax_column_count: true, relax_quotes: true, skip_empty_lines: true, max_record_size: MAX_LINE_BYTES }),
  );
  let columns: number | undefined;
  let row = 0;
  try {
    for await (const record of parser as AsyncIterable<string[]>) {
      if (columns === undefined) {
        for (const [index, column] of record.entries()) sink.column(column.trim() || `column ${index + 1}`);
        columns = record.length;
        continue;
      }
      sink.row(fitted(record.map((text) => mediaCell(parsedCell(text), files)), columns, row, sink));
      row += 1;
      if (row % 2000 === 0) await sink.pause();
    }
  } catch (error) {
    if (error instanceof CairnError) throw error;
    throw refuse(name, `row ${row} cannot be read (${(error as Error).message})`, error);
  } finally {
    parser.destroy();
  }
}

/** Lines of a file, refused where one is too long to be a row. */
async function* linesOf(name: string, bytes: TableBytes): AsyncGenerator<string, void, void> {
  let rest = Buffer.alloc(0);
  for await (const chunk of chunksOf(bytes)) {
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      yield Buffer.concat([rest, chunk.subarray(from, end)]).toString('utf8');
      rest = Buffer.alloc(0);
      from = end + 1;
    }
    rest = Buffer.concat([rest, chunk.subarray(from)]);
    if (rest.length > MAX_LINE_BYTES) throw refuse(name, `a line is longer than ${MAX_LINE_BYTES} bytes`);
  }
  if (rest.length > 0) yield rest.toString('utf8');
}

function cellsOf(object: JsonObject, sink: RowSink): JsonValue[] {
  const cells: JsonValue[] = [];
  for (const [key, value] of Object.entries(object)) cells[sink.column(key)] = value;
  return Array.from(cells, (cell) => cell ?? null);
}

async function readJsonLines(name: string, bytes: TableBytes, sink: RowSink): Promise<void> {
  let row = 0;
  for await (const line of linesOf(name, bytes)) {
    if (line.trim() === '') continue;
    let value: unknown;
    try {
      value = JSON.parse(strictJson(line));
    } catch (error) {
      throw refuse(name, `line ${row + 1} is no JSON (${(error as Error).message})`, error);
    }
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) sink.row(cellsOf(value as JsonObject, sink));
    else {
      sink.problem('lines that are no objects were left empty', row);
      sink.row([]);
    }
    row += 1;
    if (row % 2000 === 0) await sink.pause();
  }
}

/** A value of a Parquet file as JSON. Whole numbers beyond 2^53 become text, so that no digit is lost; bytes are only named. */
function parquetCell(value: unknown): JsonValue {
  if (value === null || value === undefined) return null;
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return `(${value.length} bytes)`;
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return Array.from(value as Iterable<unknown>, parquetCell);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, parquetCell(each)]));
}

async function readParquet(name: string, bytes: TableBytes, sink: RowSink, files: ReadonlySet<string>): Promise<void> {
  const file = { byteLength: bytes.size, slice: async (start: number, end = bytes.size) => Uint8Array.prototype.slice.call(await bytes.read(start, end - start)).buffer };
  try {
    const metadata = await parquetMetadataAsync(file);
    const rows = Number(metadata.num_rows);
    if (rows > MAX_ROWS) throw refuse(name, `it has ${rows} rows, and ${MAX_ROWS} can be opened`);
    for (let start = 0; start < rows; start += PARQUET_ROWS) {
      for (const object of await parquetReadObjects({ file, metadata, rowStart: start, rowEnd: Math.min(rows, start + PARQUET_ROWS) })) {
        sink.row(cellsOf(Object.fromEntries(Object.entries(object).map(([key, value]) => [key, mediaCell(parquetCell(value), files)])), sink));
      }
      await sink.pause();
    }
  } catch (error) {
    if (error instanceof CairnError) throw error;
    throw refuse(name, `it is no Parquet file that can be read (${(error as Error).message})`, error);
  }
}

type Reader = (name: string, bytes: TableBytes, sink: RowSink, files: ReadonlySet<string>) => Promise<void>;

const READERS: readonly (readonly [ending: RegExp, read: Reader])[] = [
  [/\.table\.json$/i, readTableJson],
  [/\.[ct]sv$/i, readCsv],
  [/\.(?:jsonl|ndjson)$/i, readJsonLines],
  [/\.parquet$/i, readParquet],
];

/** What reads a file of this name as a table; undefined where nothing does. */
export function readerOf(path: string): Reader | undefined {
  return READERS.find(([ending]) => ending.test(path))?.[1];
}
