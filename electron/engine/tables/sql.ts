// The SQL of filters, orders and values over a table's index. Cell text never becomes SQL; columns are c0, c1, ...
import { CairnError } from '../../../shared/contract/errors.js';
import type { JsonValue } from '../../../shared/contract/primitives.js';
import type { TableFilter, TableSort } from '../../../shared/contract/tables.js';
import type { TableMeta } from './build.js';

export type SqlValue = string | number | null;
export interface Sql {
  readonly text: string;
  readonly params: readonly SqlValue[];
}

/** Place of a column. @throws CairnError invalid_input */
export function placeOf(meta: TableMeta, column: string): number {
  const place = meta.columns.findIndex((each) => each.name === column);
  if (place < 0) throw new CairnError('invalid_input', `The table has no column "${column}". It has ${meta.columns.slice(0, 30).map((each) => each.name).join(', ')}.`, { column });
  return place;
}

/** What a cell counts as: of a class its label, of media its path, else itself. */
export function valueSql(meta: TableMeta, column: string, of = 't'): string {
  const place = placeOf(meta, column);
  const cell = `${of}.c${place}`;
  switch (meta.columns[place]?.type) {
    case 'class':
      return `json_extract(${cell}, '$.label')`;
    case 'image':
    case 'audio':
    case 'html':
      return `json_extract(${cell}, '$.path')`;
    default:
      return cell;
  }
}

/** A cell as text that is equal wherever people would call it so: 7, 7.0 and "7" are one label. */
export function labelSql(meta: TableMeta, column: string, of = 't'): string {
  const value = valueSql(meta, column, of);
  const words = meta.columns[placeOf(meta, column)]?.type === 'bool' ? `CASE ${value} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END` : undefined;
  return words ?? `CASE typeof(${value}) WHEN 'real' THEN (CASE WHEN ${value} = CAST(${value} AS INTEGER) THEN CAST(CAST(${value} AS INTEGER) AS TEXT) ELSE CAST(${value} AS TEXT) END) WHEN 'null' THEN NULL ELSE CAST(${value} AS TEXT) END`;
}

function param(value: JsonValue | undefined): SqlValue {
  if (typeof value === 'number' || typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  return value === undefined || value === null ? null : JSON.stringify(value);
}

/** A string without what would make a LIKE or a case difference. */
const lower = (text: string): string => text.toLowerCase();

function filterSql(meta: TableMeta, { column, op, value }: TableFilter, of: string): Sql {
  const cell = valueSql(meta, column, of);
  const given = param(value);
  switch (op) {
    case 'present':
      return { text: `${cell} IS NOT NULL`, params: [] };
    case 'absent':
      return { text: `${cell} IS NULL`, params: [] };
    case 'contains':
      return { text: `instr(lower(CAST(${cell} AS TEXT)), ?) > 0`, params: [lower(String(given ?? ''))] };
    case 'in': {
      const list = Array.isArray(value) ? value.map(param) : [given];
      return { text: `${cell} IN (SELECT value FROM json_each(?))`, params: [JSON.stringify(list)] };
    }
    case '=':
      return { text: `${cell} IS ?`, params: [given] };
    case '!=':
      return { text: `${cell} IS NOT ?`, params: [given] };
    case '<':
    case '<=':
    case '>':
    case '>=':
      return { text: `(typeof(${cell}) = 'text') = (typeof(?) = 'text') AND ${cell} ${op} ?`, params: [given, given] };
  }
}

/** Conditions of a selection; `query` is looked for in the text of every column. */
export function whereSql(meta: TableMeta, filters: readonly TableFilter[], query: string, of = 't'): Sql {
  const parts = filters.map((filter) => filterSql(meta, filter, of));
  const sought = lower(query.trim());
  if (sought !== '' && meta.columns.length > 0) {
    parts.push({ text: `(${meta.columns.map((_, index) => `instr(lower(CAST(${of}.c${index} AS TEXT)), ?) > 0`).join(' OR ')})`, params: meta.columns.map(() => sought) });
  }
  return { text: parts.length === 0 ? 'TRUE' : parts.map((part) => `(${part.text})`).join(' AND '), params: parts.flatMap((part) => part.params) };
}

/** An order: numbers before text, none last, rows of equal cells as they stand in the file. */
export function orderSql(meta: TableMeta, sort: readonly TableSort[], of = 't'): string {
  const orders = sort.map(({ column, direction }) => {
    const cell = valueSql(meta, column, of);
    return direction === 'asc' ? `${cell} ASC NULLS LAST` : `${cell} DESC NULLS LAST`;
  });
  return [...orders, `${of}.n`].join(', ');
}

/** A cell as it was: objects parsed, booleans told from numbers. */
export function cellOf(meta: TableMeta, place: number, value: unknown): JsonValue {
  if (value === null || value === undefined) return null;
  const type = meta.columns[place]?.type;
  if (type === 'bool') return value === 1;
  if (typeof value === 'string') return type !== 'text' && type !== 'number' && /^[[{]/.test(value) ? parsed(value) : value;
  return typeof value === 'number' ? value : typeof value === 'bigint' ? Number(value) : null;
}

function parsed(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return text;
  }
}
