// Seals rows into a Parquet file: see FORMAT.md.
import { ByteWriter, ParquetWriter, schemaFromColumnData, type ColumnSource } from 'hyparquet-writer';
import type { JsonValue } from '../../../shared/contract/primitives.js';
import { numberIn, type HistoryRow } from '../domain/historyValues.js';
import { noteRow, type KeyStats } from './keyStats.js';

export type ColumnKind = 'number' | 'text' | 'json';
/** Column in the file, metric, kind. */
export type PartColumn = readonly [column: string, key: string, kind: ColumnKind];

export const META_KEY = 'cairn.history';
export const ROW_GROUP = 50_000;
const OWN = ['_row', '_step', '_time'];

export interface PartOf {
  readonly run: string;
  readonly writer: string;
  readonly from: number;
  readonly to: number;
}

export function kindOfValue(value: JsonValue): ColumnKind {
  if (numberIn(value) !== undefined) return 'number';
  return typeof value === 'string' ? 'text' : 'json';
}

/** Names the columns of metrics: the metric's own name for its first kind, `<name>@<kind>` for others. */
export function nameColumns(kinds: ReadonlyMap<string, ReadonlySet<ColumnKind>>): PartColumn[] {
  const taken = new Set(OWN);
  const named: PartColumn[] = [];
  const add = (wanted: string, key: string, kind: ColumnKind): void => {
    let name = wanted;
    while (taken.has(name)) name += '@';
    taken.add(name);
    named.push([name, key, kind]);
  };
  const keys = [...kinds.keys()].sort();
  const ordered = (key: string): ColumnKind[] => (['number', 'text', 'json'] as const).filter((kind) => kinds.get(key)?.has(kind));
  for (const key of keys) for (const [index, kind] of ordered(key).entries()) if (index === 0) add(key, key, kind);
  for (const key of keys) for (const [index, kind] of ordered(key).entries()) if (index > 0) add(`${key}@${kind}`, key, kind);
  return named;
}

/** A column of numbers: whole ones are packed by dictionary, others are written as they are, which reads fastest. */
export function numberColumn(name: string, data: readonly (number | null)[], nullable: boolean): ColumnSource {
  const whole = data.every((value) => value === null || Number.isInteger(value));
  const values = nullable ? [...data] : Float64Array.from(data as readonly number[]);
  return { name, data: values, type: 'DOUBLE', nullable, statistics: false, ...(whole ? {} : { encoding: 'PLAIN', codec: 'UNCOMPRESSED' }) };
}

const textColumn = (name: string, data: (string | null)[]): ColumnSource => ({ name, data, type: 'STRING', nullable: true });

/** The three columns that every part begins with. */
export function ownColumns(rows: readonly number[], steps: readonly (number | null)[], times: readonly number[]): ColumnSource[] {
  return [
    { name: '_row', data: BigInt64Array.from(rows, (row) => BigInt(row)), type: 'INT64', nullable: false, encoding: 'DELTA_BINARY_PACKED' },
    { ...numberColumn('_step', steps, true), statistics: true },
    { name: '_time', data: times.map((at) => new Date(at)), type: 'TIMESTAMP', nullable: false },
  ];
}

export function metaOf(part: PartOf, columns: readonly PartColumn[], keys: ReadonlyMap<string, KeyStats>): { key: string; value: string }[] {
  return [{ key: META_KEY, value: JSON.stringify({ version: 1, ...part, columns, keys: Object.fromEntries(keys) }) }];
}

/** Bytes of a part that holds these rows, in order of their place. */
export function encodePart(part: PartOf, rows: readonly HistoryRow[]): Uint8Array {
  const kinds = new Map<string, Set<ColumnKind>>();
  const keys = new Map<string, KeyStats>();
  for (const row of rows) {
    noteRow(keys, row);
    for (const [key, value] of Object.entries(row.values)) {
      const kind = kindOfValue(value);
      const known = kinds.get(key);
      if (known) known.add(kind);
      else kinds.set(key, new Set([kind]));
    }
  }
  const columns = nameColumns(kinds);
  const columnData = [
    ...ownColumns(
      rows.map((row) => row.row),
      rows.map((row) => row.step),
      rows.map((row) => row.at),
    ),
    ...columns.map(([name, key, kind]): ColumnSource => {
      const cells = rows.map((row) => {
        const value = row.values[key];
        return value === undefined || kindOfValue(value) !== kind ? null : value;
      });
      if (kind === 'number') {
        const numbers = cells.map((value) => (value === null ? null : (numberIn(value) ?? null)));
        return numberColumn(name, numbers, numbers.includes(null));
      }
      return textColumn(name, cells.map((value) => (value === null ? null : kind === 'text' ? String(value) : JSON.stringify(value))));
    }),
  ];
  const writer = new ByteWriter();
  const parquet = new ParquetWriter({ writer, schema: schemaFromColumnData({ columnData }), kvMetadata: metaOf(part, columns, keys), createdBy: 'cairn' });
  void parquet.write({ columnData, rowGroupSize: ROW_GROUP });
  void parquet.finish();
  return writer.getBytes();
}
