// What is known of a run's history: how far it has come, where its rows lie, which edges wait for their metrics.
import type { RunMark, WriterMark } from '../../../../shared/contract/runs.js';
import type { JsonObject, Metrics } from '../../../../shared/contract/primitives.js';
import type { RowCounts } from '../../domain/binding.js';
import type { HistoryRow } from '../../domain/historyValues.js';
import type { Db } from '../database.js';
import { millisOf } from '../session.js';
import { liveOf, parseValues, sealedMarks } from './rows.js';
import type { HistoryPart, HistoryQueries, LocalRow, OpenEdge, Unsealed } from './types.js';

interface StoredRow {
  readonly n: number;
  readonly writer: string;
  readonly row: number;
  readonly step: number | null;
  readonly at: number;
  readonly vals: string;
}

const local = ({ n, writer, row, step, at, vals }: StoredRow): LocalRow => ({ n, writer, row, step, at, values: parseValues(vals) });

export function historyParts(db: Db, run: string): readonly HistoryPart[] {
  return db.all<HistoryPart>('SELECT writer, lo, hi, blob FROM history_parts WHERE run = ? ORDER BY writer, lo', run).map(({ writer, lo, hi, blob }) => ({ writer, lo, hi, blob }));
}

/** Every writer whose rows are here, unsealed or in parts, by name. */
function writerMarks(db: Db, run: string): WriterMark[] {
  const named = db.all<{ writer: string }>('SELECT writer FROM run_writers WHERE run = ?1 UNION SELECT writer FROM history_parts WHERE run = ?1 ORDER BY writer', run);
  return named.map(({ writer }) => {
    const sealed = sealedMarks(db, run, writer);
    const here = db.get<{ next: number; top: number }>('SELECT next, top FROM run_writers WHERE run = ? AND writer = ?', run, writer);
    return { writer, rows: Math.max(sealed.next, here?.next ?? 0), top: Math.max(sealed.top, here?.top ?? 0) };
  });
}

function runMark(db: Db, run: string): RunMark {
  const writers = writerMarks(db, run);
  const kept = db.get<{ kept: number | null }>('SELECT max(r.kept) AS kept FROM run_writers w JOIN run_rows r ON r.n = (SELECT max(n) FROM run_rows WHERE w = w.id) WHERE w.run = ?', run)?.kept ?? null;
  const sealed = db.get<{ weight: number | null }>("SELECT max(weight) AS weight FROM ops WHERE subject = ? AND kind = 'history.part'", run)?.weight ?? null;
  const updated = Math.max(kept ?? 0, sealed === null ? 0 : millisOf(sealed));
  return { run, rows: writers.reduce((sum, writer) => sum + writer.rows, 0), writers, updated: updated > 0 ? updated : null };
}

interface EdgeRow {
  readonly id: string;
  readonly version: string;
  readonly device: string;
  readonly history: string;
}

function historyOf(text: string): { rows: RowCounts; from: RowCounts; given: Metrics } {
  const { rows, from, given } = JSON.parse(text) as { rows?: RowCounts; from?: RowCounts; given?: Metrics };
  return { rows: rows ?? {}, from: from ?? {}, given: given ?? {} };
}

function openEdges(db: Db, run: string): readonly OpenEdge[] {
  const rows = db.all<EdgeRow>("SELECT e.id, e.version, e.device, e.history FROM edges e WHERE e.run = ? AND e.form = 'log' AND e.history IS NOT NULL AND NOT EXISTS (SELECT 1 FROM writes w WHERE w.subject = 'edge:' || e.id) ORDER BY e.rank, e.hash", run);
  return rows.map(({ id, version, device, history }) => ({ edge: id, version, device, ...historyOf(history) }));
}

function unsealed(db: Db, run: string): readonly Unsealed[] {
  return db
    .all<Unsealed & { first: number | null }>(
      'SELECT w.writer, w.next, w.top, count(r.n) AS rows, min(r.row) AS first, min(r.kept) AS since FROM run_writers w JOIN run_rows r ON r.w = w.id WHERE w.run = ? GROUP BY w.id ORDER BY w.writer',
      run,
    )
    .map(({ writer, rows, next, top, first, since }) => ({ writer, rows, next, top, first, since }));
}

const SELECT = 'SELECT r.n, w.writer, r.row, r.step, r.at, r.vals FROM run_writers w JOIN run_rows r ON r.w = w.id';

type Plain = Omit<HistoryQueries, 'runGit' | 'runDetail' | 'runProject' | 'runColumns' | 'runTable' | 'runGroups'>;

export function historyQueries(db: Db): Plain {
  return {
    runMark: (run) => runMark(db, run),
    liveSummary: (run) => liveOf(db, run)?.summary,
    rowCounts: (run) => Object.fromEntries(writerMarks(db, run).flatMap(({ writer, top }) => (top > 0 ? [[writer, top]] : []))),
    edgeCounts: (run) => db.all<{ history: string }>("SELECT history FROM edges WHERE run = ? AND form = 'log' AND history IS NOT NULL", run).map((row) => historyOf(row.history).rows),
    historyParts: (run) => historyParts(db, run),
    localRows: (run, after, limit) => db.all<StoredRow>(`${SELECT} WHERE w.run = ? AND r.n > ? ORDER BY r.n LIMIT ?`, run, after, limit).map(local),
    localRange: (run, writer, from, to) => db.all<StoredRow>(`${SELECT} WHERE w.run = ? AND w.writer = ? AND r.row >= ? AND r.row < ? ORDER BY r.row`, run, writer, from, to).map((row): HistoryRow => local(row)),
    runsOf: (version) => db.all<{ run: string }>("SELECT DISTINCT run FROM edges WHERE target = ? AND form = 'log' AND run IS NOT NULL", version).map((row) => row.run),
    openEdges: (run) => openEdges(db, run),
    unsealed: (run) => unsealed(db, run),
    runsToTend: () =>
      db.all<{ run: string; state: string; seen: number | null; timeout: number | null }>(
        `SELECT DISTINCT t.run, coalesce(r.state, 'running') AS state, l.seen, l.timeout
         FROM (SELECT run FROM run_live UNION SELECT w.run FROM run_writers w WHERE EXISTS (SELECT 1 FROM run_rows x WHERE x.w = w.id)
               UNION SELECT e.run FROM edges e WHERE e.run IS NOT NULL AND e.history IS NOT NULL AND NOT EXISTS (SELECT 1 FROM writes w WHERE w.subject = 'edge:' || e.id)) t
         LEFT JOIN runs r ON r.id = t.run LEFT JOIN run_live l ON l.run = t.run ORDER BY t.run`,
      ),
    runningRuns: (begunBefore) =>
      db
        .all<{ run: string; weight: number }>("SELECT id AS run, weight FROM runs WHERE state = 'running' AND deleted = 0")
        .filter(({ weight }) => millisOf(weight) < begunBefore)
        // No index leads from a thing to all its ops: only for the few that may be dead is the log read.
        .map(({ run }) => ({ run, last: millisOf(db.get<{ weight: number | null }>('SELECT max(weight) AS weight FROM ops WHERE subject = ?', run)?.weight ?? 0) })),
  };
}

/** The values of one register that is an object. */
export const objectIn = (value: unknown): JsonObject => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {});
