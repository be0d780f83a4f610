// Collection and project rows.
import { Headline, type ProjectRow } from '../../../../shared/contract/entities.js';
import type { Actor } from '../../../../shared/contract/primitives.js';
import { shownAliases } from '../aliasMoves.js';
import { describedField } from '../../domain/fold.js';
import type { Db } from '../database.js';
import { readHeads, shown } from '../registers.js';
import { millisOf } from '../session.js';
import type { CollectionItem } from '../readTypes.js';
import { headlineTrend } from './headlineTrend.js';
import { targetLabel } from './labels.js';
import { safetyOfManifest } from './safety.js';

export function counter(db: Db, key: string): number {
  return db.get<{ n: number }>('SELECT n FROM counters WHERE key = ?', key)?.n ?? 0;
}

export function tagsOf(db: Db, subject: string): string[] {
  return db.all<{ tag: string }>('SELECT tag FROM tags WHERE subject = ? ORDER BY tag', subject).map((row) => row.tag);
}

interface Row {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly form: 'artifact' | 'registered';
  readonly description: string;
  readonly latest: string | null;
  readonly latest_target: string | null;
  readonly updated: number;
  readonly project: string;
  readonly entity: string;
}

export const COLLECTION_SELECT = `SELECT c.id, c.name, c.type, c.form, c.description, c.latest, c.latest_target, c.updated, coalesce(p.name, substr(c.project, 1, 8)) AS project, coalesce(e.name, '') AS entity
  FROM collections c LEFT JOIN projects p ON p.id = c.project LEFT JOIN entities e ON e.id = p.entity`;

function latestOf(db: Db, row: Row): CollectionItem['latest'] {
  if (row.latest === null || row.latest_target === null) return null;
  const edge = db.get<{ version: string; at: number; actor: string }>('SELECT version, at, actor FROM edges WHERE id = ?', row.latest);
  const version = edge && db.get<{ digest: string; bytes: number }>('SELECT digest, bytes FROM versions WHERE id = ?', edge.version);
  if (!edge || !version) return null;
  return { label: targetLabel(db, row.latest_target), digest: version.digest, bytes: version.bytes, at: edge.at, actor: JSON.parse(edge.actor) as Actor, version: edge.version, safety: safetyOfManifest(db, version.digest) };
}

/** What another device wrote may be no headline. `production` is the link that it stands on. */
function headlineOf(db: Db, model: string, production: string | null): Pick<CollectionItem, 'headline' | 'trend'> {
  const found = Headline.safeParse(shown(readHeads(db, `collection:${model}`), describedField('headline')));
  return found.success ? { headline: found.data, trend: headlineTrend(db, model, found.data.metric, production) } : {};
}

export function collectionItem(db: Db, row: Row): CollectionItem {
  const latest = latestOf(db, row);
  const set = shownAliases(db, row.id);
  const aliases: [string, string][] = set.flatMap(({ alias, target }) => (target === null ? [] : [[alias, targetLabel(db, target)] as [string, string]]));
  if (latest) aliases.unshift(['latest', latest.label]);
  return {
    id: row.id,
    name: row.name,
    project: row.project,
    entity: row.entity,
    type: row.type,
    form: row.form,
    description: row.description,
    tags: tagsOf(db, `collection:${row.id}`),
    versions: counter(db, `versions:${row.id}`),
    aliases: Object.fromEntries(aliases),
    contested: set.filter((each) => each.contested).map((each) => each.alias),
    latest,
    updated: millisOf(row.updated),
    ...(row.form === 'registered' ? headlineOf(db, row.id, set.find(({ alias }) => alias === 'production')?.target ?? null) : {}),
  };
}

export function collectionById(db: Db, id: string): CollectionItem | undefined {
  const row = db.get<Row>(`${COLLECTION_SELECT} WHERE c.id = ?`, id);
  return row && collectionItem(db, row);
}

/** Newest change first. `after` is the place of the last row of the page before. */
export function collectionPage(db: Db, after: readonly [number, string] | null, limit: number, query: string): { readonly order: number; readonly row: CollectionItem }[] {
  const filter = query === '' ? '' : `AND (instr(c.fold, ?) > 0 OR instr(lower(c.type), ?) > 0)`;
  const place = after ? 'AND (c.updated < ? OR (c.updated = ? AND c.id > ?))' : '';
  const rows = db.all<Row>(
    `${COLLECTION_SELECT} WHERE c.deleted = 0 ${filter} ${place} ORDER BY c.updated DESC, c.id LIMIT ?`,
    ...(query === '' ? [] : [query, query]), ...(after ? [after[0], after[0], after[1]] : []), limit,
  );
  return rows.map((row) => ({ order: row.updated, row: collectionItem(db, row) }));
}

export function collectionMatches(db: Db, query: string): number {
  if (query === '') return counter(db, 'collections');
  return db.get<{ n: number }>('SELECT count(*) AS n FROM collections WHERE deleted = 0 AND (instr(fold, ?1) > 0 OR instr(lower(type), ?1) > 0)', query)?.n ?? 0;
}

interface Project {
  readonly id: string;
  readonly name: string;
  readonly entity: string;
  readonly updated: number;
}

const PROJECT_SELECT = `SELECT p.id, p.name, coalesce(e.name, substr(p.entity, 1, 8)) AS entity, coalesce(u.weight, -6144000000000000) AS updated
  FROM projects p LEFT JOIN entities e ON e.id = p.entity LEFT JOIN updates u ON u.id = p.id WHERE p.deleted = 0`;

function projectRow(db: Db, row: Project): { order: number; row: ProjectRow } {
  return {
    order: row.updated,
    row: { id: row.id, entity: row.entity, name: row.name, collections: counter(db, `collections:${row.id}`), runs: counter(db, `runs:${row.id}`), updated: millisOf(row.updated) },
  };
}

export function projectById(db: Db, id: string): { order: number; row: ProjectRow } | undefined {
  const row = db.get<Project>(`${PROJECT_SELECT} AND p.id = ?`, id);
  return row && projectRow(db, row);
}

export function projectPage(db: Db, after: readonly [number, string] | null, limit: number, query: string): { order: number; row: ProjectRow }[] {
  const rows = db.all<Project>(
    `SELECT * FROM (${PROJECT_SELECT}) WHERE (?1 = '' OR instr(lower(name), ?1) > 0) AND (?2 IS NULL OR updated < ?2 OR (updated = ?2 AND id > ?3)) ORDER BY updated DESC, id LIMIT ?4`,
    query, after?.[0] ?? null, after?.[1] ?? null, limit,
  );
  return rows.map((row) => projectRow(db, row));
}

export function projectMatches(db: Db, query: string): number {
  if (query === '') return counter(db, 'projects');
  return db.get<{ n: number }>('SELECT count(*) AS n FROM projects WHERE deleted = 0 AND instr(lower(name), ?) > 0', query)?.n ?? 0;
}
