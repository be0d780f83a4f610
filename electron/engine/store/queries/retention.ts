// What retention looks at: why versions stay, which bytes only some of them hold, and what was deleted when and by whom.
import type { JsonObject } from '../../../../shared/contract/primitives.js';
import { describedField } from '../../domain/fold.js';
import { toldBy } from '../../domain/moveRecord.js';
import type { Op } from '../../domain/ops.js';
import { keptByAlias, shownAliases } from '../aliasMoves.js';
import type { Db } from '../database.js';
import { readHeads, shown } from '../registers.js';
import type { Deletion, RemovalItem, ThinCandidate } from '../readTypes.js';
import { targetLabel, targetRef } from './labels.js';

const DAY_MS = 86_400_000;

/** Days to live that were written about a thing; null without. */
export function ttlOf(db: Db, kind: 'version' | 'collection', id: string): number | null {
  const days = shown(readHeads(db, `${kind}:${id}`), describedField('ttl'));
  return typeof days === 'number' && days > 0 ? days : null;
}

/** version -> why it stays whatever a rule says. Every head of a contested alias counts, and moves that wait here. */
function heldIn(db: Db, collection: string): ReadonlyMap<string, readonly string[]> {
  const held = new Map<string, string[]>();
  const hold = (version: string | null, why: string): void => {
    if (version === null) return;
    const list = held.get(version) ?? [];
    if (!list.includes(why)) list.push(why);
    held.set(version, list);
  };
  hold(db.get<{ latest_target: string | null }>('SELECT latest_target FROM collections WHERE id = ?', collection)?.latest_target ?? null, 'latest');
  for (const { alias, target } of shownAliases(db, collection)) {
    hold(target, `alias ${alias}`);
    for (const kept of keptByAlias(db, collection, alias)) hold(kept, `alias ${alias}`);
  }
  for (const { alias, target } of db.all<{ alias: string; target: string | null }>('SELECT alias, target FROM moves WHERE collection = ?', collection)) hold(target, `alias ${alias}`);
  for (const link of db.all<{ id: string; version: string }>('SELECT l.id, l.version FROM links l JOIN versions v ON v.id = l.version WHERE v.collection = ? AND l.live = 1', collection)) hold(link.version, `linked to ${targetRef(db, link.id) ?? 'a model'}`);
  for (const { version, n } of db.all<{ version: string; n: number }>('SELECT version, count(DISTINCT run) AS n FROM uses WHERE collection = ? GROUP BY version', collection)) hold(version, `used by ${n} ${n === 1 ? 'run' : 'runs'}`);
  return held;
}

/** The live versions of an artifact, oldest first. */
export function thinCandidates(db: Db, collection: string): readonly ThinCandidate[] {
  const held = heldIn(db, collection);
  const ofAll = ttlOf(db, 'collection', collection);
  const rows = db.all<{ id: string; weight: number; at: number | null; bytes: number; metrics: string | null; ttl: number | null; tags: string | null }>(
    `SELECT v.id, v.weight, e.at, v.bytes, e.metrics, (SELECT value FROM ask_numbers n WHERE n.n = k.n AND n.field = 'ttl') AS ttl,
       (SELECT json_group_array(tag) FROM tags t WHERE t.subject = 'version:' || v.id) AS tags
     FROM versions v JOIN keys k ON k.id = v.id LEFT JOIN edges e ON e.id = v.first_edge WHERE v.collection = ? AND v.deleted = 0 ORDER BY v.weight, v.id`,
    collection,
  );
  return rows.map(({ id, weight, at, bytes, metrics, ttl, tags }) => {
    const days = ttl ?? ofAll;
    const values = metrics === null ? {} : (JSON.parse(metrics) as JsonObject);
    return {
      id,
      weight,
      at: at ?? 0,
      bytes,
      metrics: Object.fromEntries(Object.entries(values).flatMap(([key, value]) => (typeof value === 'number' ? [[key, value] as const] : []))),
      tags: tags === null ? [] : (JSON.parse(tags) as string[]),
      held: held.get(id) ?? [],
      ref: targetRef(db, id) ?? id,
      label: targetLabel(db, id),
      expires: days === null ? null : (at ?? 0) + days * DAY_MS,
    };
  });
}

/** Bytes of blobs that these versions name and no other version does, a deleted one included. */
export function bytesOnlyIn(db: Db, versions: readonly string[]): number {
  return (
    db.get<{ n: number | null }>(
      `WITH gone(id) AS MATERIALIZED (SELECT value FROM json_each(?)), named(blob, bytes) AS (
         SELECT DISTINCT b.blob, b.bytes FROM gone g JOIN versions v ON v.id = g.id JOIN manifest_blobs b ON b.manifest = v.digest)
       SELECT sum(bytes) AS n FROM named WHERE NOT EXISTS (
         SELECT 1 FROM manifest_blobs o JOIN versions w ON w.digest = o.manifest WHERE o.blob = named.blob AND w.id NOT IN (SELECT id FROM gone))`,
      JSON.stringify(versions),
    )?.n ?? 0
  );
}

const deletion = (row: { readonly subject: string; readonly op: string }): Deletion => {
  const { at, actor, body } = toldBy(JSON.parse(row.op) as Op);
  return { version: row.subject, at, actor, note: typeof body['note'] === 'string' && body['note'] !== '' ? body['note'] : null };
};

/** The newest deletion of a version that is deleted. */
export function deletionOf(db: Db, version: string): Deletion | undefined {
  const row = db.get<{ subject: string; op: string }>("SELECT o.subject, o.op FROM ops o JOIN versions v ON v.id = o.subject AND v.deleted = 1 WHERE o.subject = ? AND o.quiet = 0 AND o.kind = 'delete' ORDER BY o.weight DESC LIMIT 1", version);
  return row && deletion(row);
}

/** Deleted versions, of one collection or of all, newest deletion first. */
export function deletions(db: Db, collection: string | undefined, limit: number): readonly Deletion[] {
  return db
    .all<{ subject: string; op: string }>(
      `SELECT o.subject, o.op FROM versions v JOIN ops o ON o.hash = (SELECT hash FROM ops WHERE subject = v.id AND quiet = 0 AND kind = 'delete' ORDER BY weight DESC LIMIT 1)
       WHERE v.deleted = 1 AND (?1 IS NULL OR v.collection = ?1) ORDER BY o.weight DESC LIMIT ?2`,
      collection ?? null, limit,
    )
    .map(deletion);
}

const BATCH = "json_extract(op, '$.body.batch')";

/** The versions that one run removed, whatever became of them since. */
export function removalOf(db: Db, batch: string): RemovalItem | undefined {
  const rows = db.all<{ subject: string; op: string }>(`SELECT subject, op FROM ops WHERE kind = 'delete' AND ${BATCH} = ? AND state = 1 ORDER BY n`, batch);
  const [first] = rows;
  if (!first) return undefined;
  const { at, actor, note } = deletion(first);
  return { batch, at, actor, note, versions: rows.map((row) => row.subject) };
}

/** Runs that removed versions, newest first. */
export function removals(db: Db, limit: number): readonly RemovalItem[] {
  const batches = db.all<{ batch: string }>(`SELECT ${BATCH} AS batch, max(weight) AS newest FROM ops WHERE kind = 'delete' AND ${BATCH} IS NOT NULL GROUP BY 1 ORDER BY newest DESC LIMIT ?`, limit);
  return batches.flatMap(({ batch }) => removalOf(db, batch) ?? []);
}
