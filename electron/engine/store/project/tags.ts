// The tags of a thing: adds that no removal has seen.
import { readHeads } from '../registers.js';
import { dirtySubject } from '../apply.js';
import type { Session } from '../session.js';

/** `subject` is `version:<id>` and the like. */
export function projectTags(session: Session, subject: string): void {
  const { db } = session;
  const now = new Set(readHeads(db, `tags:${subject}`).keys());
  const before = db.all<{ tag: string }>('SELECT tag FROM tags WHERE subject = ?', subject).map((row) => row.tag);
  for (const tag of before) if (!now.has(tag)) db.run('DELETE FROM tags WHERE subject = ? AND tag = ?', subject, tag);
  for (const tag of now) db.run('INSERT OR IGNORE INTO tags(subject, tag) VALUES(?, ?)', subject, tag);
  dirtySubject(session, subject);
}
