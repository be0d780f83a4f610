// One opened table: pages, columns, groups, confusion and curves, each from its index.
import type Database from 'libsql';
import type { JsonValue } from '../../../shared/contract/primitives.js';
import type { TableFilter, TableRow, TableSort } from '../../../shared/contract/tables.js';
import type { TableMeta } from './build.js';
import { cellOf, labelSql, orderSql, placeOf, valueSql, whereSql } from './sql.js';

export interface OpenTable {
  readonly db: Database.Database;
  readonly meta: TableMeta;
}

export interface Selection {
  readonly filters: readonly TableFilter[];
  readonly query: string;
}

type Row = Record<string, unknown>;

const all = (db: Database.Database, sql: string, params: readonly unknown[]): Row[] => db.prepare(sql).all(...params) as Row[];
const one = (db: Database.Database, sql: string, params: readonly unknown[]): Row => (db.prepare(sql).get(...params) as Row | undefined) ?? {};

/** Selected rows; the count of a whole table is known. */
function countOf({ db, meta }: OpenTable, { filters, query }: Selection): number {
  if (filters.length === 0 && query.trim() === '') return meta.rows;
  const where = whereSql(meta, filters, query);
  return Number(one(db, `SELECT count(*) AS n FROM t WHERE ${where.text}`, where.params)['n']);
}

/** Sorting a large table by a column is quick once it has an index; it is made when first asked for. */
function indexFor({ db, meta }: OpenTable, sort: readonly TableSort[]): void {
  const [first] = sort;
  if (!first || meta.rows < 20_000) return;
  const place = placeOf(meta, first.column);
  if (valueSql(meta, first.column) !== `t.c${place}`) return;
  db.exec(`CREATE INDEX IF NOT EXISTS s${place} ON t(c${place}, n)`);
}

export function tablePage(table: OpenTable, selection: Selection, sort: readonly TableSort[], columns: readonly string[] | undefined, offset: number, limit: number): { rows: TableRow[]; total: number } {
  const { db, meta } = table;
  const places = columns ? columns.map((column) => placeOf(meta, column)) : meta.columns.map((_, index) => index);
  const where = whereSql(meta, selection.filters, selection.query);
  indexFor(table, sort);
  const plain = sort.length === 0 && where.text === 'TRUE';
  const rows = plain
    ? all(db, 'SELECT * FROM t WHERE n >= ? ORDER BY n LIMIT ?', [offset, limit])
    : all(db, `SELECT t.* FROM (SELECT n FROM t WHERE ${where.text} ORDER BY ${orderSql(meta, sort)} LIMIT ? OFFSET ?) p JOIN t ON t.n = p.n ORDER BY ${orderSql(meta, sort)}`, [...where.params, limit, offset]);
  return { rows: rows.map((row) => ({ row: Number(row['n']), cells: places.map((place) => cellOf(meta, place, row[`c${place}`])) })), total: countOf(table, selection) };
}

const BINS = 30;
const COMMON = 50;

export interface ColumnStats {
  readonly count: number;
  readonly nulls: number;
  readonly distinct: number;
  readonly numbers: { count: number; mean: number | null; min: number | null; max: number | null; deviation: number | null; histogram: { from: number; to: number; count: number }[] } | null;
  readonly common: { value: JsonValue; count: number }[];
}

const numberOrNull = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null);

function numbersOf({ db, meta }: OpenTable, column: string, where: { text: string; params: readonly unknown[] }): ColumnStats['numbers'] {
  const cell = valueSql(meta, column);
  const numeric = `FROM t WHERE ${where.text} AND typeof(${cell}) IN ('integer', 'real')`;
  const totals = one(db, `SELECT count(*) AS n, avg(${cell}) AS mean, min(${cell}) AS low, max(${cell}) AS high ${numeric}`, where.params);
  const count = Number(totals['n'] ?? 0);
  if (count === 0) return null;
  const [mean, min, max] = [numberOrNull(totals['mean']), numberOrNull(totals['low']), numberOrNull(totals['high'])];
  const spread = one(db, `SELECT avg((${cell} - ?) * (${cell} - ?)) AS variance ${numeric}`, [mean, mean, ...where.params]);
  const width = min === null || max === null ? 0 : (max - min) / BINS;
  const bins = width > 0 && Number.isFinite(width) ? all(db, `SELECT min(CAST((${cell} - ?) / ? AS INTEGER), ${BINS - 1}) AS bin, count(*) AS n ${numeric} GROUP BY 1 ORDER BY 1`, [min, width, ...where.params]) : [];
  const low = min ?? 0;
  const histogram = bins.length === 0 ? [{ from: low, to: max ?? low, count }] : Array.from({ length: BINS }, (_, bin) => ({ from: low + bin * width, to: low + (bin + 1) * width, count: Number(bins.find((each) => each['bin'] === bin)?.['n'] ?? 0) }));
  const variance = numberOrNull(spread['variance']);
  return { count, mean, min, max, deviation: variance === null ? null : Math.sqrt(variance), histogram };
}

