// The first schema: op log, registers and edges (what ops left), rows computed from them, and what is local to this device.
import type { Migration } from '../migrate.js';

const log = `
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE local(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE ops(
  n INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE, device TEXT NOT NULL, seq INTEGER NOT NULL, kind TEXT NOT NULL, at INTEGER NOT NULL,
  state INTEGER NOT NULL, subject TEXT, parent TEXT, weight INTEGER NOT NULL, quiet INTEGER NOT NULL, op TEXT NOT NULL);
CREATE INDEX ops_place ON ops(device, seq);
CREATE INDEX ops_recent ON ops(weight DESC, hash) WHERE quiet = 0;
CREATE INDEX ops_subject ON ops(subject, weight DESC, hash) WHERE quiet = 0;
CREATE INDEX ops_parent ON ops(parent, weight DESC, hash) WHERE quiet = 0 AND parent IS NOT NULL;
CREATE INDEX ops_later ON ops(n) WHERE state = 0;
CREATE TABLE signed_heads(device TEXT NOT NULL, hash TEXT NOT NULL, seq INTEGER NOT NULL, signature TEXT NOT NULL, PRIMARY KEY(device, hash)) WITHOUT ROWID;
CREATE TABLE forks(device TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE reissues(hash TEXT PRIMARY KEY, id TEXT NOT NULL) WITHOUT ROWID;
`;

const primitives = `
CREATE TABLE writes(subject TEXT NOT NULL, id TEXT NOT NULL, rank TEXT NOT NULL, hash TEXT NOT NULL, fields TEXT NOT NULL, PRIMARY KEY(subject, id)) WITHOUT ROWID;
CREATE TABLE seen(subject TEXT NOT NULL, id TEXT NOT NULL, fields TEXT NOT NULL, PRIMARY KEY(subject, id)) WITHOUT ROWID;
CREATE TABLE edges(
  id TEXT NOT NULL UNIQUE, form TEXT NOT NULL, collection TEXT NOT NULL, target TEXT NOT NULL, version TEXT NOT NULL, run TEXT, rank TEXT NOT NULL, hash TEXT NOT NULL,
  at INTEGER NOT NULL, actor TEXT NOT NULL, device TEXT NOT NULL, live INTEGER NOT NULL, passed INTEGER NOT NULL, metrics TEXT);
CREATE INDEX edges_latest ON edges(collection, rank DESC, hash DESC) WHERE live = 1 AND passed = 0;
CREATE INDEX edges_target ON edges(target, rank, hash);
CREATE INDEX edges_version ON edges(version) WHERE form = 'link';
CREATE INDEX edges_run ON edges(run) WHERE run IS NOT NULL;
CREATE TABLE edge_seen(edge TEXT NOT NULL, seer TEXT NOT NULL, PRIMARY KEY(edge, seer)) WITHOUT ROWID;
CREATE INDEX edge_seen_seer ON edge_seen(seer);
CREATE TABLE uses(id TEXT PRIMARY KEY, run TEXT NOT NULL, version TEXT NOT NULL, collection TEXT NOT NULL, used_as TEXT, rank TEXT NOT NULL, hash TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX uses_run ON uses(run, version);
CREATE INDEX uses_version ON uses(version, run);
CREATE TABLE numbers(collection TEXT NOT NULL, number INTEGER NOT NULL, id TEXT NOT NULL, target TEXT NOT NULL, PRIMARY KEY(collection, number, id)) WITHOUT ROWID;
CREATE INDEX numbers_target ON numbers(target, number);
CREATE TABLE names(kind TEXT NOT NULL, fold TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY(kind, fold, id)) WITHOUT ROWID;
CREATE INDEX names_id ON names(id);
CREATE TABLE attached(target TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY(target, id)) WITHOUT ROWID;
CREATE TABLE facts(
  blob TEXT NOT NULL, parser TEXT NOT NULL, parser_version INTEGER NOT NULL, facts TEXT NOT NULL, rank TEXT NOT NULL, hash TEXT NOT NULL,
  PRIMARY KEY(blob, parser)) WITHOUT ROWID;
`;

