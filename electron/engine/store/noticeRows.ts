// Rows about notices: what is followed, and what others did to it, once each. Local to this device.
import type { NoticeKind, NoticeRow } from '../../../shared/contract/notices.js';
import { carriedBy, moveHash, toldBy } from '../domain/moveRecord.js';
import { NOTICED_KINDS, noticeTitle } from '../domain/notices.js';
import type { Op } from '../domain/ops.js';
import type { Db } from './database.js';
import { getLocal, setLocal } from './meta.js';
import { decodeCursor, encodeCursor } from './queries/cursor.js';
import { historyBuilder, namesOf } from './queries/history.js';
import type { Session } from './session.js';

/** An op as it arrived here. */
export interface ArrivedOp {
  readonly n: number;
  /** What happened, the same however many ops carry or re-issue it. */
  readonly id: string;
  readonly hash: string;
  /** A carried move as the move it is. */
  readonly op: Op;
}

export interface NewNotice {
  readonly id: string;
  readonly hash: string;
  readonly kind: NoticeKind;
  readonly collection: string;
}

export interface NoticeRows {
  /** From here on what arrives is news: called when the whole registry has come for the first time. */
  begin(): void;
  /** Number of the last op that is no news; undefined while the registry has not wholly come. */
  begun(): number | undefined;
  /** Number of the newest op that arrived. */
  newest(): number;
  /** Number of the last op that was looked at. */
  seen(): number;
  /** Ops that may be told of or make one take part, that arrived after an op, in order; at most 500. */
  opsAfter(n: number): ArrivedOp[];
  /** The collection that a version is in, also a deleted one. */
  collectionOf(version: string): string | undefined;
  /** Keeps what came of ops up to `seen`; what was kept before stays as it is. */
  keep(seen: number, parts: Iterable<string>, made: readonly NewNotice[]): void;
  /** Undefined where one neither chose nor takes part. */
  follows(collection: string): { readonly following: boolean; readonly chosen: boolean } | undefined;
  follow(collection: string, following: boolean): void;
  followed(): { readonly collection: string; readonly chosen: boolean }[];
  list(cursor: string | null, limit: number): { readonly rows: NoticeRow[]; readonly next: string | null };
  unread(): number;
  read(ids: readonly string[] | undefined): void;
  /** How many the system was not told of. */
  untold(): number;
  /** Takes what the system was not told of: whoever takes it tells it, and nobody else does. */
  takeUntold(): NoticeRow[];
}

const BEGUN = 'notices:begun';
const SEEN = 'notices:seen';
const KINDS = NOTICED_KINDS.map((kind) => `'${kind}'`).join(', ');

interface Stored extends NewNotice {
  readonly n: number;
  readonly read: number;
  readonly op: string;
}
const COLUMNS = 'SELECT t.n, t.id, t.hash, t.kind, t.collection, t.read, o.op FROM notices t JOIN ops o ON o.hash = t.hash';

function shown(db: Db, rows: readonly Stored[]): NoticeRow[] {
  const names = namesOf(db);
  const build = historyBuilder(db);
  return rows.map(({ id, hash, kind, collection, read, op }) => {
    const told = toldBy(JSON.parse(op) as Op);
    return { id, kind, collection: { id: collection, name: names.collection(collection) }, title: noticeTitle({ kind, collection }, told, names), read: read === 1, row: build(hash, told) };
  });
}

/** `commit` runs one write transaction. */
export function createNoticeRows(db: Db, commit: <T>(work: (session: Session) => T) => T): NoticeRows {
  const number = (key: string): number | undefined => {
    const value = getLocal(db, key);
    return value === undefined ? undefined : Number(value);
  };
  const newest = (): number => db.get<{ n: number | null }>('SELECT max(n) AS n FROM ops')?.n ?? 0;
  const changed = (session: Session): void => session.touch('notices', '*');
  return {
    begin() {
      if (number(BEGUN) !== undefined) return;
      commit(() => setLocal(db, BEGUN, String(newest())));
    },
    begun: () => number(BEGUN),
    newest,
    seen: () => number(SEEN) ?? 0,
    opsAfter: (n) =>
      db.all<{ n: number; hash: string; op: string }>(`SELECT n, hash, op FROM ops WHERE n > ? AND kind IN (${KINDS}) AND state = 1 ORDER BY n LIMIT 500`, n).map((row) => {
        const op = JSON.parse(row.op) as Op;
        const record = carriedBy(op);
        return { n: row.n, id: record ? moveHash(record) : (op.replaces ?? row.hash), hash: row.hash, op: toldBy(op) };
      }),
    collectionOf: (version) => db.get<{ collection: string }>('SELECT collection FROM versions WHERE id = ?', version)?.collection,
    keep(seen, parts, made) {
      commit((session) => {
        for (const part of parts) db.run('INSERT OR IGNORE INTO follows(collection, following, chosen) VALUES(?, 1, 0)', part);
        let added = 0;
        for (const { id, hash, kind, collection } of made) added += db.run('INSERT OR IGNORE INTO notices(id, hash, kind, collection, read, told) VALUES(?, ?, ?, ?, 0, 0)', id, hash, kind, collection);
        setLocal(db, SEEN, String(seen));
        if (added > 0) changed(session);
      });
    },
    follows(collection) {
      const row = db.get<{ following: number; chosen: number }>('SELECT following, chosen FROM follows WHERE collection = ?', collection);
      return row && { following: row.following === 1, chosen: row.chosen === 1 };
    },
    follow(collection, following) {
      commit((session) => {
        db.run('INSERT INTO follows(collection, following, chosen) VALUES(?1, ?2, 1) ON CONFLICT(collection) DO UPDATE SET following = ?2, chosen = 1', collection, following ? 1 : 0);
        changed(session);
      });
    },
    followed: () => db.all<{ collection: string; chosen: number }>('SELECT collection, chosen FROM follows WHERE following = 1').map(({ collection, chosen }) => ({ collection, chosen: chosen === 1 })),
    list(cursor, limit) {
      const [before = Number.MAX_SAFE_INTEGER] = decodeCursor(cursor) ?? [];
      const rows = db.all<Stored>(`${COLUMNS} WHERE t.n < ? ORDER BY t.n DESC LIMIT ?`, before, limit);
      const last = rows[rows.length - 1];
      return { rows: shown(db, rows), next: last && rows.length === limit ? encodeCursor(last.n, last.id) : null };
    },
    unread: () => db.get<{ n: number }>('SELECT count(*) AS n FROM notices WHERE read = 0')?.n ?? 0,
    read(ids) {
      commit((session) => {
        const read = ids === undefined ? db.run('UPDATE notices SET read = 1 WHERE read = 0') : db.run('UPDATE notices SET read = 1 WHERE read = 0 AND id IN (SELECT value FROM json_each(?))', JSON.stringify(ids));
        if (read > 0) changed(session);
      });
    },
    untold: () => db.get<{ n: number }>('SELECT count(*) AS n FROM notices WHERE told = 0')?.n ?? 0,
    takeUntold: () =>
      commit(() => {
        const rows = db.all<Stored>(`${COLUMNS} WHERE t.told = 0 ORDER BY t.n`);
        db.run('UPDATE notices SET told = 1 WHERE told = 0');
        return shown(db, rows);
      }),
  };
}
