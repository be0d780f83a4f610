// Two tables of predictions joined on an id: what flipped, sliced, with the examples behind every count.
import Database from 'libsql';
import { CairnError } from '../../../shared/contract/errors.js';
import type { JsonValue } from '../../../shared/contract/primitives.js';
import type { Outcome, OutcomeCounts, TableRow } from '../../../shared/contract/tables.js';
import type { TableMeta } from './build.js';
import { cellOf, labelSql, placeOf, valueSql } from './sql.js';

export interface PairColumns {
  readonly id: string;
  readonly truth: string;
  readonly prediction: string;
}

export interface OpenPair {
  readonly db: Database.Database;
  readonly left: TableMeta;
  readonly right: TableMeta;
}

type Side = 'left' | 'right';
type Row = Record<string, unknown>;

const has = (meta: TableMeta, column: string): boolean => meta.columns.some((each) => each.name === column);

/** SQL of the truth on a side; where a side has no such column, the other's counts for both. */
function truthOf(left: TableMeta, right: TableMeta, column: string, side: Side): string {
  const [own, other] = side === 'left' ? [left, right] : [right, left];
  const of = side === 'left' ? 'l' : 'r';
  if (has(own, column)) return labelSql(own, column, of);
  if (has(other, column)) return labelSql(other, column, side === 'left' ? 'r' : 'l');
  throw new CairnError('invalid_input', `Neither table has a column "${column}" for the truth.`, { column });
}

/**
 * Joins two indexes. The join is kept in memory under the connection: (id, place left, place right, outcome), once for each id of
 * either side. An id that comes again on its side is left out and counted.
 */
export function openPair(leftFile: string, left: TableMeta, rightFile: string, right: TableMeta, { id, truth, prediction }: PairColumns): OpenPair {
  const db = new Database(':memory:');
  try {
    db.prepare('ATTACH ? AS lefts').run(leftFile);
    db.prepare('ATTACH ? AS rights').run(rightFile);
    db.exec(`
      CREATE TEMP TABLE li(id TEXT PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID;
      CREATE TEMP TABLE ri(id TEXT PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID;
      INSERT OR IGNORE INTO li SELECT k, n FROM (SELECT ${labelSql(left, id, 'l')} AS k, l.n FROM lefts.t l) WHERE k IS NOT NULL ORDER BY k, n;
      INSERT OR IGNORE INTO ri SELECT k, n FROM (SELECT ${labelSql(right, id, 'r')} AS k, r.n FROM rights.t r) WHERE k IS NOT NULL ORDER BY k, n;
      CREATE TEMP TABLE j(id TEXT NOT NULL, l INTEGER, r INTEGER, outcome TEXT NOT NULL);
      INSERT INTO j SELECT id, ln, rn, CASE
        WHEN a IS NULL OR b IS NULL THEN 'unknown' WHEN a AND b THEN 'rightRight' WHEN a THEN 'rightWrong' WHEN b THEN 'wrongRight' ELSE 'wrongWrong' END
        FROM (SELECT li.id AS id, li.n AS ln, ri.n AS rn, (${labelSql(left, prediction, 'l')}) = (${truthOf(left, right, truth, 'left')}) AS a, (${labelSql(right, prediction, 'r')}) = (${truthOf(left, right, truth, 'right')}) AS b
              FROM li JOIN ri ON ri.id = li.id JOIN lefts.t l ON l.n = li.n JOIN rights.t r ON r.n = ri.n);
      INSERT INTO j SELECT li.id, li.n, NULL, 'onlyLeft' FROM li WHERE NOT EXISTS (SELECT 1 FROM ri WHERE ri.id = li.id);
      INSERT INTO j SELECT ri.id, NULL, ri.n, 'onlyRight' FROM ri WHERE NOT EXISTS (SELECT 1 FROM li WHERE li.id = ri.id);
      CREATE INDEX temp.j_outcome ON j(outcome, l, r);
    `);
    return { db, left, right };
  } catch (error) {
    db.close();
    throw error;
  }
}

const NONE: OutcomeCounts = { rightRight: 0, rightWrong: 0, wrongRight: 0, wrongWrong: 0, unknown: 0 };

export interface PairTotals {
  readonly joined: number;
  readonly onlyLeft: number;
  readonly onlyRight: number;
  readonly repeated: { left: number; right: number };
  readonly outcomes: OutcomeCounts;
  readonly accuracy: { left: number | null; right: number | null };
}

