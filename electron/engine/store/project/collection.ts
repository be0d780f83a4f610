// A collection or registered model: its shown name, type and place, and which edge is latest.
import { describedField } from '../../domain/fold.js';
import { ZERO_HLC } from '../../domain/hlc.js';
import { foldName } from '../../domain/foldName.js';
import { readHeads, shownText } from '../registers.js';
import { weightOf, type Session } from '../session.js';
import { deletedNow } from './deleted.js';
import { setDoc } from './docs.js';
import { touchTarget } from './touch.js';

interface Before {
  readonly project: string;
  readonly name: string;
  readonly type: string;
  readonly form: string;
  readonly deleted: number;
  readonly latest_target: string | null;
}

function countCollection(session: Session, row: { readonly project: string; readonly type: string; readonly form: string }, by: number): void {
  session.count('collections', by);
  session.count(`collections:${row.project}`, by);
  session.count(`form:${row.form}`, by);
  // By type for artifacts alone: a registered model is counted by its form.
  if (row.form === 'artifact') session.count(`type:${row.type}`, by);
}

/** A collection is a row once its creation is known. */
export function projectCollection(session: Session, id: string): void {
  const { db } = session;
  const heads = readHeads(db, `collection:${id}`);
  const project = shownText(heads, 'project');
  const name = shownText(heads, 'name');
  if (project === '' || name === '') return;
  const before = db.get<Before>('SELECT project, name, type, form, deleted, latest_target FROM collections WHERE id = ?', id);
  const type = shownText(heads, 'type');
  const form = shownText(heads, 'form');
  const description = shownText(heads, describedField(form === 'registered' ? 'card' : 'description'));
  const deleted = deletedNow(session, { kind: 'collection', id }, heads);
  const latest = db.get<{ id: string; target: string }>('SELECT id, target FROM edges WHERE collection = ? AND live = 1 AND passed = 0 ORDER BY rank DESC, hash DESC LIMIT 1', id);
  session.settle();
  const updated = db.get<{ weight: number }>('SELECT weight FROM updates WHERE id = ?', id)?.weight ?? weightOf(ZERO_HLC);
  db.run(
    'INSERT OR REPLACE INTO collections(id, project, name, fold, type, form, description, deleted, latest, latest_target, updated) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    id, project, name, foldName(name), type, form, description, deleted ? 1 : 0, latest?.id ?? null, latest?.target ?? null, updated,
  );
  if (before && before.deleted === 0) countCollection(session, before, -1);
  if (!deleted) countCollection(session, { project, type, form }, 1);
  const former = db.all<{ fold: string }>("SELECT fold FROM names WHERE kind = 'collection' AND id = ?", id).map((row) => row.fold);
  const tags = db.all<{ tag: string }>('SELECT tag FROM tags WHERE subject = ?', `collection:${id}`).map((row) => row.tag);
  setDoc(session, 'collection', id, deleted ? [] : [name, ...former.filter((fold) => fold !== foldName(name)), ...tags, description]);
  if (before && before.latest_target !== (latest?.target ?? null)) {
    touchTarget(session, before.latest_target, id);
    touchTarget(session, latest?.target ?? null, id);
  }
  if (before && (before.name !== name || before.project !== project || before.type !== type)) {
    session.touch(`versions:${id}`, '*');
    session.touch('version:*', '*');
    // Models name the versions that are linked from here.
    for (const row of db.all<{ model: string }>('SELECT DISTINCT l.model FROM edges e JOIN links l ON l.version = e.target AND l.live = 1 WHERE e.collection = ?', id)) session.touch(`versions:${row.model}`, '*');
  }
  session.touch('collections', id);
  session.touch('projects', project);
  session.updated(project, updated);
  if (before && before.project !== project) session.touch('projects', before.project);
}