export function columnStats(table: OpenTable, selection: Selection, column: string): ColumnStats {
  const { db, meta } = table;
  const where = whereSql(meta, selection.filters, selection.query);
  const cell = valueSql(meta, column);
  const place = placeOf(meta, column);
  const totals = one(db, `SELECT count(*) AS n, count(${cell}) AS filled, count(DISTINCT ${cell}) AS several FROM t WHERE ${where.text}`, where.params);
  const count = Number(totals['n'] ?? 0);
  const isNumber = ['number', 'mixed'].includes(meta.columns[place]?.type ?? '');
  const common = all(db, `SELECT ${cell} AS value, count(*) AS n FROM t WHERE ${where.text} AND ${cell} IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ${COMMON}`, where.params);
  return {
    count,
    nulls: count - Number(totals['filled'] ?? 0),
    distinct: Number(totals['several'] ?? 0),
    numbers: isNumber ? numbersOf(table, column, where) : null,
    common: common.map((row) => ({ value: cellOf(meta, place, row['value']), count: Number(row['n']) })),
  };
}

const GROUPS = 1000;

export function groupRows({ db, meta }: OpenTable, { filters, query }: Selection, by: string, columns: readonly string[]): { groups: { value: JsonValue; rows: number; stats: { count: number; mean: number | null; min: number | null; max: number | null }[] }[]; total: number } {
  const where = whereSql(meta, filters, query);
  const key = valueSql(meta, by);
  const stats = columns.map((column, index) => {
    const cell = valueSql(meta, column);
    const number = `CASE WHEN typeof(${cell}) IN ('integer', 'real') THEN ${cell} END`;
    return `, count(${number}) AS k${index}, avg(${number}) AS m${index}, min(${number}) AS l${index}, max(${number}) AS h${index}`;
  });
  const rows = all(db, `SELECT ${key} AS value, count(*) AS rows${stats.join('')} FROM t WHERE ${where.text} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ${GROUPS}`, where.params);
  const total = Number(one(db, `SELECT count(*) AS n FROM (SELECT 1 FROM t WHERE ${where.text} GROUP BY ${key})`, where.params)['n']);
  const place = placeOf(meta, by);
  return {
    total,
    groups: rows.map((row) => ({
      value: cellOf(meta, place, row['value']),
      rows: Number(row['rows']),
      stats: columns.map((_, index) => ({ count: Number(row[`k${index}`]), mean: numberOrNull(row[`m${index}`]), min: numberOrNull(row[`l${index}`]), max: numberOrNull(row[`h${index}`]) })),
    })),
  };
}

const LABELS = 200;

export function confusion({ db, meta }: OpenTable, { filters, query }: Selection, truth: string, prediction: string): { labels: string[]; cells: { truth: string; prediction: string; count: number }[]; right: number; total: number; leftOut: number } {
  const where = whereSql(meta, filters, query);
  const pairs = all(db, `SELECT ${labelSql(meta, truth)} AS truth, ${labelSql(meta, prediction)} AS prediction, count(*) AS n FROM t WHERE ${where.text} GROUP BY 1, 2`, where.params).map((row) => ({ truth: row['truth'], prediction: row['prediction'], count: Number(row['n']) }));
  const known = pairs.filter((pair): pair is { truth: string; prediction: string; count: number } => typeof pair.truth === 'string' && typeof pair.prediction === 'string');
  const counts = new Map<string, number>();
  for (const pair of known) for (const label of [pair.truth, pair.prediction]) counts.set(label, (counts.get(label) ?? 0) + pair.count);
  const commonest = [...counts].sort((a, b) => b[1] - a[1]).slice(0, LABELS).map(([label]) => label);
  const labels = commonest.sort((a, b) => (Number.isFinite(Number(a)) && Number.isFinite(Number(b)) ? Number(a) - Number(b) : a < b ? -1 : 1));
  const shown = new Set(labels);
  const total = known.reduce((sum, pair) => sum + pair.count, 0);
  return {
    labels,
    cells: known.filter((pair) => shown.has(pair.truth) && shown.has(pair.prediction)),
    right: known.reduce((sum, pair) => sum + (pair.truth === pair.prediction ? pair.count : 0), 0),
    total,
    leftOut: pairs.reduce((sum, pair) => sum + pair.count, 0) - total,
  };
}
