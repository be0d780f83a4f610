// Which bytes versions need: what availability, roots and checks are computed from.
import type { Db } from '../database.js';
import type { FactsPointer, VersionBlob } from '../readTypes.js';
import { isModel } from './versions.js';

export function versionBlobs(db: Db, versions: readonly string[]): readonly VersionBlob[] {
  return db.all<VersionBlob>(
    'SELECT v.id AS version, b.blob, b.bytes FROM json_each(?) AS wanted JOIN versions v ON v.id = wanted.value JOIN manifest_blobs b ON b.manifest = v.digest ORDER BY wanted.key, b.blob',
    JSON.stringify(versions),
  );
}

/** Of an artifact its own versions, of a model those behind its links. */
export function collectionBlobs(db: Db, collection: string, from: number, most: number): readonly { readonly version: string; readonly blob: string | null }[] {
  const linked = isModel(db, collection);
  const table = linked ? 'links l JOIN versions v ON v.id = l.version' : 'versions v';
  const [of, order] = linked ? ['l.model = ? AND l.live = 1', 'l.weight DESC, v.id'] : ['v.collection = ?', 'v.weight DESC, v.id'];
  return db.all(`SELECT v.id AS version, b.blob FROM ${table} LEFT JOIN manifest_blobs b ON b.manifest = v.digest WHERE ${of} AND v.deleted = 0 ORDER BY ${order} LIMIT ? OFFSET ?`, collection, most, from);
}

/** How often live and deleted versions of each collection name a blob. */
export interface BlobUse {
  readonly blob: string;
  readonly bytes: number;
  readonly collection: string;
  readonly deleted: boolean;
  readonly versions: number;
}

export function blobUses(db: Db): readonly BlobUse[] {
  return db
    .all<Omit<BlobUse, 'deleted'> & { deleted: number }>('SELECT b.blob, b.bytes, v.collection, v.deleted, count(*) AS versions FROM versions v JOIN manifest_blobs b ON b.manifest = v.digest GROUP BY b.blob, v.collection, v.deleted')
    .map((row) => ({ ...row, deleted: row.deleted !== 0 }));
}

export function versionsOfBlob(db: Db, blob: string): readonly string[] {
  return db.all<{ id: string }>('SELECT v.id FROM manifest_blobs b JOIN versions v ON v.digest = b.manifest WHERE b.blob = ? ORDER BY v.weight, v.id', blob).map((row) => row.id);
}

/** What the code of runs was captured into. */
const CODE_BLOBS = `SELECT j.value AS blob FROM runs r, json_each(json_array(json_extract(r.git, '$.diff'), json_extract(r.git, '$.capture'), json_extract(r.git, '$.files'))) j
  WHERE r.git IS NOT NULL AND j.type = 'text'`;

/** Model signatures, the newest first. */
const BUNDLES = `SELECT j.key AS blob, w.rank FROM writes w, json_each(w.fields) j WHERE w.subject >= 'signatures:' AND w.subject < 'signatures;' ORDER BY w.rank DESC`;

export function* allBlobs(db: Db): Iterable<string> {
  for (const row of db.iterate<{ blob: string }>(`SELECT blob FROM manifest_blobs UNION SELECT facts AS blob FROM facts UNION SELECT blob FROM history_parts UNION ${CODE_BLOBS} UNION SELECT blob FROM (${BUNDLES})`)) yield row.blob;
}

export function factsOf(db: Db, blob: string): readonly Omit<FactsPointer, 'path'>[] {
  return db.all<Omit<FactsPointer, 'path'>>('SELECT blob, parser, parser_version AS parserVersion, facts FROM facts WHERE blob = ? ORDER BY parser', blob);
}

export function factBlobs(db: Db, most: number): readonly string[] {
  const bundles = db.all<{ blob: string }>(`${BUNDLES} LIMIT ?`, most).map((row) => row.blob);
  return [...new Set([...bundles, ...db.all<{ facts: string }>('SELECT facts FROM facts ORDER BY rank DESC LIMIT ?', most).map((row) => row.facts)])];
}

export function captureBlobs(db: Db, most: number): readonly string[] {
  return [...new Set(db.all<{ capture: string }>("SELECT json_extract(git, '$.capture') AS capture FROM runs WHERE deleted = 0 AND json_extract(git, '$.capture') IS NOT NULL ORDER BY weight DESC, id LIMIT ?", most).map((row) => row.capture))];
}
