// The table of runs: which columns there are, a window of rows in an order, groups. SQLite sorts; only the window is read.
import { CairnError } from '../../../../shared/contract/errors.js';
import type { RunColumn, RunFilter, RunSelection, RunTableRow } from '../../../../shared/contract/runs.js';
import type { JsonObject, JsonValue } from '../../../../shared/contract/primitives.js';
import type { Db, SqlValue } from '../database.js';
import { asciiLower } from './asciiLower.js';

/** Fields of the run itself: label, SQL, kind. */
const FIELDS: Readonly<Record<string, readonly [label: string, sql: string, kind: 'number' | 'text']>> = {
  name: ['Name', 'r.name', 'text'],
  key: ['Key', 'r.key', 'text'],
  state: ['State', 'r.state', 'text'],
  jobType: ['Job type', "nullif(r.job_type, '')", 'text'],
  project: ['Project', '(SELECT p.name FROM projects p WHERE p.id = r.project)', 'text'],
  group: ['Group', "nullif(r.run_group, '')", 'text'],
  actor: ['By', "json_extract(r.actor, '$.name')", 'text'],
  started: ['Started', 'r.started', 'number'],
  finished: ['Finished', 'r.finished', 'number'],
  duration: ['Duration', 'r.finished - r.started', 'number'],
  tags: ['Tags', "(SELECT group_concat(t.tag, ', ') FROM (SELECT tag FROM tags WHERE subject = 'run:' || r.id ORDER BY tag) t)", 'text'],
};

/** `constructor` and the like are no fields. */
const fieldOf = (column: string): (typeof FIELDS)[string] | undefined => (Object.hasOwn(FIELDS, column) ? FIELDS[column] : undefined);

const FROM = 'FROM runs r LEFT JOIN run_live l ON l.run = r.id';
const SUMMARY = "CASE WHEN l.summary IS NULL OR l.summary = '{}' THEN r.summary ELSE json_patch(r.summary, l.summary) END";

interface Sql {
  readonly text: string;
  readonly params: readonly SqlValue[];
}