const rows = `
CREATE TABLE entities(id TEXT PRIMARY KEY, name TEXT NOT NULL, form TEXT NOT NULL, moved_to TEXT, deleted INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE projects(id TEXT PRIMARY KEY, entity TEXT NOT NULL, name TEXT NOT NULL, deleted INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX projects_entity ON projects(entity);
CREATE TABLE collections(
  id TEXT PRIMARY KEY, project TEXT NOT NULL, name TEXT NOT NULL, fold TEXT NOT NULL, type TEXT NOT NULL, form TEXT NOT NULL, description TEXT NOT NULL,
  deleted INTEGER NOT NULL, latest TEXT, latest_target TEXT, updated INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX collections_updated ON collections(updated DESC, id) WHERE deleted = 0;
CREATE INDEX collections_project ON collections(project);
CREATE TABLE versions(
  id TEXT PRIMARY KEY, collection TEXT NOT NULL, digest TEXT NOT NULL, bytes INTEGER NOT NULL, files INTEGER NOT NULL, weight INTEGER NOT NULL,
  first_edge TEXT NOT NULL, number INTEGER, deleted INTEGER NOT NULL, description TEXT NOT NULL, metadata TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX versions_collection ON versions(collection, weight DESC, id);
CREATE INDEX versions_unnumbered ON versions(collection, weight, id) WHERE number IS NULL;
CREATE INDEX versions_digest ON versions(digest);
CREATE TABLE links(id TEXT PRIMARY KEY, model TEXT NOT NULL, version TEXT NOT NULL, live INTEGER NOT NULL, weight INTEGER NOT NULL, number INTEGER) WITHOUT ROWID;
CREATE INDEX links_model ON links(model, weight DESC, id) WHERE live = 1;
CREATE INDEX links_version ON links(version) WHERE live = 1;
CREATE TABLE aliases(collection TEXT NOT NULL, alias TEXT NOT NULL, target TEXT, contested INTEGER NOT NULL, hash TEXT NOT NULL, PRIMARY KEY(collection, alias)) WITHOUT ROWID;
CREATE INDEX aliases_target ON aliases(target) WHERE target IS NOT NULL;
CREATE TABLE tags(subject TEXT NOT NULL, tag TEXT NOT NULL, PRIMARY KEY(subject, tag)) WITHOUT ROWID;
CREATE TABLE runs(
  id TEXT PRIMARY KEY, project TEXT NOT NULL, key TEXT NOT NULL, name TEXT NOT NULL, job_type TEXT NOT NULL, one_shot INTEGER NOT NULL, state TEXT NOT NULL,
  config TEXT NOT NULL, summary TEXT NOT NULL, git TEXT, started INTEGER NOT NULL, finished INTEGER, actor TEXT NOT NULL, weight INTEGER NOT NULL, deleted INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX runs_weight ON runs(weight DESC, id) WHERE deleted = 0;
CREATE INDEX runs_key ON runs(key);
CREATE TABLE updates(id TEXT PRIMARY KEY, weight INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE counters(key TEXT PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID;
`;

const search = `
CREATE TABLE docs(n INTEGER PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL, text TEXT NOT NULL, UNIQUE(kind, id));
CREATE VIRTUAL TABLE docs_text USING fts5(text, content = 'docs', content_rowid = 'n', tokenize = 'trigram');
CREATE TRIGGER docs_insert AFTER INSERT ON docs BEGIN INSERT INTO docs_text(rowid, text) VALUES(new.n, new.text); END;
CREATE TRIGGER docs_delete AFTER DELETE ON docs BEGIN INSERT INTO docs_text(docs_text, rowid, text) VALUES('delete', old.n, old.text); END;
CREATE TRIGGER docs_update AFTER UPDATE ON docs BEGIN
  INSERT INTO docs_text(docs_text, rowid, text) VALUES('delete', old.n, old.text);
  INSERT INTO docs_text(rowid, text) VALUES(new.n, new.text);
END;
`;

const local = `
CREATE TABLE changes(seq INTEGER PRIMARY KEY AUTOINCREMENT, scope TEXT NOT NULL, key TEXT NOT NULL);
CREATE TABLE outbox(collection TEXT NOT NULL, target TEXT NOT NULL, PRIMARY KEY(collection, target)) WITHOUT ROWID;
CREATE TABLE manifests(digest TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE manifest_blobs(manifest TEXT NOT NULL, blob TEXT NOT NULL, bytes INTEGER NOT NULL, PRIMARY KEY(manifest, blob)) WITHOUT ROWID;
CREATE INDEX manifest_blobs_blob ON manifest_blobs(blob);
`;

export const init: Migration = { version: 10, sql: log + primitives + rows + search + local };
