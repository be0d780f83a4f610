// From a parsed reference to the version it means, by the rules of names, numbers, aliases and digests.
import { CairnError } from '../../../shared/contract/errors.js';
import { foldName } from '../domain/foldName.js';
import { linkId, projectId } from '../domain/ids.js';
import { formatReference, parseReference, type Reference } from '../domain/references.js';
import { shownAliases } from './aliasMoves.js';
import type { Db } from './database.js';
import { getMeta } from './meta.js';
import { refuseMoved } from './numbersShown.js';
import { holderOf } from './project/number.js';
import { collectionsAnywhere, collectionsByName, collectionsOfEntity, entityByName, projectByName } from './queries/names.js';
import type { ResolveContext, ResolvedVersion } from './readTypes.js';

/** The project of every entity that holds its registered models. */
export const MODEL_PROJECT = 'model-registry';

interface Found {
  readonly id: string;
  readonly name: string;
  readonly form: 'artifact' | 'registered';
}

function notFound(reference: Reference, what: string, close: readonly string[]): never {
  const hint = close.length > 0 ? ` Close to it: ${close.join(', ')}.` : '';
  throw new CairnError('not_found', `Looking for ${formatReference(reference)}, ${what}.${hint}`, { reference: formatReference(reference), close });
}

function ambiguous(reference: Reference, what: string, candidates: readonly string[]): never {
  throw new CairnError('ambiguous', `Looking for ${formatReference(reference)}, ${what}: ${candidates.join(', ')}. Name the one that is meant.`, { reference: formatReference(reference), candidates });
}

/** Collections whose names share a beginning or a part with the one asked for, as they are written here. */
function closeNames(db: Db, name: string, context: ResolveContext): readonly string[] {
  const [fold, entity, project] = [foldName(name), foldName(context.entity), foldName(context.project)];
  const rows = db.all<{ name: string; project: string; entity: string }>(
    `SELECT DISTINCT c.name, p.name AS project, e.name AS entity FROM collections c JOIN projects p ON p.id = c.project JOIN entities e ON e.id = p.entity
     WHERE c.deleted = 0 AND (instr(c.fold, ?1) > 0 OR instr(?1, c.fold) > 0 OR substr(c.fold, 1, 4) = substr(?1, 1, 4)) ORDER BY abs(length(c.fold) - length(?1)), c.name, e.name, p.name LIMIT 5`,
    fold,
  );
  const bare = (row: (typeof rows)[number]): boolean => foldName(row.entity) === entity && (foldName(row.project) === project || row.project === MODEL_PROJECT);
  return rows.map((row) => (bare(row) ? row.name : `${row.entity}/${row.project}/${row.name}`));
}

/** One of several with a name: the only present holder, or the only former one. */
function single(reference: Reference, found: readonly (Found & { readonly current: boolean; readonly project?: string })[]): Found | undefined {
  const current = found.filter((each) => each.current);
  const candidates = current.length > 0 ? current : found;
  if (candidates.length > 1) ambiguous(reference, `${candidates.length} artifacts have that name`, candidates.map((each) => (each.project === undefined ? `${each.name} (${each.id.slice(0, 8)})` : `${each.project}/${each.name}`)));
  return candidates[0];
}

/** In the project, among the registered models of the entity, or anywhere in its projects. */
function inEntity(db: Db, reference: Reference, entity: string, context: ResolveContext): Found | undefined {
  const projectName = reference.project ?? context.project;
  const project = projectByName(db, entity, projectName)?.id ?? projectId(entity, projectName);
  const here = single(reference, collectionsByName(db, project, reference.name));
  if (here || reference.project !== undefined) return here;
  const models = projectByName(db, entity, MODEL_PROJECT);
  const model = models && single(reference, collectionsByName(db, models.id, reference.name).filter((each) => each.form === 'registered'));
  return model ?? single(reference, collectionsOfEntity(db, entity, reference.name));
}

/** The only one of the registry, whosever it is. */
function elsewhere(db: Db, reference: Reference): Found | undefined {
  const project = reference.project === undefined ? undefined : foldName(reference.project);
  const found = collectionsAnywhere(db, reference.name).filter((each) => project === undefined || foldName(each.project) === project);
  return single(reference, found.map((each) => ({ ...each, project: `${each.entity}/${each.project}` })));
}

function collectionOf(db: Db, reference: Reference, context: ResolveContext): Found {
  const { registry } = reference;
  if (registry !== undefined && registry !== getMeta(db, 'id') && registry !== getMeta(db, 'home')) return notFound(reference, `this registry is not ${JSON.stringify(registry)}; say --registry ${registry}`, []);
  const entityName = reference.entity ?? context.entity;
  const entity = entityByName(db, entityName);
  const found = (entity && inEntity(db, reference, entity.id, context)) ?? (reference.entity === undefined && context.elsewhere ? elsewhere(db, reference) : undefined);
  if (found) return found;
  const close = closeNames(db, reference.name, context);
  const name = JSON.stringify(reference.name);
  if (!entity && reference.entity !== undefined) return notFound(reference, `there is no entity ${JSON.stringify(entityName)}`, close);
  // A person's own entity is made by what they log first: before that they asked for a name, not for themselves.
  if (!entity || reference.project === undefined) return notFound(reference, `no artifact or registered model has the name ${name}`, close);
  return notFound(reference, projectByName(db, entity.id, reference.project) ? `the project has no artifact ${name}` : `${entity.name} has no project ${JSON.stringify(reference.project)}`, close);
}

