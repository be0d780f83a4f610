// A version: its bytes, its first log edge, its number, whether it is deleted, and what people wrote about it.
import { describedField } from '../../domain/fold.js';
import { readHeads, shown, shownText } from '../registers.js';
import { weightOf, type Session } from '../session.js';
import { deletedNow } from './deleted.js';
import { askVersion } from './ask.js';
import { setDoc } from './docs.js';
import { setLive } from './edge.js';
import { keyOf } from './keys.js';
import { numberOf } from './number.js';
import { touchVersion } from './touch.js';

interface Before {
  readonly collection: string;
  readonly number: number | null;
  readonly deleted: number;
  readonly description: string;
}

/** Siblings without a number show the numbers they may get; those move when one is given or taken. */
export function touchUnnumbered(session: Session, collection: string): void {
  session.renumber(collection).all = true;
  for (const row of session.db.all<{ id: string }>('SELECT id FROM versions WHERE collection = ? AND number IS NULL LIMIT 200', collection)) touchVersion(session, row.id, collection);
  for (const row of session.db.all<{ version: string }>('SELECT version FROM links WHERE model = ? AND number IS NULL LIMIT 200', collection)) touchVersion(session, row.version, collection);
}

function setEdgesLive(session: Session, id: string, live: boolean): void {
  const edges = session.db.all<{ id: string; collection: string; live: number }>("SELECT id, collection, live FROM edges WHERE target = ? AND form = 'log' AND live = ?", id, live ? 0 : 1);
  for (const edge of edges) setLive(session, edge, live);
}

function countVersion(session: Session, collection: string, deleted: boolean, by: number): void {
  session.count(`listed:${collection}`, by);
  if (deleted) return;
  session.count(`versions:${collection}`, by);
  session.count('versions', by);
}

/** Only the number of a version changed, if it has a row: the rest stays as it is. */
export function projectNumber(session: Session, id: string): void {
  const { db } = session;
  const row = db.get<{ collection: string; number: number | null }>('SELECT collection, number FROM versions WHERE id = ?', id);
  if (!row) return;
  const number = numberOf(db, row.collection, id) ?? null;
  if (number === row.number) return;
  db.run('UPDATE versions SET number = ? WHERE id = ?', number, id);
  db.run('UPDATE ask_versions SET number = ? WHERE n = ?', number, keyOf(db, id));
  touchVersion(session, id, row.collection);
  session.dirty('collection', row.collection);
  session.dirty('unnumbered', row.collection);
}

/** A version is a row once its bytes and a log edge are known. */
export function projectVersion(session: Session, id: string): void {
  const { db } = session;
  const edge = db.get<{ id: string; rank: string; run: string | null }>("SELECT id, rank, run FROM edges WHERE target = ? AND form = 'log' ORDER BY rank, hash LIMIT 1", id);
  const heads = readHeads(db, `version:${id}`);
  const digest = shownText(heads, 'digest');
  if (!edge || digest === '') return;
  const collection = shownText(heads, 'collection');
  const before = db.get<Before>('SELECT collection, number, deleted, description FROM versions WHERE id = ?', id);
  const deleted = deletedNow(session, { kind: 'version', id }, heads);
  if (deleted || before?.deleted === 1) setEdgesLive(session, id, !deleted);
  const number = numberOf(db, collection, id) ?? null;
  const description = shownText(heads, describedField('description'));
  db.run(
    'INSERT OR REPLACE INTO versions(id, collection, digest, bytes, files, weight, first_edge, number, deleted, description, metadata) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    id, collection, digest, Number(shown(heads, 'bytes') ?? 0), Number(shown(heads, 'files') ?? 0), weightOf(edge.rank), edge.id,
    number, deleted ? 1 : 0, description, JSON.stringify(shown(heads, describedField('metadata')) ?? {}),
  );
  if (before) countVersion(session, before.collection, before.deleted === 1, -1);
  countVersion(session, collection, deleted, 1);
  setDoc(session, 'version', id, deleted ? [] : [description, ...db.all<{ tag: string }>('SELECT tag FROM tags WHERE subject = ?', `version:${id}`).map((row) => row.tag)]);
  askVersion(session, { id, collection, digest, edge: edge.id, run: edge.run, weight: weightOf(edge.rank), bytes: Number(shown(heads, 'bytes') ?? 0), files: Number(shown(heads, 'files') ?? 0), number, deleted, description, ttl: shown(heads, describedField('ttl')) });
  touchVersion(session, id, collection);
  if ((before?.number ?? null) !== number) {
    session.dirty('collection', collection);
    if (number === null || before) session.dirty('unnumbered', collection);
  }
  if (!before && number === null) session.renumber(collection).waits.add(id);
  if (edge.run !== null && !before) session.touch('runs', edge.run);
  session.dirty('collection', collection);
}
