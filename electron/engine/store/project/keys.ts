// A small number for every id: what indexes of queries hold instead of 64 digits.
import type { Db } from '../database.js';

/** The key of an id, given at its first use. It says nothing: other devices have others. */
export function keyOf(db: Db, id: string): number {
  const known = db.get<{ n: number }>('SELECT n FROM keys WHERE id = ?', id);
  if (known) return known.n;
  db.run('INSERT INTO keys(id) VALUES(?)', id);
  return db.get<{ n: number }>('SELECT n FROM keys WHERE id = ?', id)?.n ?? 0;
}
