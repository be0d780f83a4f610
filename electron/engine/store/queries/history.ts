// History rows: ops in words, newest first.
import type { HistoryRow } from '../../../../shared/contract/entities.js';
import { isLater } from '../../domain/registers.js';
import { toldBy } from '../../domain/moveRecord.js';
import { parseHlc } from '../../domain/hlc.js';
import type { Op } from '../../domain/ops.js';
import { sentenceOf, type Names } from '../../domain/sentences.js';
import { changeSeq } from '../changes.js';
import type { Db, SqlValue } from '../database.js';
import { opOfMove, placeOfMove } from '../aliasMoves.js';
import type { HistoryQuery } from '../readTypes.js';
import { decodeCursor, encodeCursor } from './cursor.js';
import { deviceName, labelOf, targetLabel } from './labels.js';
import { sourceOf } from './versions.js';

/** Names as they are now, looked up once each. */
export function namesOf(db: Db): Names {
  const known = new Map<string, string>();
  const once = (kind: string, read: (id: string) => string | undefined) => (id: string): string => {
    const key = `${kind}:${id}`;
    const name = known.get(key) ?? read(id) ?? id.slice(0, 8);
    known.set(key, name);
    return name;
  };
  const column = (table: string) => (id: string): string | undefined => db.get<{ name: string }>(`SELECT name FROM ${table} WHERE id = ?`, id)?.name;
  const collection = once('collection', column('collections'));
  return {
    entity: once('entity', column('entities')),
    project: once('project', column('projects')),
    collection,
    label: once('label', (target) => targetLabel(db, target)),
    version: once('version', (id) => {
      const source = sourceOf(db, id);
      return source && `${collection(source.collection)}:${labelOf(db, source, '').label}`;
    }),
    run: once('run', column('runs')),
    device: once('device', (id) => deviceName(db, id)),
  };
}

/** Of the ops an op lists as observed, the newest of the same make; of moves that stand in sequence the last of them, which held the alias. */
function beforeIn(db: Db, sequenced: boolean) {
  return (op: Op): Op | undefined => {
    const family = op.kind.split('.')[0];
    let newest: { op: Op; rank: string; id: string; place: number } | undefined;
    for (const id of op.observed.slice(0, 100)) {
      const found = opOfMove(db, id);
      if (!found || found.kind.split('.')[0] !== family) continue;
      const candidate = { op: found, rank: found.hlc, id, place: (sequenced ? placeOfMove(db, id) : undefined) ?? -1 };
      if (!newest || candidate.place > newest.place || (candidate.place === newest.place && isLater(candidate, newest))) newest = candidate;
    }
    return newest?.op;
  };
}

/** Who set a device up: the person of what it issues again for others. */
function personOf(db: Db) {
  const known = new Map<string, string>();
  return (device: string): string => {
    const name = known.get(device) ?? db.get<{ name: string | null }>("SELECT json_extract(op, '$.actor.name') AS name FROM ops WHERE device = ? AND seq = 0 LIMIT 1", device)?.name ?? deviceName(db, device);
    known.set(device, name);
    return name;
  };
}

/** Makes rows of ops; names are looked up once for all of them. */
export function historyBuilder(db: Db): (hash: string, op: Op) => HistoryRow {
  const names = namesOf(db);
  const person = personOf(db);
  return (hash, stored) => {
    const op = toldBy(stored);
    const before = beforeIn(db, stored.kind === 'alias.sequence' || stored.kind === 'alias.place');
    const { subject, from, to, words } = sentenceOf(op, names, before);
    const note = op.body['note'];
    return { id: hash, at: op.at, actor: op.actor, device: names.device(op.device), kind: op.kind, subject, from, to, note: typeof note === 'string' && note !== '' ? note : null, text: `${op.actor.name} ${words}`, ...(stored.origin ? { origin: { ...stored.origin, by: person(stored.device), moved: parseHlc(stored.hlc).ms } } : {}) };
  };
}

