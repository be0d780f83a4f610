// Entities and projects.
import { readHeads, shownText } from '../registers.js';
import type { Session } from '../session.js';
import { deletedNow } from './deleted.js';
import { setDoc } from './docs.js';
import { touchEverywhere } from './touch.js';

export function projectEntity(session: Session, id: string): void {
  const { db } = session;
  const heads = readHeads(db, `entity:${id}`);
  const name = shownText(heads, 'name');
  if (name === '') return;
  const before = db.get<{ name: string }>('SELECT name FROM entities WHERE id = ?', id);
  const deleted = deletedNow(session, { kind: 'entity', id }, heads);
  db.run('INSERT OR REPLACE INTO entities(id, name, form, moved_to, deleted) VALUES(?, ?, ?, ?, ?)', id, name, shownText(heads, 'form'), shownText(heads, 'movedTo') || null, deleted ? 1 : 0);
  if (before && before.name !== name) touchEverywhere(session);
}

export function projectProject(session: Session, id: string): void {
  const { db } = session;
  const heads = readHeads(db, `project:${id}`);
  const entity = shownText(heads, 'entity');
  const name = shownText(heads, 'name');
  if (entity === '' || name === '') return;
  const before = db.get<{ name: string; entity: string; deleted: number }>('SELECT name, entity, deleted FROM projects WHERE id = ?', id);
  const deleted = deletedNow(session, { kind: 'project', id }, heads);
  db.run('INSERT OR REPLACE INTO projects(id, entity, name, deleted) VALUES(?, ?, ?, ?)', id, entity, name, deleted ? 1 : 0);
  session.count('projects', (deleted ? 0 : 1) - (before ? 1 - before.deleted : 0));
  setDoc(session, 'project', id, deleted ? [] : [name]);
  session.touch('projects', id);
  if (before && (before.name !== name || before.entity !== entity)) touchEverywhere(session);
}
