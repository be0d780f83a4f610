// What is followed on this device, and what others did to it. Nothing of it is folded or travels.
import type { Migration } from '../migrate.js';

export const notices: Migration = {
  version: 900,
  sql: `
CREATE TABLE follows(collection TEXT PRIMARY KEY, following INTEGER NOT NULL, chosen INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE notices(
  n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, hash TEXT NOT NULL, kind TEXT NOT NULL, collection TEXT NOT NULL, read INTEGER NOT NULL, told INTEGER NOT NULL);
CREATE INDEX notices_unread ON notices(n) WHERE read = 0;
CREATE INDEX notices_untold ON notices(n) WHERE told = 0;
`,
};
