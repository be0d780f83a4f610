// Moves of protected aliases: their places in the sequence (folded), who carries each, and those that wait to be published.
import type { Migration } from '../migrate.js';

export const sequence: Migration = {
  version: 20,
  sql: `
CREATE TABLE sequence(collection TEXT NOT NULL, alias TEXT NOT NULL, k INTEGER NOT NULL, id TEXT NOT NULL, PRIMARY KEY(collection, alias, k, id)) WITHOUT ROWID;
CREATE INDEX sequence_id ON sequence(id);
CREATE TABLE carriers(id TEXT PRIMARY KEY, hash TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE moves(
  collection TEXT NOT NULL, alias TEXT NOT NULL, target TEXT, observed TEXT NOT NULL, actor TEXT NOT NULL, hlc TEXT NOT NULL, at INTEGER NOT NULL, note TEXT,
  PRIMARY KEY(collection, alias)) WITHOUT ROWID;
`,
};