/** The SQL of a column's value. JSON text for lists and objects. */
function columnSql(column: string): Sql {
  const field = fieldOf(column);
  if (field) return { text: `(${field[1]})`, params: [] };
  const match = /^(config|summary)\.(.+)$/s.exec(column);
  if (!match) throw new CairnError('invalid_input', `The table of runs has no column "${column}". Columns are ${Object.keys(FIELDS).join(', ')}, config.NAME and summary.NAME.`, { column });
  const key = match[2] ?? '';
  const among = (source: string): Sql =>
    /["\\]/.test(key) ? { text: `(SELECT value FROM json_each(${source}) WHERE key = ? LIMIT 1)`, params: [key] } : { text: `json_extract(${source}, ?)`, params: [`$."${key}"`] };
  if (match[1] === 'config') return among('r.config');
  const live = among('l.summary');
  const kept = among('r.summary');
  return { text: `coalesce(${live.text}, ${kept.text})`, params: [...live.params, ...kept.params] };
}

function textOf(value: JsonValue | undefined): SqlValue {
  if (typeof value === 'number' || typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  return value === undefined || value === null ? null : JSON.stringify(value);
}

function filterSql({ column, op, value }: RunFilter): Sql {
  const { text, params } = columnSql(column);
  const against = textOf(value);
  switch (op) {
    case 'present':
      return { text: `${text} IS NOT NULL`, params };
    case 'absent':
      return { text: `${text} IS NULL`, params };
    case 'contains':
      return { text: `instr(lower(CAST(${text} AS TEXT)), ?) > 0`, params: [...params, asciiLower(String(against ?? ''))] };
    case '=':
      return { text: `${text} IS ?`, params: [...params, against] };
    case '!=':
      return { text: `${text} IS NOT ?`, params: [...params, against] };
    case '<':
    case '<=':
    case '>':
    case '>=':
      // Numbers are compared with numbers alone, text with text.
      return { text: `(typeof(${text}) = 'text') = (typeof(?) = 'text') AND ${text} ${op} ?`, params: [...params, against, ...params, against] };
  }
}

function where(project: string | null, { query, filters, oneShot }: RunSelection): Sql {
  const parts: Sql[] = [{ text: 'r.deleted = 0', params: [] }];
  if (!oneShot) parts.push({ text: 'r.one_shot = 0', params: [] });
  if (project !== null) parts.push({ text: 'r.project = ?', params: [project] });
  const sought = asciiLower(query.trim());
  if (sought !== '') parts.push({ text: '(instr(lower(r.name), ?) > 0 OR instr(lower(r.key), ?) > 0)', params: [sought, sought] });
  parts.push(...filters.map(filterSql));
  return { text: parts.map((part) => part.text).join(' AND '), params: parts.flatMap((part) => part.params) };
}

function countOf(db: Db, selected: Sql): number {
  return db.get<{ n: number }>(`SELECT count(*) AS n ${FROM} WHERE ${selected.text}`, ...selected.params)?.n ?? 0;
}

function kindOf({ n, numbers, texts }: { readonly n: number; readonly numbers: number; readonly texts: number }): RunColumn['kind'] {
  if (numbers === n) return 'number';
  if (texts === n) return 'text';
  return numbers + texts === 0 ? 'json' : 'mixed';
}

export function runColumns(db: Db, project: string | null, selection: RunSelection): { columns: RunColumn[]; runs: number } {
  const selected = where(project, selection);
  const runs = countOf(db, selected);
  const fields = Object.entries(FIELDS).map(([id, [label, sql, kind]]): RunColumn => {
    const count = db.get<{ n: number }>(`SELECT count(*) AS n ${FROM} WHERE ${selected.text} AND (${sql}) IS NOT NULL`, ...selected.params)?.n ?? 0;
    return { id, group: 'run', label, kind, count };
  });
  const among = (group: 'config' | 'summary', source: string): RunColumn[] =>
    db
      .all<{ key: string; n: number; numbers: number; texts: number }>(
        `SELECT j.key AS key, count(*) AS n, sum(j.type IN ('integer', 'real') OR j.value IN ('NaN', 'Infinity', '-Infinity')) AS numbers, sum(j.type = 'text' AND j.value NOT IN ('NaN', 'Infinity', '-Infinity')) AS texts
         ${FROM}, json_each(${source}) j WHERE ${selected.text} AND j.type <> 'null' GROUP BY j.key ORDER BY j.key`,
        ...selected.params,
      )
      .map((row) => ({ id: `${group}.${row.key}`, group, label: row.key, kind: kindOf(row), count: row.n }));
  return { columns: [...fields.filter((field) => field.count > 0), ...among('config', 'r.config'), ...among('summary', SUMMARY)], runs };
}

/** A value as SQLite gave it. */
function jsonOf(value: SqlValue | undefined): JsonValue {
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}

interface PageRow {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly state: RunTableRow['state'];
  readonly started: number;
  readonly timeless: number;
  readonly config: string;
  readonly summary: string;
  readonly live: string | null;
}

export function runTable(db: Db, project: string | null, selection: RunSelection, columns: readonly string[], sort: readonly { readonly column: string; readonly direction: 'asc' | 'desc' }[], offset: number, limit: number): { rows: RunTableRow[]; total: number } {
  const selected = where(project, selection);
  const order = sort.map(({ column, direction }): Sql => {
    const { text, params } = columnSql(column);
    return { text: `${text} IS NULL, typeof(${text}) = 'text', ${text} COLLATE NOCASE ${direction === 'asc' ? 'ASC' : 'DESC'}`, params: [...params, ...params, ...params] };
  });
  // Fields are read by SQLite; config and summary are parsed once a row, however many of their keys are asked for.
  const fields = [...new Set(columns.filter((column) => fieldOf(column)))];
  for (const column of columns) columnSql(column);
  const rows = db.all<PageRow & Record<string, SqlValue>>(
    `SELECT r.id, r.key, r.name, r.state, r.started, r.timeless, r.config, r.summary, l.summary AS live${fields.map((field, index) => `, (${fieldOf(field)?.[1] ?? 'NULL'}) AS f${index}`).join('')}
     ${FROM} WHERE ${selected.text} ORDER BY ${[...order.map((each) => each.text), 'r.weight DESC, r.id'].join(', ')} LIMIT ? OFFSET ?`,
    ...selected.params, ...order.flatMap((each) => each.params), limit, offset,
  );
  return {
    total: countOf(db, selected),
    rows: rows.map((row) => {
      const config = JSON.parse(row.config) as JsonObject;
      const summary = { ...(JSON.parse(row.summary) as JsonObject), ...(row.live === null ? {} : (JSON.parse(row.live) as JsonObject)) };
      const cell = (column: string): JsonValue => {
        const field = fields.indexOf(column);
        if (field >= 0) return jsonOf(row[`f${field}`]);
        return (column.startsWith('config.') ? config[column.slice('config.'.length)] : summary[column.slice('summary.'.length)]) ?? null;
      };
      return { id: row.id, key: row.key, name: row.name, state: row.state, started: row.started, timeless: row.timeless === 1, cells: columns.map(cell) };
    }),
  };
}

type Stats = { count: number; mean: number | null; min: number | null; max: number | null };

export function runGroups(db: Db, project: string | null, selection: RunSelection, by: string, columns: readonly string[]): { groups: { value: JsonValue; runs: number; stats: Stats[] }[]; total: number } {
  const selected = where(project, selection);
  const key = columnSql(by);
  const numbers = columns.map(columnSql);
  const stats = numbers.map(({ text }, index) => {
    const number = `CASE WHEN typeof(${text}) IN ('integer', 'real') THEN ${text} END`;
    return `, count(${number}) AS c${index}, avg(${number}) AS m${index}, min(${number}) AS l${index}, max(${number}) AS g${index}`;
  });
  const rows = db.all<Record<string, SqlValue>>(
    `SELECT ${key.text} AS value, count(*) AS runs${stats.join('')} ${FROM} WHERE ${selected.text} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 1000`,
    ...key.params, ...numbers.flatMap(({ params }) => Array.from({ length: 8 }, () => params).flat()), ...selected.params,
  );
  return {
    total: countOf(db, selected),
    groups: rows.map((row) => ({
      value: jsonOf(row['value']),
      runs: Number(row['runs']),
      stats: columns.map((_, index) => ({ count: Number(row[`c${index}`]), mean: numberOrNull(row[`m${index}`]), min: numberOrNull(row[`l${index}`]), max: numberOrNull(row[`g${index}`]) })),
    })),
  };
}

const numberOrNull = (value: SqlValue | undefined): number | null => (typeof value === 'number' ? value : null);
