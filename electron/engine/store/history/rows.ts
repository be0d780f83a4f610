// Rows of history on this device that are not sealed yet. Local: they travel as parts.
import type { WriterMark } from '../../../../shared/contract/runs.js';
import type { JsonObject } from '../../../../shared/contract/primitives.js';
import type { Db } from '../database.js';
import type { Session } from '../session.js';
import type { GivenRow, HistoryWriter } from './types.js';

interface WriterRow {
  readonly id: number;
  readonly next: number;
  readonly top: number;
}

interface Range {
  readonly lo: number;
  readonly hi: number;
}

function sealedRanges(db: Db, run: string, writer: string): readonly Range[] {
  return db.all<Range>('SELECT lo, hi FROM history_parts WHERE run = ? AND writer = ? ORDER BY lo', run, writer);
}

/** How far sealed parts reach for a writer: without a gap, and at all. */
export function sealedMarks(db: Db, run: string, writer: string): { readonly next: number; readonly top: number } {
  let next = 0;
  let top = 0;
  for (const part of sealedRanges(db, run, writer)) {
    if (part.lo <= next) next = Math.max(next, part.hi);
    top = Math.max(top, part.hi);
  }
  return { next, top };
}

function writerOf(db: Db, run: string, writer: string): WriterRow {
  const sealed = sealedMarks(db, run, writer);
  const known = db.get<WriterRow>('SELECT id, next, top FROM run_writers WHERE run = ? AND writer = ?', run, writer);
  // Another device may have gone on with this writer meanwhile.
  if (known) return { id: known.id, next: Math.max(known.next, sealed.next), top: Math.max(known.top, sealed.top) };
  db.run('INSERT INTO run_writers(run, writer, next, top) VALUES(?, ?, ?, ?)', run, writer, sealed.next, sealed.top);
  return writerOf(db, run, writer);
}

/** The greatest row + 1 up to which none is missing, from a place up to which none was. */
function advance(db: Db, id: number, sealed: readonly Range[], next: number): number {
  let at = next;
  for (const { lo, hi } of sealed) if (lo <= at) at = Math.max(at, hi);
  for (const { row } of db.iterate<{ row: number }>('SELECT row FROM run_rows WHERE w = ? AND row >= ? ORDER BY row', id, at)) {
    if (row !== at) break;
    at += 1;
  }
  return at > next ? advance(db, id, sealed, at) : at;
}

/** More writes of one scope in a row are one change: a run that logs all the time must not push others out of the change log. */
function touchHistory(session: Session, run: string): void {
  const scope = `history:${run}`;
  session.db.run('DELETE FROM changes WHERE seq = (SELECT max(seq) FROM changes) AND scope = ?', scope);
  session.touch(scope, run);
}

interface Live {
  readonly summary: JsonObject;
  readonly pinned: readonly string[];
  readonly listed: number;
}

/** What this device knows of a run that is going on here; undefined for others. */
export function liveOf(db: Db, run: string): Live | undefined {
  const row = db.get<{ summary: string; pinned: string; listed: number }>('SELECT summary, pinned, listed FROM run_live WHERE run = ?', run);
  return row && { summary: parseValues(row.summary), pinned: JSON.parse(row.pinned) as string[], listed: row.listed };
}

/** Where nobody said, a run is waited for a day. */
const DEFAULT_TIMEOUT_S = 86_400;

function heard(db: Db, now: number, run: string, timeout: number | undefined): void {
  db.run(
    "INSERT INTO run_live(run, timeout, seen, listed, summary, pinned) VALUES(?1, ?2, ?3, 0, '{}', '[]') ON CONFLICT(run) DO UPDATE SET seen = max(seen, excluded.seen), timeout = coalesce(?4, timeout)",
    run, timeout ?? DEFAULT_TIMEOUT_S, now, timeout ?? null,
  );
}

/** How often the list of runs hears of new values. */
const LIST_EVERY_MS = 2000;

/** The last value of each key, unless somebody wrote the summary by hand. Rows that come late only fill in. */
function noteSummary(session: Session, now: number, run: string, newest: readonly JsonObject[], late: readonly JsonObject[]): void {
  const { db } = session;
  heard(db, now, run, undefined);
  const live = liveOf(db, run);
  if (!live) return;
  const pinned = new Set(live.pinned);
  const summary: JsonObject = Object.assign({}, ...late, live.summary, ...newest);
  for (const key of pinned) delete summary[key];
  const list = now - live.listed >= LIST_EVERY_MS || now < live.listed;
  db.run('UPDATE run_live SET summary = ?, listed = ? WHERE run = ?', JSON.stringify(summary), list ? now : live.listed, run);
  if (list) session.touch('runs', run);
}

function keepRows(session: Session, now: number, run: string, name: string, rows: readonly GivenRow[]): WriterMark & { added: number } {
  const { db } = session;
  const writer = writerOf(db, run, name);
  const sealed = sealedRanges(db, run, name);
  let { next, top } = writer;
  const sealedTop = sealed.reduce((most, { hi }) => Math.max(most, hi), 0);
  let added = 0;
  const newest: JsonObject[] = [];
  const late: JsonObject[] = [];
  for (const given of rows) {
    const row = given.row ?? top;
    const isNewest = row >= top;
    top = Math.max(top, row + 1);
    // A row beyond a gap may be sealed too.
    if (row < next || (row < sealedTop && sealed.some(({ lo, hi }) => row >= lo && row < hi))) continue;
    const fresh = db.run('INSERT OR IGNORE INTO run_rows(w, row, step, at, vals, kept) VALUES(?, ?, ?, ?, ?, ?)', writer.id, row, given.step, given.at, JSON.stringify(given.values), now) > 0;
    if (!fresh) continue;
    added += 1;
    (isNewest ? newest : late).push(given.values);
    if (row === next) next += 1;
  }
  if (top > next) next = advance(db, writer.id, sealed, next);
  db.run('UPDATE run_writers SET next = ?, top = ? WHERE id = ?', next, top, writer.id);
  if (added > 0) {
    noteSummary(session, now, run, newest, late);
    touchHistory(session, run);
  }
  return { writer: name, rows: next, top, added };
}

export function createHistoryWriter(session: Session, now: number): HistoryWriter {
  const { db } = session;
  return {
    keepRows: (run, writer, rows) => keepRows(session, now, run, writer, rows),
    heard: (run, timeout) => heard(db, now, run, timeout),
    pinSummary: (run, keys) => {
      const live = liveOf(db, run);
      if (live) db.run('UPDATE run_live SET pinned = ?, summary = ? WHERE run = ?', JSON.stringify([...new Set([...live.pinned, ...keys])]), JSON.stringify(Object.fromEntries(Object.entries(live.summary).filter(([key]) => !keys.includes(key)))), run);
    },
    forget: (run) => void db.run('DELETE FROM run_live WHERE run = ?', run),
    dropSealed: (run, writer, from, to) => {
      db.run('DELETE FROM run_rows WHERE w = (SELECT id FROM run_writers WHERE run = ? AND writer = ?) AND row >= ? AND row < ?', run, writer, from, to);
    },
  };
}

export function parseValues(text: string): JsonObject {
  return JSON.parse(text) as JsonObject;
}
