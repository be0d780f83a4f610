// One write transaction from BEGIN IMMEDIATE to a durable COMMIT, with rows and change log brought up to date in it.
import type { FoldRules } from '../domain/fold.js';
import { appendChanges } from './changes.js';
import type { Db } from './database.js';
import { keepNumbers } from './numbersShown.js';
import { flush } from './project/flush.js';
import { createSession, type Session } from './session.js';

/** Runs `work` and commits what it left; a throw leaves nothing. */
export function transact<T>(db: Db, rules: FoldRules, work: (session: Session) => T): T {
  db.exec('BEGIN IMMEDIATE');
  try {
    const session = createSession(db, rules);
    const result = work(session);
    flush(session);
    for (const [collection, renumbered] of session.renumbered()) keepNumbers(db, collection, renumbered);
    appendChanges(session);
    db.exec('COMMIT');
    return result;
  } catch (error) {
    db.rollback();
    throw error;
  }
}
