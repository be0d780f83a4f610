// What sync and eviction remember: when a blob was last asked for, what is pinned, what remotes hold, the log of syncing. Never
// edited after a release.

export const m500Sync = `
ALTER TABLE blob ADD COLUMN used INTEGER NOT NULL DEFAULT 0;  -- ms; when its bytes were last asked for

CREATE TABLE pin (
  registry TEXT NOT NULL,
  version TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (registry, version)
) WITHOUT ROWID;

-- Chunks that a remote was seen to hold. Losing rows costs requests, never data.
CREATE TABLE remote_chunk (
  remote TEXT NOT NULL,               -- BLAKE3 of its config
  chunk BLOB NOT NULL,
  seen INTEGER NOT NULL,              -- ms
  PRIMARY KEY (remote, chunk)
) WITHOUT ROWID;

CREATE TABLE sync_log (
  n INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  level TEXT NOT NULL,
  registry TEXT,
  text TEXT NOT NULL
);
`;
