// Folding ops that are in the log already: kinds an update has taught us, and the whole log after a re-issue or for a check.
import { foldOp, type FoldRules } from '../domain/fold.js';
import type { Op } from '../domain/ops.js';
import { applyOp } from './apply.js';
import type { Db } from './database.js';
import { openDatabase } from './openDatabase.js';
import { setState } from './opLog.js';
import { flush } from './project/flush.js';
import { getLocal, setLocal } from './meta.js';
import { copyRemovals, findRemovals } from './removals.js';
import { createSession, type Projected, type Session } from './session.js';
import { stateHash } from './stateHash.js';
import { transact } from './transaction.js';

interface LogRow {
  readonly n: number;
  readonly hash: string;
  readonly op: string;
}

const FOLDED = ['writes', 'seen', 'edges', 'edge_seen', 'uses', 'numbers', 'names', 'attached', 'sequence', 'carriers', 'facts', 'entities', 'projects', 'collections', 'versions', 'links', 'aliases', 'tags', 'runs', 'history_parts', 'updates', 'counters', 'docs', 'ask_versions', 'ask_words', 'ask_numbers'];
/** Ops read at a time, so that nothing is written under an open read. */
const PAGE = 2000;

function* logRows(db: Db, where: string): Iterable<LogRow> {
  for (let last = -1; ; ) {
    const rows = db.all<LogRow>(`SELECT n, hash, op FROM ops WHERE n > ? AND ${where} ORDER BY n LIMIT ${PAGE}`, last);
    yield* rows;
    const end = rows[rows.length - 1];
    if (!end) return;
    last = end.n;
  }
}

/** Empties the fold and applies the whole log again. */
export function refoldAll(session: Session): void {
  const { db } = session;
  flush(session);
  for (const table of FOLDED) db.exec(`DELETE FROM ${table}`);
  for (const row of logRows(db, 'TRUE')) {
    const op = JSON.parse(row.op) as Op;
    setState(db, row.n, op, applyOp(session, op, row.hash, row.n));
  }
  flush(session);
  for (const scope of ['projects', 'collections', 'runs', 'recent', 'run:*', 'history:*', 'version:*', 'versions:*']) session.touch(scope, '*');
}

/** Folds what an older build kept unread. */
export function refoldLater(db: Db, rules: FoldRules): void {
  const readable = (row: LogRow): boolean => foldOp(JSON.parse(row.op) as Op, rules).state !== 'later';
  if (!db.all<LogRow>('SELECT n, hash, op FROM ops WHERE state = 0').some(readable)) return;
  transact(db, rules, (session) => {
    for (const row of logRows(db, 'state = 0')) {
      const op = JSON.parse(row.op) as Op;
      const state = applyOp(session, op, row.hash, row.n);
      if (state !== 0) setState(db, row.n, op, state);
    }
  });
}

const ROWS: readonly (readonly [Projected, string])[] = [['version', 'versions'], ['run', 'runs'], ['collection', 'collections'], ['project', 'projects']];

/** Holds the log of a database that an older build wrote against the removals in it. */
export function refoldRemoved(db: Db, rules: FoldRules): void {
  if (getLocal(db, 'removals') !== undefined) return;
  transact(db, rules, (session) => {
    if (findRemovals(db)) refoldAll(session);
  });
}

/** Computes rows anew after a migration added something to them. The fold itself stays. */
export function projectAgain(db: Db, rules: FoldRules): void {
  if (getLocal(db, 'project') === undefined) return;
  transact(db, rules, (session) => {
    for (const [kind, table] of ROWS) for (const row of db.all<{ id: string }>(`SELECT id FROM ${table}`)) session.dirty(kind, row.id);
    setLocal(db, 'project', null);
  });
}

/** State hash of a database in memory that folds the same log. */
export function refoldedStateHash(db: Db, rules: FoldRules): string {
  const copy = openDatabase(':memory:');
  try {
    for (const row of db.all<{ hash: string; id: string }>('SELECT hash, id FROM reissues')) copy.run('INSERT INTO reissues(hash, id) VALUES(?, ?)', row.hash, row.id);
    copyRemovals(db, copy);
    const session = createSession(copy, rules);
    copy.exec('BEGIN');
    for (const row of logRows(db, 'TRUE')) applyOp(session, JSON.parse(row.op) as Op, row.hash, row.n);
    flush(session);
    copy.exec('COMMIT');
    return stateHash(copy);
  } finally {
    copy.close();
  }
}
