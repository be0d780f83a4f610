// Whether a thing is deleted: some delete that stands has seen everything that hangs on it.
import { isDeleted, type Head } from '../../domain/registers.js';
import type { Subject } from '../../domain/ops.js';
import type { Db } from '../database.js';
import type { Session } from '../session.js';

const ATTACHED: Readonly<Partial<Record<Subject['kind'], string>>> = {
  version: `SELECT id FROM edges WHERE target = ?1 UNION SELECT id FROM edges WHERE version = ?1 AND form = 'link'
    UNION SELECT id FROM uses WHERE version = ?1 UNION SELECT id FROM attached WHERE target = ?1`,
  link: 'SELECT id FROM edges WHERE target = ?1 UNION SELECT id FROM attached WHERE target = ?1',
  collection: `SELECT id FROM edges WHERE collection = ?1 UNION SELECT l.id FROM edges e JOIN edges l ON l.version = e.target AND l.form = 'link' WHERE e.collection = ?1
    UNION SELECT id FROM uses WHERE collection = ?1 UNION SELECT a.id FROM edges e JOIN attached a ON a.target = e.target WHERE e.collection = ?1`,
  run: 'SELECT id FROM edges WHERE run = ?1 UNION SELECT id FROM uses WHERE run = ?1',
};

/** Identities of the log edges, links, uses and alias moves that hang on a thing. Projects and entities have none of their own. */
export function attachmentsOf(db: Db, subject: Subject): readonly string[] {
  const sql = ATTACHED[subject.kind];
  return sql === undefined ? [] : db.all<{ id: string }>(sql, subject.id).map((row) => row.id);
}

export function deletedNow(session: Session, subject: Subject, heads: ReadonlyMap<string, readonly Head[]>): boolean {
  const deletes = heads.get('deleted');
  return deletes !== undefined && isDeleted(deletes, attachmentsOf(session.db, subject), session.identity);
}
