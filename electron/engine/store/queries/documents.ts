// Small documents that one op each overwrites whole: saved views and policies.
import type { Db } from '../database.js';
import { readHeads } from '../registers.js';
import type { StoredDocument } from '../readTypes.js';

/** One document, also one that was emptied (its value is null); undefined where none ever was. */
export function documentOf(db: Db, kind: 'view' | 'policy', id: string): StoredDocument | undefined {
  const heads = readHeads(db, `${kind}:${id}`).get('value');
  const [first] = heads ?? [];
  return first && { id, value: first.value, heads: (heads ?? []).map((head) => head.id) };
}

/** Every document that is not empty, by id. */
export function documents(db: Db, kind: 'view' | 'policy'): readonly StoredDocument[] {
  const ids = db.all<{ subject: string }>('SELECT DISTINCT subject FROM writes WHERE subject >= ? AND subject < ? ORDER BY subject', `${kind}:`, `${kind};`).map((row) => row.subject.slice(kind.length + 1));
  return ids.flatMap((id) => {
    const document = documentOf(db, kind, id);
    return document && document.value !== null ? [document] : [];
  });
}
