// Aliases as they stand: the folded heads, their places in the sequence, and the moves of this device that wait to be published.
import type { Actor } from '../../../shared/contract/primitives.js';
import { aliasStanding, type Standing } from '../domain/aliasStanding.js';
import { aliasKey } from '../domain/fold.js';
import { moveHash, recordIn, toldBy } from '../domain/moveRecord.js';
import type { Op } from '../domain/ops.js';
import type { Db } from './database.js';
import { readOp } from './opLog.js';
import { touchTarget } from './project/touch.js';
import { protectedAliases } from './protectedAliases.js';
import { readHeads } from './registers.js';
import type { Session } from './session.js';
import type { PendingMove, PlacedMove, ProposedMove } from './readTypes.js';

/** The place a move holds, the last where it has several; of two records for one place the lower hash holds it. */
export function placeOfMove(db: Db, id: string): number | undefined {
  return db.get<{ k: number }>('SELECT k FROM sequence s WHERE id = ?1 AND id = (SELECT min(id) FROM sequence WHERE collection = s.collection AND alias = s.alias AND k = s.k) ORDER BY k DESC LIMIT 1', id)?.k;
}

/** The newest in sequence, and its place. */
export function newestInSequence(db: Db, collection: string, alias: string): { readonly k: number; readonly id: string } | undefined {
  return db.get<{ k: number; id: string }>('SELECT k, min(id) AS id FROM sequence WHERE collection = ?1 AND alias = ?2 AND k = (SELECT max(k) FROM sequence WHERE collection = ?1 AND alias = ?2) GROUP BY k', collection, alias);
}

export function movesInSequence(db: Db, collection: string, alias: string): readonly PlacedMove[] {
  return db.all<{ id: string }>('SELECT id FROM sequence WHERE collection = ? AND alias = ? ORDER BY k DESC', collection, alias).flatMap(({ id }) => {
    const told = opOfMove(db, id);
    return told ? [{ target: typeof told.body['target'] === 'string' ? told.body['target'] : null, actor: told.actor, at: told.at, hlc: told.hlc }] : [];
  });
}

export function standingOf(db: Db, collection: string, alias: string, guarded: ReadonlySet<string> = protectedAliases(db)): Standing {
  const heads = readHeads(db, aliasKey(collection, alias)).get('target') ?? [];
  return aliasStanding(heads, guarded.has(alias), (id) => placeOfMove(db, id));
}

/** What an alias keeps: what it delivers, and while it is contested what every side of it names. */
export function keptByAlias(db: Db, collection: string, alias: string): readonly string[] {
  const { heads, contested } = standingOf(db, collection, alias);
  return (contested ? heads : heads.slice(0, 1)).flatMap(({ value }) => (typeof value === 'string' ? [value] : []));
}

/** The op that tells of a move: itself, or one that carries it. */
export function opOfMove(db: Db, id: string): Op | undefined {
  const carrier = db.get<{ hash: string }>('SELECT hash FROM carriers WHERE id = ?', id)?.hash;
  const op = readOp(db, carrier ?? id)?.op;
  return op && toldBy(op);
}

interface MoveRow {
  readonly collection: string;
  readonly alias: string;
  readonly target: string | null;
  readonly observed: string;
  readonly actor: string;
  readonly hlc: string;
  readonly at: number;
  readonly note: string | null;
}

const pending = (row: MoveRow): PendingMove => ({ ...row, observed: JSON.parse(row.observed) as string[], actor: JSON.parse(row.actor) as Actor });

export function pendingMoves(db: Db): readonly PendingMove[] {
  return db.all<MoveRow>('SELECT * FROM moves ORDER BY collection, alias').map(pending);
}

export function pendingMove(db: Db, collection: string, alias: string): PendingMove | undefined {
  const row = db.get<MoveRow>('SELECT * FROM moves WHERE collection = ? AND alias = ?', collection, alias);
  return row && pending(row);
}

/** Moves that ask for a place and about which nothing is decided yet, in the order in which they came. */
export function proposedMoves(db: Db): readonly ProposedMove[] {
  return db
    .all<{ op: string }>("SELECT op FROM ops WHERE kind = 'alias.propose' AND state = 1 ORDER BY n")
    .flatMap(({ op }) => recordIn(JSON.parse(op) as Op) ?? [])
    .map((record) => ({ id: moveHash(record), record }))
    .filter(({ id }) => db.get('SELECT 1 FROM carriers WHERE id = ?', id) === undefined);
}

function touchMove(session: Session, collection: string, alias: string, target: string | null): void {
  const { db } = session;
  touchTarget(session, target, collection);
  touchTarget(session, db.get<{ target: string | null }>('SELECT target FROM aliases WHERE collection = ? AND alias = ?', collection, alias)?.target ?? null, collection);
  session.touch('collections', collection);
}

/** Keeps a move until its place in the sequence is known; it takes the place of one that waits already. */
export function keepMove(session: Session, move: PendingMove): void {
  const { db } = session;
  dropMove(session, move.collection, move.alias);
  db.run(
    'INSERT INTO moves(collection, alias, target, observed, actor, hlc, at, note) VALUES(?, ?, ?, ?, ?, ?, ?, ?)',
    move.collection, move.alias, move.target, JSON.stringify(move.observed), JSON.stringify(move.actor), move.hlc, move.at, move.note,
  );
  touchMove(session, move.collection, move.alias, move.target);
}

export function dropMove(session: Session, collection: string, alias: string): void {
  const before = pendingMove(session.db, collection, alias);
  if (!before) return;
  session.db.run('DELETE FROM moves WHERE collection = ? AND alias = ?', collection, alias);
  touchMove(session, collection, alias, before.target);
}

export interface ShownAlias {
  readonly alias: string;
  readonly target: string | null;
  readonly contested: boolean;
  /** The move waits on this device and answers here: it observed the newest in sequence. */
  readonly unpublished: boolean;
}

/** The aliases of a collection as this device shows them, by name. */
export function shownAliases(db: Db, collection: string): readonly ShownAlias[] {
  const folded = db.all<{ alias: string; target: string | null; contested: number }>('SELECT alias, target, contested FROM aliases WHERE collection = ? ORDER BY alias', collection);
  const shown = new Map<string, ShownAlias>(folded.map(({ alias, target, contested }) => [alias, { alias, target, contested: contested === 1, unpublished: false }]));
  const waiting = db.all<MoveRow>('SELECT * FROM moves WHERE collection = ?', collection).map(pending);
  for (const move of waiting) {
    const newest = newestInSequence(db, collection, move.alias);
    if (newest !== undefined && !move.observed.includes(newest.id)) continue;
    const contested = (shown.get(move.alias)?.contested ?? false) && !standingOf(db, collection, move.alias).heads.every((head) => move.observed.includes(head.id));
    shown.set(move.alias, { alias: move.alias, target: move.target, contested, unpublished: true });
  }
  return waiting.length === 0 ? [...shown.values()] : [...shown.values()].sort((a, b) => (a.alias < b.alias ? -1 : 1));
}

/** The aliases that this device shows on one version or link, by name. One step through an index unless moves wait. */
export function aliasesOn(db: Db, collection: string, target: string): readonly ShownAlias[] {
  if (db.get('SELECT 1 FROM moves WHERE collection = ? LIMIT 1', collection)) return shownAliases(db, collection).filter((each) => each.target === target);
  return db
    .all<{ alias: string; contested: number }>('SELECT alias, contested FROM aliases WHERE target = ? AND collection = ? ORDER BY alias', target, collection)
    .map(({ alias, contested }) => ({ alias, target, contested: contested === 1, unpublished: false }));
}
