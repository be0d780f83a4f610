// Rows of cache.db that sync and eviction keep: pins, what remotes hold, when blobs were used, the log of syncing.
import type { Digest } from '../../../shared/contract/primitives.js';
import { prepareNamed, writing, type Sqlite } from './database.js';
import { digestBytes } from './layout.js';
import { slices } from './slices.js';
import type { SyncLogRow, SyncRows } from './types.js';

/** Lines of the log that are kept. */
const LOG_LINES = 50_000;
/** A use is noted again when the last note is older than this. */
const USE_MS = 10 * 60_000;
const ROWS = 2000;

export function createSyncRows(db: Sqlite): SyncRows {
  const prepare = (sql: string) => prepareNamed(db, sql);
  const pin = prepare('INSERT OR IGNORE INTO pin (registry, version, at) VALUES (?, ?, ?)');
  const unpin = prepare('DELETE FROM pin WHERE registry = ? AND version = ?');
  const pinned = prepare('SELECT version FROM pin WHERE registry = ? ORDER BY at, version');
  const anyPin = prepare('SELECT 1 AS found FROM pin WHERE registry = ? AND version = ?');
  const known = prepare(
    'SELECT lower(hex(c.chunk)) AS chunk FROM json_each(?) AS asked CROSS JOIN remote_chunk c ON c.remote = ? AND c.chunk = unhex(asked.value) WHERE c.seen BETWEEN ? AND ?',
  );
  const note = prepare('INSERT INTO remote_chunk (remote, chunk, seen) VALUES (?, ?, ?) ON CONFLICT (remote, chunk) DO UPDATE SET seen = excluded.seen');
  const forget = prepare('DELETE FROM remote_chunk WHERE remote = ? AND chunk = ?');
  const forgetAll = prepare('DELETE FROM remote_chunk WHERE remote = ?');
  const place = prepare(
    'SELECT lower(hex(c.blob)) AS blob, c.place AS place FROM chunk c JOIN blob b ON b.digest = c.blob WHERE c.digest = ? AND b.damaged = 0 LIMIT 4',
  );
  const within = prepare("SELECT DISTINCT 'b3:' || asked.value AS chunk FROM json_each(?) AS asked CROSS JOIN chunk c ON c.digest = unhex(asked.value)");
  const use = prepare('UPDATE blob SET used = ?2 WHERE digest = ?1 AND used < ?3');
  const oldest = prepare('SELECT lower(hex(digest)) AS blob, size, max(used, added) AS used, confirmed, linked FROM blob WHERE damaged = 0 AND size > ? ORDER BY max(used, added), digest');
  const add = prepare('INSERT INTO sync_log (at, level, registry, text, about) VALUES (?, ?, ?, ?, ?)');
  const trim = prepare('DELETE FROM sync_log WHERE n <= (SELECT max(n) FROM sync_log) - ?');
  const lines = (shown: string) => prepare(`SELECT n AS id, at, level, registry, text, about FROM sync_log WHERE n < ?1 AND (?2 = '' OR text LIKE '%' || ?2 || '%' ESCAPE '\\') ${shown} ORDER BY n DESC LIMIT ?3`);
  const linesOf = { all: lines(''), errors: lines("AND level <> 'info' AND about IS NULL"), skipped: lines("AND about = 'skipped'"), conflicts: lines("AND about = 'conflict'") };

  return {
    pin: (registry, version, at) => writing(db, () => void pin.run(registry, version, at)),
    unpin: (registry, version) => writing(db, () => void unpin.run(registry, version)),
    pinned: (registry) => (pinned.all(registry) as { version: string }[]).map((row) => row.version),
    isPinned: (registry, version) => anyPin.get(registry, version) !== undefined,
    inRemote(remote, chunks, { since, until }) {
      const found = new Set<Digest>();
      for (const slice of slices(chunks)) {
        for (const row of known.all(JSON.stringify(slice.map((chunk) => chunk.slice(3))), remote, since, until) as { chunk: string }[]) found.add(`b3:${row.chunk}`);
      }
      return found;
    },
    noteInRemote(remote, chunks, at) {
      for (let from = 0; from < chunks.length; from += ROWS) writing(db, () => chunks.slice(from, from + ROWS).forEach((chunk) => note.run(remote, digestBytes(chunk), at)));
    },
    forgetInRemote(remote, chunks) {
      writing(db, () => (chunks === undefined ? void forgetAll.run(remote) : chunks.forEach((chunk) => forget.run(remote, digestBytes(chunk)))));
    },
    placesOf: (chunk) => (place.all([digestBytes(chunk)]) as { blob: string; place: number }[]).map((row) => ({ blob: `b3:${row.blob}`, from: row.place })),
    withinOthers(chunks) {
      const found = slices(chunks).flatMap((slice) => within.all(JSON.stringify(slice.map((chunk) => chunk.slice(3)))) as { chunk: Digest }[]);
      return new Set(found.map((row) => row.chunk));
    },
    used(blobs, at) {
      writing(db, () => blobs.forEach((blob) => use.run(digestBytes(blob), at, at - USE_MS)));
    },
    leastUsed: (above) => (oldest.all(above) as { blob: string; size: number; used: number; confirmed: number; linked: number }[]).map((row) => ({ blob: `b3:${row.blob}`, size: row.size, used: row.used, confirmed: row.confirmed === 1, linked: row.linked === 1 })),
    log({ at, level, registry, text, about = null }) {
      writing(db, () => {
        add.run(at, level, registry, text, about);
        trim.run(LOG_LINES);
      });
    },
    logLines: (query, before, limit, show = 'all') => linesOf[show].all(before ?? Number.MAX_SAFE_INTEGER, query.replace(/[\\%_]/g, (character) => `\\${character}`), limit) as SyncLogRow[],
  };
}
