// Version rows as lists show them, of collections and of registered models.
import type { AliasBadge } from '../../../../shared/contract/entities.js';
import type { Actor, Metrics } from '../../../../shared/contract/primitives.js';
import { aliasesOn } from '../aliasMoves.js';
import type { Db } from '../database.js';
import type { LinkItem, VersionItem } from '../readTypes.js';
import { counter, tagsOf } from './collections.js';
import { deviceName, labelOf, targetLabel, targetRef } from './labels.js';
import { safetyOfManifest } from './safety.js';

export interface VersionSource {
  readonly id: string;
  readonly collection: string;
  readonly digest: string;
  readonly bytes: number;
  readonly files: number;
  readonly weight: number;
  readonly number: number | null;
  readonly deleted: number;
  readonly description: string;
  readonly metadata: string;
  readonly first_edge: string;
}

export const VERSION_COLUMNS = 'v.id, v.collection, v.digest, v.bytes, v.files, v.weight, v.number, v.deleted, v.description, v.metadata, v.first_edge';

interface Holder {
  readonly name: string;
  readonly type: string;
  readonly project: string;
  readonly entity: string;
  readonly latest_target: string | null;
}

function holderOf(db: Db, collection: string): Holder {
  const row = db.get<Holder>(
    `SELECT c.name, c.type, c.latest_target, coalesce(p.name, substr(c.project, 1, 8)) AS project, coalesce(e.name, '') AS entity
     FROM collections c LEFT JOIN projects p ON p.id = c.project LEFT JOIN entities e ON e.id = p.entity WHERE c.id = ?`,
    collection,
  );
  return row ?? { name: collection.slice(0, 8), type: '', project: '', entity: '', latest_target: null };
}

/** The aliases of a version or link as they are shown. */
export function badges(db: Db, collection: string, target: string, latest: string | null): AliasBadge[] {
  const shown: AliasBadge[] = aliasesOn(db, collection, target).map((each) => ({ name: each.alias, kind: 'set', contested: each.contested, ...(each.unpublished ? { unpublished: true } : {}) }));
  return latest === target ? [{ name: 'latest', kind: 'auto', contested: false }, ...shown] : shown;
}

/** What a linked version is called where it was logged. */
function sourceNamed(db: Db, version: VersionSource): NonNullable<VersionItem['source']> {
  const { name } = holderOf(db, version.collection);
  const { ref, label } = labelOf(db, version, name);
  return { ref, label, name, collection: version.collection };
}

interface Edge {
  readonly at: number;
  readonly actor: string;
  readonly device: string;
  readonly run: string | null;
  readonly metrics: string | null;
  readonly run_key: string | null;
  readonly run_name: string | null;
}

/** When a link was first made, and by whom. */
function linkedAt(db: Db, link: string): Pick<VersionItem, 'linked'> {
  const edge = db.get<{ at: number; actor: string }>("SELECT at, actor FROM edges WHERE target = ? AND form = 'link' ORDER BY rank, hash LIMIT 1", link);
  return edge ? { linked: { at: edge.at, actor: JSON.parse(edge.actor) as Actor } } : {};
}

/** Builds the rows of one collection; what all share is read once. */
export function versionBuilder(db: Db, collection: string): (version: VersionSource, link?: { readonly id: string; readonly weight: number; readonly number: number | null }) => VersionItem {
  const holder = holderOf(db, collection);
  return (version, link) => {
    const edge = db.get<Edge>('SELECT e.at, e.actor, e.device, e.run, e.metrics, r.key AS run_key, r.name AS run_name FROM edges e LEFT JOIN runs r ON r.id = e.run WHERE e.id = ?', version.first_edge);
    const label = labelOf(db, link ? { ...link, collection, digest: version.digest } : version, holder.name);
    return {
      id: version.id,
      collection,
      name: holder.name,
      project: holder.project,
      entity: holder.entity,
      type: holder.type,
      ...label,
      digest: version.digest,
      bytes: version.bytes,
      files: version.files,
      aliases: badges(db, collection, link?.id ?? version.id, holder.latest_target),
      tags: tagsOf(db, `version:${version.id}`),
      description: version.description,
      metrics: edge?.metrics ? (JSON.parse(edge.metrics) as Metrics) : {},
      safety: safetyOfManifest(db, version.digest),
      deleted: version.deleted === 1,
      actor: edge ? (JSON.parse(edge.actor) as Actor) : { name: 'unknown' },
      device: edge ? deviceName(db, edge.device) : '',
      created: edge?.at ?? 0,
      run: edge?.run && edge.run_key !== null ? { id: edge.run, key: edge.run_key, name: edge.run_name ?? '' } : null,
      ...(link ? { source: sourceNamed(db, version), ...linkedAt(db, link.id) } : {}),
      logged: db.get<{ n: number }>("SELECT count(*) AS n FROM edges WHERE target = ? AND form = 'log'", version.id)?.n ?? 0,
    };
  };
}

export function sourceOf(db: Db, id: string): VersionSource | undefined {
  return db.get<VersionSource>(`SELECT ${VERSION_COLUMNS} FROM versions v WHERE v.id = ?`, id);
}

export function versionById(db: Db, id: string): VersionItem | undefined {
  const source = sourceOf(db, id);
  return source && versionBuilder(db, source.collection)(source);
}

