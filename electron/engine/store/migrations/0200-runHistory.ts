// Runs' history: what binds metrics to log edges, the sealed parts (folded), and the rows that are not sealed yet (local).
import type { Migration } from '../migrate.js';

export const runHistory: Migration = {
  version: 200,
  sql: `
ALTER TABLE edges ADD COLUMN history TEXT;
ALTER TABLE runs ADD COLUMN run_group TEXT NOT NULL DEFAULT '';
CREATE TABLE history_parts(run TEXT NOT NULL, writer TEXT NOT NULL, lo INTEGER NOT NULL, hi INTEGER NOT NULL, blob TEXT NOT NULL, PRIMARY KEY(run, writer, lo, hi)) WITHOUT ROWID;
CREATE TABLE run_writers(id INTEGER PRIMARY KEY, run TEXT NOT NULL, writer TEXT NOT NULL, next INTEGER NOT NULL, top INTEGER NOT NULL, UNIQUE(run, writer));
CREATE TABLE run_rows(n INTEGER PRIMARY KEY AUTOINCREMENT, w INTEGER NOT NULL, row INTEGER NOT NULL, step REAL, at INTEGER NOT NULL, vals TEXT NOT NULL, kept INTEGER NOT NULL, UNIQUE(w, row));
CREATE TABLE run_live(run TEXT PRIMARY KEY, timeout INTEGER NOT NULL, seen INTEGER NOT NULL, listed INTEGER NOT NULL, summary TEXT NOT NULL, pinned TEXT NOT NULL) WITHOUT ROWID;
`,
};