interface Target {
  readonly version: string;
  readonly digest: string;
  readonly link: string | null;
}

/** A version of the collection, or the version behind a link of the model. */
function targetOf(db: Db, id: string): Target | undefined {
  const link = db.get<{ version: string }>('SELECT version FROM links WHERE id = ? AND live = 1', id);
  const version = db.get<{ id: string; digest: string }>('SELECT id, digest FROM versions WHERE id = ?', link ? link.version : id);
  return version && { version: version.id, digest: version.digest, link: link ? id : null };
}

function byDigest(db: Db, collection: Found, reference: Reference, prefix: string): Target {
  const range = [`b3:${prefix}`, `b3:${prefix}g`] as const;
  const rows =
    collection.form === 'registered'
      ? db.all<{ id: string; digest: string }>('SELECT v.id, v.digest FROM links l JOIN versions v ON v.id = l.version WHERE l.model = ? AND l.live = 1 AND v.digest >= ? AND v.digest < ? LIMIT 10', collection.id, ...range)
      : db.all<{ id: string; digest: string }>('SELECT id, digest FROM versions WHERE digest >= ?2 AND digest < ?3 AND collection = ?1 LIMIT 10', collection.id, ...range);
  const [row] = rows;
  if (!row) return notFound(reference, `no version of ${collection.name} has a digest that begins with ${prefix}`, []);
  if (new Set(rows.map((each) => each.digest)).size > 1) ambiguous(reference, 'several digests begin so', rows.map((each) => each.digest));
  return { version: row.id, digest: row.digest, link: collection.form === 'registered' ? linkId(collection.id, row.id) : null };
}

function byAlias(db: Db, collection: Found, reference: Reference, alias: string): Target & { readonly contested: boolean; readonly unpublished?: boolean } {
  if (alias === 'latest') {
    const latest = db.get<{ latest_target: string | null }>('SELECT latest_target FROM collections WHERE id = ?', collection.id)?.latest_target;
    const target = latest ? targetOf(db, latest) : undefined;
    return target ? { ...target, contested: false } : notFound(reference, `${collection.name} has no version yet`, []);
  }
  const row = shownAliases(db, collection.id).find((each) => each.alias === alias);
  const target = row?.target ? targetOf(db, row.target) : undefined;
  if (row && target) return { ...target, contested: row.contested, ...(row.unpublished ? { unpublished: true } : {}) };
  const known = db.all<{ alias: string }>('SELECT alias FROM aliases WHERE collection = ? ORDER BY alias LIMIT 20', collection.id).map((each) => `${collection.name}:${each.alias}`);
  return notFound(reference, `${collection.name} has no alias ${JSON.stringify(alias)}`, known);
}

function byNumber(db: Db, collection: Found, reference: Reference, number: number): Target {
  const holder = holderOf(db, collection.id, number);
  const target = holder === undefined ? undefined : targetOf(db, holder);
  const waiting = holder === undefined ? (db.get<{ n: number }>('SELECT count(*) AS n FROM outbox WHERE collection = ?', collection.id)?.n ?? 0) : 0;
  const wait = waiting === 0 ? '' : `: the ${waiting === 1 ? 'number of one version or link' : `numbers of ${waiting} versions or links`} in it made here will be final once it has synced`;
  return target ?? notFound(reference, holder === undefined ? `${collection.name} has no v${number}${wait}` : `v${number} of ${collection.name} is reserved for a version that has not arrived`, []);
}

/** The collection or registered model that a reference names, whatever it selects in it. @throws CairnError not_found, ambiguous */
export function resolveCollection(db: Db, reference: Reference, context: ResolveContext): string {
  return collectionOf(db, reference, context).id;
}

/** What the number or alias of a reference selects, `latest` if it has none. */
function selected(db: Db, collection: Found, reference: Reference): Omit<ResolvedVersion, 'collection'> {
  if (reference.number !== undefined) return { ...byNumber(db, collection, reference, reference.number), alias: null, contested: false };
  const alias = reference.alias ?? 'latest';
  return { ...byAlias(db, collection, reference, alias), alias };
}

/** @throws CairnError not_found (with close names), ambiguous (with the candidates), number_moved (with both versions) */
export function resolveReference(db: Db, reference: Reference, context: ResolveContext): ResolvedVersion {
  const found = collectionOf(db, reference, context);
  const collection = found.id;
  if (reference.digest !== undefined) {
    const target = byDigest(db, found, reference, reference.digest);
    if (reference.number === undefined && reference.alias === undefined) return { collection, ...target, alias: null, contested: false };
    const picked = selected(db, found, reference);
    return picked.digest === target.digest ? { collection, ...picked } : notFound(reference, `that name means the version ${picked.digest}`, []);
  }
  const picked = selected(db, found, reference);
  if (reference.number !== undefined) refuseMoved(db, collection, reference, reference.number);
  return { collection, ...picked };
}

/** A reference as typed, or the 64 hex digits of a version's id. */
export function resolveText(db: Db, text: string, context: ResolveContext): ResolvedVersion {
  const row = /^[0-9a-f]{64}$/.test(text) ? db.get<{ id: string; collection: string; digest: string }>('SELECT id, collection, digest FROM versions WHERE id = ?', text) : undefined;
  if (row) return { version: row.id, collection: row.collection, digest: row.digest, link: null, alias: null, contested: false };
  return resolveReference(db, parseReference(text), context);
}
