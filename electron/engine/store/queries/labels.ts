// What to call a version: `v7`, `v7?` while nobody has confirmed the number.
import type { Db } from '../database.js';
import { readHeads, shownText } from '../registers.js';
import { nextNumber } from '../project/number.js';

/** The number that a version, or link, without one may get: in the order in which they were made, after all that were ever used. */
function provisionalNumber(db: Db, collection: string, id: string, weight: number): number {
  const before = db.get<{ n: number }>(
    `SELECT (SELECT count(*) FROM versions WHERE collection = ?1 AND number IS NULL AND (weight, id) < (?2, ?3))
       + (SELECT count(*) FROM links WHERE model = ?1 AND number IS NULL AND (weight, id) < (?2, ?3)) AS n`, collection, weight, id,
  )?.n ?? 0;
  return nextNumber(db, collection) + before;
}

export interface Label {
  readonly number: number | null;
  readonly provisional: string | null;
  readonly label: string;
  /** `name:v7`, or the exact `name@b3:...` while the number is provisional. */
  readonly ref: string;
}

/** @param version the version; of a link, the link's id, model, weight and number */
export function labelOf(db: Db, version: { readonly id: string; readonly collection: string; readonly weight: number; readonly number: number | null; readonly digest: string }, name: string): Label {
  const { number } = version;
  if (number !== null) return { number, provisional: null, label: `v${number}`, ref: `${name}:v${number}` };
  const provisional = `v${provisionalNumber(db, version.collection, version.id, version.weight)}?`;
  return { number: null, provisional, label: provisional, ref: `${name}@${version.digest}` };
}

/** Label of an alias's or edge's target inside its collection, or a short form of what has not arrived. */
export function targetLabel(db: Db, target: string): string {
  const version = db.get<{ id: string; collection: string; weight: number; number: number | null; digest: string }>('SELECT id, collection, weight, number, digest FROM versions WHERE id = ?', target);
  if (version) return labelOf(db, version, '').label;
  const link = db.get<{ id: string; model: string; weight: number; number: number | null }>('SELECT id, model, weight, number FROM links WHERE id = ?', target);
  if (link) return labelOf(db, { ...link, collection: link.model, digest: '' }, '').label;
  return target.slice(0, 8);
}

/** How to refer to an alias's or edge's target: `name:v3`, the exact `name@b3:...` while it has no number. Null before it has arrived. */
export function targetRef(db: Db, target: string): string | null {
  const link = db.get<{ id: string; model: string; weight: number; number: number | null; version: string }>('SELECT id, model, weight, number, version FROM links WHERE id = ?', target);
  const version = db.get<{ id: string; collection: string; weight: number; number: number | null; digest: string }>('SELECT id, collection, weight, number, digest FROM versions WHERE id = ?', link?.version ?? target);
  if (!version) return null;
  const holder = link?.model ?? version.collection;
  const name = db.get<{ name: string }>('SELECT name FROM collections WHERE id = ?', holder)?.name ?? holder.slice(0, 8);
  return labelOf(db, link ? { ...link, collection: holder, digest: version.digest } : version, name).ref;
}

/** The name a device gave itself, or the start of its fingerprint until that has arrived. */
export function deviceName(db: Db, device: string): string {
  return shownText(readHeads(db, `device:${device}`), 'name') || device.slice(0, 12);
}