export function versionsByDigest(db: Db, digest: string): readonly VersionItem[] {
  return db.all<VersionSource>(`SELECT ${VERSION_COLUMNS} FROM versions v WHERE v.digest = ? ORDER BY v.weight, v.id`, digest).map((source) => versionBuilder(db, source.collection)(source));
}

/** The words of a filter: a number (`v12`, `12`), part of a digest, an alias, a tag or the description. */
const FILTER = `AND (v.number = ?3 OR instr(v.digest, ?2) > 0 OR instr(lower(v.description), ?2) > 0
  OR EXISTS (SELECT 1 FROM aliases a WHERE a.target = v.id AND instr(lower(a.alias), ?2) > 0) OR EXISTS (SELECT 1 FROM tags t WHERE t.subject = 'version:' || v.id AND instr(lower(t.tag), ?2) > 0))`;

/** The same in a registered model, whose numbers and aliases are those of the links; the source's name counts too. */
const LINK_FILTER = `AND (l.number = ?3 OR instr(v.digest, ?2) > 0 OR instr(lower(v.description), ?2) > 0
  OR EXISTS (SELECT 1 FROM collections c WHERE c.id = v.collection AND instr(c.fold, ?2) > 0)
  OR EXISTS (SELECT 1 FROM aliases a WHERE a.target = l.id AND instr(lower(a.alias), ?2) > 0) OR EXISTS (SELECT 1 FROM tags t WHERE t.subject = 'version:' || v.id AND instr(lower(t.tag), ?2) > 0))`;

function numberIn(query: string): number {
  const match = /^v?(\d{1,15})$/.exec(query);
  return match ? Number(match[1]) : -1;
}

export interface VersionPlace {
  readonly order: number;
  readonly row: VersionItem;
}

export function isModel(db: Db, collection: string): boolean {
  return db.get<{ form: string }>('SELECT form FROM collections WHERE id = ?', collection)?.form === 'registered';
}

type LinkedSource = VersionSource & { readonly link: string; readonly link_weight: number; readonly link_number: number | null };

function linkPage(db: Db, model: string, after: readonly [number, string] | null, limit: number, query: string): VersionPlace[] {
  const build = versionBuilder(db, model);
  const rows = db.all<LinkedSource>(
    `SELECT ${VERSION_COLUMNS}, l.id AS link, l.weight AS link_weight, l.number AS link_number FROM links l JOIN versions v ON v.id = l.version
     WHERE l.model = ?1 AND l.live = 1 ${query === '' ? '' : LINK_FILTER} ${after ? 'AND (l.weight < ?4 OR (l.weight = ?4 AND v.id > ?5))' : ''} ORDER BY l.weight DESC, v.id LIMIT ?6`,
    model, query, numberIn(query), after?.[0] ?? 0, after?.[1] ?? '', limit,
  );
  return rows.map((row) => ({ order: row.link_weight, row: build(row, { id: row.link, weight: row.link_weight, number: row.link_number }) }));
}

/** Newest first. */
export function versionPage(db: Db, collection: string, after: readonly [number, string] | null, limit: number, query: string): VersionPlace[] {
  if (isModel(db, collection)) return linkPage(db, collection, after, limit, query);
  const build = versionBuilder(db, collection);
  const filter = query === '' ? '' : FILTER;
  const place = after ? 'AND (v.weight < ?4 OR (v.weight = ?4 AND v.id > ?5))' : '';
  const rows = db.all<VersionSource>(
    `SELECT ${VERSION_COLUMNS} FROM versions v WHERE v.collection = ?1 ${filter} ${place} ORDER BY v.weight DESC, v.id LIMIT ?6`,
    collection, query, numberIn(query), after?.[0] ?? 0, after?.[1] ?? '', limit,
  );
  return rows.map((row) => ({ order: row.weight, row: build(row) }));
}

export function versionMatches(db: Db, collection: string, query: string): number {
  if (query === '') return counter(db, `listed:${collection}`);
  if (isModel(db, collection)) return db.get<{ n: number }>(`SELECT count(*) AS n FROM links l JOIN versions v ON v.id = l.version WHERE l.model = ?1 AND l.live = 1 ${LINK_FILTER}`, collection, query, numberIn(query))?.n ?? 0;
  return db.get<{ n: number }>(`SELECT count(*) AS n FROM versions v WHERE v.collection = ?1 ${FILTER}`, collection, query, numberIn(query))?.n ?? 0;
}

/** The row of a version in the list of a collection or model. */
export function versionIn(db: Db, collection: string, id: string): VersionPlace | undefined {
  const source = sourceOf(db, id);
  if (!source) return undefined;
  if (source.collection === collection) return { order: source.weight, row: versionBuilder(db, collection)(source) };
  const link = db.get<{ id: string; number: number | null; weight: number }>('SELECT id, number, weight FROM links WHERE model = ? AND version = ? AND live = 1', collection, id);
  return link && { order: link.weight, row: versionBuilder(db, collection)(source, link) };
}

/** A link, also one that was taken back. */
export function linkById(db: Db, id: string): LinkItem | undefined {
  const row = db.get<{ id: string; model: string; version: string; live: number; weight: number }>('SELECT id, model, version, live, weight FROM links WHERE id = ?', id);
  return row && { id: row.id, model: row.model, version: row.version, live: row.live === 1, weight: row.weight, label: targetLabel(db, id), ref: targetRef(db, id) ?? id.slice(0, 8) };
}
