// First shape of cache.db: blobs, their chunks and other digests, files seen, holds. Never edited after a release.

export const m010Blobs = `
CREATE TABLE blob (
  digest BLOB PRIMARY KEY,            -- BLAKE3, 32 bytes
  size INTEGER NOT NULL,
  chunker TEXT NOT NULL,
  chunker_version INTEGER NOT NULL,
  added INTEGER NOT NULL,             -- ms
  verified INTEGER NOT NULL,          -- ms; when its bytes were last hashed
  stamp TEXT NOT NULL,                -- size:mtime:ctime of the blob file when verified
  confirmed INTEGER NOT NULL,         -- 1 once a committed version named it
  linked INTEGER NOT NULL DEFAULT 0,  -- 1 once a checkout shares its inode
  damaged INTEGER NOT NULL DEFAULT 0  -- 1 once set aside
) WITHOUT ROWID;
CREATE INDEX blob_unconfirmed ON blob(digest) WHERE confirmed = 0;

-- Only of blobs with more than one chunk; else the blob is its chunk.
CREATE TABLE chunk (
  blob BLOB NOT NULL,
  place INTEGER NOT NULL,             -- offset of its first byte
  length INTEGER NOT NULL,
  digest BLOB NOT NULL,
  PRIMARY KEY (blob, place)
) WITHOUT ROWID;
CREATE INDEX chunk_digest ON chunk(digest);

CREATE TABLE blob_digest (
  blob BLOB NOT NULL,
  algorithm TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (blob, algorithm)
) WITHOUT ROWID;
CREATE INDEX blob_digest_value ON blob_digest(algorithm, value);

-- The stat cache.
CREATE TABLE seen (
  file TEXT PRIMARY KEY,              -- device:inode
  stamp TEXT NOT NULL,                -- size:mtime:ctime, ns
  blob BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX seen_blob ON seen(blob);

CREATE TABLE hold (
  hold TEXT NOT NULL,
  blob BLOB NOT NULL,
  process TEXT NOT NULL,              -- folder in tmp/ whose lock says whether it lives
  until INTEGER NOT NULL,             -- ms; stands until then though the process be gone
  PRIMARY KEY (hold, blob)
) WITHOUT ROWID;
CREATE INDEX hold_blob ON hold(blob);
CREATE INDEX hold_process ON hold(process);
`;
