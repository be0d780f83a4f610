// Reads parts: what is in one, single columns, or whole rows. A file that is no part is refused, never guessed at.
import { parquetMetadataAsync, parquetRead, type AsyncBuffer, type DecodedArray, type FileMetaData } from 'hyparquet';
import { z } from 'zod';
import { CairnError } from '../../../shared/contract/errors.js';
import type { JsonObject, JsonValue } from '../../../shared/contract/primitives.js';
import { metricOf, type HistoryRow } from '../domain/historyValues.js';
import { KeyStats } from './keyStats.js';
import { META_KEY, type PartColumn } from './partWriter.js';

/** Parts of a file by place. Gives what there is: fewer bytes at the end. */
export interface PartBytes {
  readonly size: number;
  read(offset: number, length: number): Promise<Uint8Array>;
}

const Meta = z.object({
  version: z.literal(1),
  run: z.string(),
  writer: z.string(),
  from: z.number().int().nonnegative(),
  to: z.number().int().nonnegative(),
  columns: z.array(z.tuple([z.string(), z.string(), z.enum(['number', 'text', 'json'])])),
  keys: z.record(z.string(), KeyStats),
});

export interface PartInfo {
  readonly run: string;
  readonly writer: string;
  readonly from: number;
  readonly to: number;
  /** Rows in it. */
  readonly rows: number;
  readonly columns: readonly PartColumn[];
  readonly keys: ReadonlyMap<string, KeyStats>;
  readonly metadata: FileMetaData;
}

/** Rows that a part may hold, and the bytes of a footer: what a hostile file could otherwise ask for. */
const MAX_ROWS = 200_000_000;

export function asyncBuffer(bytes: PartBytes): AsyncBuffer {
  return {
    byteLength: bytes.size,
    async slice(start, end = bytes.size) {
      const part = await bytes.read(start, end - start);
      // A Buffer's own slice would share the pool it lies in.
      return Uint8Array.prototype.slice.call(part).buffer;
    },
  };
}

function malformed(why: string, cause?: unknown): CairnError {
  return new CairnError('malformed_file', `Reading a part of a run's history: ${why}.`, {}, { cause });
}

/** @throws CairnError malformed_file */
export async function readPartInfo(bytes: PartBytes): Promise<PartInfo> {
  let metadata: FileMetaData;
  try {
    metadata = await parquetMetadataAsync(asyncBuffer(bytes));
  } catch (error) {
    throw malformed('it is no Parquet file', error);
  }
  const text = metadata.key_value_metadata?.find((pair) => pair.key === META_KEY)?.value;
  let value: unknown;
  try {
    value = JSON.parse(text ?? '');
  } catch (error) {
    throw malformed('it does not say what its columns are', error);
  }
  const meta = Meta.safeParse(value);
  if (!meta.success) throw malformed('what it says of its columns is not in form', meta.error);
  const rows = Number(metadata.num_rows);
  if (rows > MAX_ROWS || rows > meta.data.to - meta.data.from) throw malformed(`it says it holds ${rows} rows`);
  const { run, writer, from, to, columns, keys } = meta.data;
  return { run, writer, from, to, rows, columns, keys: new Map(Object.entries(keys)), metadata };
}

const PARSERS = { timestampFromMilliseconds: (millis: bigint): number => Number(millis) };

/** Whole columns, by name, in order of the rows in the file. Numbers and text; null where a row has none. */
export async function readColumns(bytes: PartBytes, info: PartInfo, columns: readonly string[], range?: { readonly start: number; readonly end: number }): Promise<Map<string, DecodedArray[]>> {
  const found = new Map<string, { at: number; data: DecodedArray }[]>();
  try {
    await parquetRead({
      file: asyncBuffer(bytes),
      metadata: info.metadata,
      columns: [...columns],
      parsers: PARSERS,
      ...(range ? { rowStart: range.start, rowEnd: range.end } : {}),
      onChunk: ({ columnName, columnData, rowStart }) => {
        const list = found.get(columnName);
        if (list) list.push({ at: rowStart, data: columnData });
        else found.set(columnName, [{ at: rowStart, data: columnData }]);
      },
    });
  } catch (error) {
    throw malformed('its columns cannot be read', error);
  }
  return new Map([...found].map(([name, chunks]) => [name, chunks.sort((a, b) => a.at - b.at).map((chunk) => chunk.data)]));
}

/** Numbers of a column: NaN for NaN, `absent` where the row has no value. */
export function numbersIn(chunks: readonly DecodedArray[] | undefined, rows: number, absent: (index: number) => void): Float64Array {
  const values = new Float64Array(rows);
  let at = 0;
  for (const chunk of chunks ?? []) {
    if (chunk instanceof Float64Array) {
      values.set(chunk.subarray(0, rows - at), at);
      at += chunk.length;
      continue;
    }
    for (const value of chunk as Iterable<unknown>) {
      if (at >= rows) break;
      if (value === null || value === undefined) absent(at);
      else values[at] = Number(value);
      at += 1;
    }
  }
  for (; at < rows; at += 1) absent(at);
  return values;
}

/** Values of a column in the order of the rows, undefined where there is none. */
export function valuesIn(chunks: readonly DecodedArray[] | undefined, rows: number): unknown[] {
  const values: unknown[] = [];
  for (const chunk of chunks ?? []) for (const value of chunk as Iterable<unknown>) values.push(value ?? undefined);
  values.length = rows;
  return values;
}

function jsonIn(text: unknown): JsonValue {
  try {
    return JSON.parse(String(text)) as JsonValue;
  } catch {
    return String(text);
  }
}

/** The rows [start, end) of the file as they were logged. */
export async function readRows(bytes: PartBytes, info: PartInfo, start = 0, end = info.rows): Promise<HistoryRow[]> {
  const range = { start, end: Math.min(end, info.rows) };
  const length = Math.max(0, range.end - range.start);
  if (length === 0) return [];
  const read = await readColumns(bytes, info, ['_row', '_step', '_time', ...info.columns.map(([column]) => column)], range);
  const first = firstRowRead(info, range.start);
  const cells = new Map([...read].map(([name, chunks]) => [name, valuesIn(chunks, chunks.reduce((sum, chunk) => sum + chunk.length, 0)).slice(range.start - first, range.end - first)]));
  return Array.from({ length }, (_, index): HistoryRow => {
    const values: JsonObject = {};
    for (const [column, key, kind] of info.columns) {
      const value = cells.get(column)?.[index];
      if (value === undefined) continue;
      values[key] = kind === 'number' ? metricOf(Number(value)) : kind === 'text' ? String(value) : jsonIn(value);
    }
    const step = cells.get('_step')?.[index];
    return { row: Number(cells.get('_row')?.[index]), step: step === undefined ? null : Number(step), at: Number(cells.get('_time')?.[index]), values };
  });
}

/** Chunks come whole: the first row of the row group that a place lies in. */
function firstRowRead(info: PartInfo, start: number): number {
  let first = 0;
  for (const group of info.metadata.row_groups) {
    const next = first + Number(group.num_rows);
    if (start < next) return first;
    first = next;
  }
  return first;
}