interface Row {
  readonly hash: string;
  readonly weight: number;
  readonly op: string;
}

/** Ops about a thing and, unless it is the same, in it. Without `all`, partial indexes serve; with it the log is read. */
function rowsOf(db: Db, query: HistoryQuery, after: readonly [number, string] | null, limit: number): readonly Row[] {
  const where: string[] = [];
  const params: SqlValue[] = [];
  const add = (sql: string, ...values: SqlValue[]): void => {
    where.push(sql);
    params.push(...values);
  };
  add(query.all === true ? 'state <> 3' : 'quiet = 0');
  if (query.subject !== undefined) add('(subject = ? OR parent = ?)', query.subject, query.subject);
  if (query.alias !== undefined) add("kind IN ('alias.move', 'alias.remove', 'alias.sequence', 'alias.place') AND coalesce(json_extract(op, '$.body.alias'), json_extract(op, '$.body.record.alias')) = ?", query.alias);
  if (query.actor !== undefined) add(
      "instr(lower(coalesce(json_extract(op, '$.body.record.actor.name'), json_extract(op, '$.actor.name')) || char(10) || coalesce(json_extract(op, '$.body.record.actor.email'), json_extract(op, '$.actor.email'), '')), ?) > 0",
      query.actor.toLowerCase(),
    );
  if (query.kind !== undefined) add(
      "(kind = ?1 OR substr(kind, 1, length(?1) + 1) = ?1 || '.' OR (kind IN ('alias.sequence', 'alias.place') AND ?1 = iif(json_extract(op, '$.body.record.target') IS NULL, 'alias.remove', 'alias.move')))".replaceAll('?1', '?'),
      query.kind, query.kind, query.kind, query.kind,
    );
  if (query.before !== undefined) add('at <= ?', query.before);
  if (query.after !== undefined) add('at >= ?', query.after);
  if (after) add('(weight < ? OR (weight = ? AND hash > ?))', after[0], after[0], after[1]);
  return db.all<Row>(`SELECT hash, weight, op FROM ops WHERE ${where.length > 0 ? where.join(' AND ') : 'TRUE'} ORDER BY weight DESC, hash LIMIT ?`, ...params, limit);
}

export function historyPlaces(db: Db, query: HistoryQuery, after: readonly [number, string] | null, limit: number): { readonly order: number; readonly row: HistoryRow }[] {
  const build = historyBuilder(db);
  return rowsOf(db, query, after, limit).map((row) => ({ order: row.weight, row: build(row.hash, JSON.parse(row.op) as Op) }));
}

export function history(db: Db, query: HistoryQuery): { readonly rows: readonly HistoryRow[]; readonly next: string | null } {
  const limit = query.limit ?? 100;
  const places = historyPlaces(db, query, decodeCursor(query.cursor ?? null), limit);
  const last = places[places.length - 1];
  return { rows: places.map((place) => place.row), next: last && places.length === limit ? encodeCursor(last.order, last.row.id) : null };
}

export function historyRow(db: Db, hash: string): { readonly order: number; readonly row: HistoryRow } | undefined {
  const row = db.get<Row>('SELECT hash, weight, op FROM ops WHERE hash = ? AND quiet = 0', hash);
  return row && { order: row.weight, row: historyBuilder(db)(row.hash, JSON.parse(row.op) as Op) };
}

const counted = new WeakMap<Db, { readonly seq: number; readonly lines: number }>();

/** Lines of the whole history that lists show. They are counted once for each state of the registry: every page says their number. */
export function historyCount(db: Db): number {
  const seq = changeSeq(db);
  const known = counted.get(db);
  if (known?.seq === seq) return known.lines;
  const lines = db.get<{ n: number }>('SELECT count(*) AS n FROM ops WHERE quiet = 0')?.n ?? 0;
  counted.set(db, { seq, lines });
  return lines;
}