export function pairTotals({ db, left, right }: OpenPair): PairTotals {
  const counts = new Map((db.prepare('SELECT outcome, count(*) AS n FROM j GROUP BY outcome').all() as { outcome: string; n: number }[]).map((row) => [row.outcome, Number(row.n)]));
  const of = (outcome: string): number => counts.get(outcome) ?? 0;
  const outcomes: OutcomeCounts = { rightRight: of('rightRight'), rightWrong: of('rightWrong'), wrongRight: of('wrongRight'), wrongWrong: of('wrongWrong'), unknown: of('unknown') };
  const known = outcomes.rightRight + outcomes.rightWrong + outcomes.wrongRight + outcomes.wrongWrong;
  const joined = known + outcomes.unknown;
  return {
    joined,
    onlyLeft: of('onlyLeft'),
    onlyRight: of('onlyRight'),
    repeated: { left: left.rows - joined - of('onlyLeft'), right: right.rows - joined - of('onlyRight') },
    outcomes,
    accuracy: { left: known === 0 ? null : (outcomes.rightRight + outcomes.rightWrong) / known, right: known === 0 ? null : (outcomes.rightRight + outcomes.wrongRight) / known },
  };
}

/** The column that slices, on its side. */
function sliceSql({ left, right }: OpenPair, by: string, side: Side): { readonly sql: string; readonly meta: TableMeta } {
  return side === 'left' ? { sql: valueSql(left, by, 'l'), meta: left } : { sql: valueSql(right, by, 'r'), meta: right };
}

const SLICES = 1000;
const JOIN = 'FROM j LEFT JOIN lefts.t l ON l.n = j.l LEFT JOIN rights.t r ON r.n = j.r';

export function pairSlices(pair: OpenPair, by: string, side: Side): { slices: { value: JsonValue; rows: number; outcomes: OutcomeCounts }[]; total: number } {
  const { sql, meta } = sliceSql(pair, by, side);
  const rows = pair.db.prepare(`SELECT ${sql} AS value, j.outcome, count(*) AS n ${JOIN} WHERE j.l IS NOT NULL AND j.r IS NOT NULL GROUP BY 1, 2`).all() as { value: unknown; outcome: Outcome; n: number }[];
  const slices = new Map<unknown, { rows: number; outcomes: OutcomeCounts }>();
  for (const { value, outcome, n } of rows) {
    const slice = slices.get(value) ?? { rows: 0, outcomes: { ...NONE } };
    slice.rows += Number(n);
    slice.outcomes[outcome] += Number(n);
    slices.set(value, slice);
  }
  const flips = ({ outcomes }: { outcomes: OutcomeCounts }): number => outcomes.rightWrong + outcomes.wrongRight;
  const place = placeOf(meta, by);
  const sorted = [...slices].sort((a, b) => flips(b[1]) - flips(a[1]) || b[1].rows - a[1].rows);
  return { slices: sorted.slice(0, SLICES).map(([value, slice]) => ({ value: cellOf(meta, place, value), ...slice })), total: slices.size };
}

export interface ExampleQuery {
  readonly of: Outcome | 'onlyLeft' | 'onlyRight';
  readonly slice?: { readonly by: string; readonly side: Side; readonly value: JsonValue } | undefined;
  readonly offset: number;
  readonly limit: number;
}

function rowOf(meta: TableMeta, prefix: 'l' | 'r', row: Row): TableRow | null {
  const n = row[`${prefix}n`];
  return n === null || n === undefined ? null : { row: Number(n), cells: meta.columns.map((_, place) => cellOf(meta, place, row[`${prefix}c${place}`])) };
}

export function pairExamples(pair: OpenPair, { of, slice, offset, limit }: ExampleQuery): { rows: { id: JsonValue; left: TableRow | null; right: TableRow | null }[]; total: number } {
  const sliced = slice && sliceSql(pair, slice.by, slice.side);
  const value = slice && (typeof slice.value === 'boolean' ? Number(slice.value) : typeof slice.value === 'object' && slice.value !== null ? JSON.stringify(slice.value) : slice.value);
  const where = `WHERE j.outcome = ?${sliced ? ` AND ${sliced.sql} IS ?` : ''}`;
  const params = [of, ...(sliced ? [value] : [])];
  const cells = (meta: TableMeta, side: 'l' | 'r'): string => meta.columns.map((_, place) => `, ${side}.c${place} AS ${side}c${place}`).join('');
  const rows = pair.db.prepare(`SELECT j.id, j.l AS ln, j.r AS rn${cells(pair.left, 'l')}${cells(pair.right, 'r')} ${JOIN} ${where} ORDER BY coalesce(j.l, j.r) LIMIT ? OFFSET ?`).all(...params, limit, offset) as Row[];
  const total = pair.db.prepare(`SELECT count(*) AS n ${JOIN} ${where}`).get(...params) as { n: number };
  return { rows: rows.map((row) => ({ id: String(row['id']), left: rowOf(pair.left, 'l', row), right: rowOf(pair.right, 'r', row) })), total: Number(total.n) };
}
