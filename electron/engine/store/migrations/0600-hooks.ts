// Hooks of this device, and each time one ran. Nothing of it is folded or travels.
import type { Migration } from '../migrate.js';

export const hooks: Migration = {
  version: 600,
  sql: `
CREATE TABLE hooks(
  id TEXT PRIMARY KEY, alias TEXT NOT NULL, collection TEXT, command TEXT, url TEXT, timeout INTEGER NOT NULL, retries INTEGER NOT NULL, created INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE hook_runs(
  hook TEXT NOT NULL, event TEXT NOT NULL, n INTEGER NOT NULL, payload TEXT NOT NULL, state TEXT NOT NULL, attempts INTEGER NOT NULL, due INTEGER NOT NULL,
  at INTEGER NOT NULL, status INTEGER, output TEXT NOT NULL, PRIMARY KEY(hook, event)) WITHOUT ROWID;
CREATE INDEX hook_runs_due ON hook_runs(due) WHERE state IN ('waiting', 'running');
CREATE INDEX hook_runs_n ON hook_runs(n);
`,
};
