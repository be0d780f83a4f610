// What search looks through: one text for each thing that has words of its own.
import type { Session } from '../session.js';
import { keyOf } from './keys.js';

/** Keeps the text of a thing; none at all removes it. */
export function setDoc(session: Session, kind: 'collection' | 'version' | 'run' | 'project', id: string, words: readonly string[]): void {
  const { db } = session;
  const text = words.filter((word) => word !== '').join('\n');
  const before = db.get<{ text: string }>('SELECT text FROM docs WHERE kind = ? AND id = ?', kind, id)?.text;
  if (before === text || (before === undefined && text === '')) return;
  if (text === '') db.run('DELETE FROM docs WHERE kind = ? AND id = ?', kind, id);
  else if (before === undefined) db.run('INSERT INTO docs(n, kind, id, text) VALUES(?, ?, ?, ?)', keyOf(db, id), kind, id, text);
  else db.run('UPDATE docs SET text = ? WHERE kind = ? AND id = ?', text, kind, id);
}
