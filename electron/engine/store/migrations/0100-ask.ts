// What queries are answered from: a small key for every id, and the facts, words and numbers of versions and runs under it.
import type { Migration } from '../migrate.js';

export const ask: Migration = {
  version: 100,
  sql: `
CREATE TABLE keys(n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE);
CREATE TABLE ask_versions(
  n INTEGER PRIMARY KEY, collection INTEGER NOT NULL, run INTEGER, weight INTEGER NOT NULL, at INTEGER NOT NULL, bytes INTEGER NOT NULL, files INTEGER NOT NULL,
  number INTEGER, params REAL, deleted INTEGER NOT NULL);
CREATE INDEX ask_versions_weight ON ask_versions(weight DESC, n DESC);
CREATE INDEX ask_versions_collection ON ask_versions(collection);
CREATE INDEX ask_versions_run ON ask_versions(run) WHERE run IS NOT NULL;
CREATE TABLE ask_words(field TEXT NOT NULL, word TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY(field, word, n)) WITHOUT ROWID;
CREATE INDEX ask_words_n ON ask_words(n);
CREATE TABLE ask_numbers(field TEXT NOT NULL, value REAL NOT NULL, n INTEGER NOT NULL, PRIMARY KEY(field, value, n)) WITHOUT ROWID;
CREATE INDEX ask_numbers_n ON ask_numbers(n);
DELETE FROM docs;
INSERT OR REPLACE INTO local(key, value) SELECT 'project', 'all' WHERE EXISTS (SELECT 1 FROM ops);
`,
};
