// The change log: which rows of which scopes each transaction changed, for the feed. Bounded; who falls behind reads anew.
import type { Random } from '../ports.js';
import type { Db } from './database.js';
import { getMeta, randomHex, setMeta } from './meta.js';
import type { Session } from './session.js';
import type { ChangeResult, ScopeChange } from './types.js';

/** Rows kept. A page that is further behind reads its scopes anew, which is quicker than so many deltas. */
export const KEPT_CHANGES = 50_000;
/** Rows over the limit before the oldest are cut, so that not every commit pays for it. */
const SLACK = 5_000;

export function changeSeq(db: Db): number {
  return db.get<{ seq: number }>("SELECT seq FROM sqlite_sequence WHERE name = 'changes'")?.seq ?? 0;
}

function firstSeq(db: Db): number | undefined {
  return db.get<{ seq: number | null }>('SELECT min(seq) AS seq FROM changes')?.seq ?? undefined;
}

/** Inside the transaction that made the changes. */
export function appendChanges(session: Session): void {
  const { db } = session;
  for (const [scope, key] of session.touched()) db.run('INSERT INTO changes(scope, key) VALUES(?, ?)', scope, key);
  const last = changeSeq(db);
  if (last - (firstSeq(db) ?? last) > KEPT_CHANGES + SLACK) db.run('DELETE FROM changes WHERE seq <= ?', last - KEPT_CHANGES);
}

/** A reader that fell off the end gets a new epoch, and with it everybody: rare, and only costs a fresh read of what is held. */
function renewEpoch(db: Db, random: Random): string {
  const epoch = randomHex(random, 8);
  db.exec('BEGIN IMMEDIATE');
  setMeta(db, 'epoch', epoch);
  db.exec('COMMIT');
  return epoch;
}

export function changesSince(db: Db, random: Random, epoch: string, seq: number): ChangeResult {
  const current = getMeta(db, 'epoch');
  const last = changeSeq(db);
  if (epoch !== current || seq > last || seq < 0) return { reset: true, epoch: current, seq: last };
  if (seq === last) return { reset: false, epoch, seq, changes: [] };
  if (seq + 1 < (firstSeq(db) ?? last + 1)) return { reset: true, epoch: renewEpoch(db, random), seq: last };
  const changes = db.all<ScopeChange>('SELECT seq, scope, key FROM changes WHERE seq > ? AND seq <= ? ORDER BY seq', seq, last);
  return { reset: false, epoch, seq: last, changes };
}
