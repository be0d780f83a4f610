// One hash over the folded state, equal wherever the same ops are held, or re-issues of them. Facts, local tables and the change log
// stay out, and the device of an edge, which is that of whichever copy came.
import { Blake3Hasher } from '@napi-rs/blake-hash';
import type { Db } from './database.js';

/** Tables in the order of their keys. `updates` and counters follow from these; `ops` are compared by their own hashes. */
const STATE: readonly string[] = [
  'SELECT * FROM entities ORDER BY id',
  'SELECT * FROM projects ORDER BY id',
  'SELECT * FROM collections ORDER BY id',
  'SELECT * FROM names ORDER BY kind, fold, id',
  'SELECT * FROM versions ORDER BY id',
  'SELECT id, form, collection, target, version, run, rank, at, actor, live, passed, metrics, history FROM edges ORDER BY id',
  'SELECT * FROM edge_seen ORDER BY edge, seer',
  'SELECT * FROM links ORDER BY id',
  'SELECT * FROM uses ORDER BY id',
  'SELECT * FROM numbers ORDER BY collection, number, id',
  'SELECT * FROM attached ORDER BY target, id',
  'SELECT * FROM aliases ORDER BY collection, alias',
  'SELECT * FROM sequence ORDER BY collection, alias, k, id',
  'SELECT * FROM tags ORDER BY subject, tag',
  'SELECT * FROM runs ORDER BY id',
  'SELECT * FROM writes ORDER BY subject, id',
  'SELECT * FROM seen ORDER BY subject, id',
  'SELECT key, n FROM counters WHERE n <> 0 ORDER BY key',
];

/** Fields of a write keep the order in which copies of it came; sorted, they do not. */
function settled(column: string, value: unknown): unknown {
  if (column !== 'fields' || typeof value !== 'string') return value;
  const fields: unknown = JSON.parse(value);
  return fields !== null && typeof fields === 'object' && !Array.isArray(fields) ? Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1)) : fields;
}

export function stateHash(db: Db): string {
  const hasher = new Blake3Hasher();
  for (const sql of STATE) {
    hasher.update(`${sql}\n`);
    for (const row of db.iterate<Record<string, unknown>>(sql)) hasher.update(`${JSON.stringify(Object.entries(row).map(([column, value]) => settled(column, value)))}\n`);
  }
  return hasher.digestBuffer().toString('hex');
}
