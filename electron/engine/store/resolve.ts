// From a parsed reference to the version it means, by the rules of names, numbers, aliases and digests.
import { CairnError } from '../../../shared/contract/errors.js';
import { foldName } from '../domain/foldName.js';
import { linkId, projectId } from '../domain/ids.js';
import { formatReference, parseReference, type Reference } from '../domain/references.js';
import { shownAliases } from './aliasMoves.js';
import type { Db } from './database.js';
import { getMeta } from './meta.js';
import { holderOf } from './project/number.js';
import { collectionsByName, collectionsOfEntity, entityByName, projectByName } from './queries/names.js';
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

/** Names that share a beginning or a part with the one asked for. */
function closeNames(db: Db, name: string): readonly string[] {
  const fold = foldName(name);
  return db
    .all<{ name: string }>('SELECT DISTINCT name FROM collections WHERE deleted = 0 AND (instr(fold, ?1) > 0 OR instr(?1, fold) > 0 OR substr(fold, 1, 4) = substr(?1, 1, 4)) ORDER BY abs(length(fold) - length(?1)), name LIMIT 5', fold)
    .map((row) => row.name);
}

/** One of several with a name: the only present holder, or the only former one. */
function single(reference: Reference, found: readonly (Found & { readonly current: boolean; readonly project?: string })[]): Found | undefined {
  const current = found.filter((each) => each.current);
  const candidates = current.length > 0 ? current : found;
  if (candidates.length > 1) ambiguous(reference, `${candidates.length} artifacts have that name`, candidates.map((each) => (each.project === undefined ? `${each.name} (${each.id.slice(0, 8)})` : `${each.project}/${each.name}`)));
  return candidates[0];
}

function collectionOf(db: Db, reference: Reference, context: ResolveContext): Found {
  const { registry } = reference;
  if (registry !== undefined && registry !== getMeta(db, 'id') && registry !== getMeta(db, 'home')) return notFound(reference, `this registry is not ${JSON.stringify(registry)}; say --registry ${registry}`, []);
  const entityName = reference.entity ?? context.entity;
  const entity = entityByName(db, entityName);
  // A person's own entity is made by what they log first: before that they asked for a name, not for themselves.
  if (!entity) return notFound(reference, reference.entity === undefined ? `no artifact or registered model has the name ${JSON.stringify(reference.name)}` : `there is no entity ${JSON.stringify(entityName)}`, closeNames(db, reference.name));
  const projectName = reference.project ?? context.project;
  const project = projectByName(db, entity.id, projectName);
  const here = single(reference, collectionsByName(db, project?.id ?? projectId(entity.id, projectName), reference.name));
  if (here) return here;
  if (reference.project !== undefined) {
    return notFound(reference, project ? `the project has no artifact ${JSON.stringify(reference.name)}` : `${entity.name} has no project ${JSON.stringify(reference.project)}`, closeNames(db, reference.name));
  }
  const models = projectByName(db, entity.id, MODEL_PROJECT);
  const model = models && single(reference, collectionsByName(db, models.id, reference.name).filter((each) => each.form === 'registered'));
  return model ?? single(reference, collectionsOfEntity(db, entity.id, reference.name)) ?? notFound(reference, `no artifact or registered model has the name ${JSON.stringify(reference.name)}`, closeNames(db, reference.name));
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
  return target ?? notFound(reference, holder === undefined ? `${collection.name} has no v${number}` : `v${number} of ${collection.name} is reserved for a version that has not arrived`, []);
}

/** The collection or registered model that a reference names, whatever it selects in it. @throws CairnError not_found, ambiguous */
export function resolveCollection(db: Db, reference: Reference, context: ResolveContext): string {
  return collectionOf(db, reference, context).id;
}

/** @throws CairnError not_found (with close names), ambiguous (with the candidates) */
export function resolveReference(db: Db, reference: Reference, context: ResolveContext): ResolvedVersion {
  const collection = collectionOf(db, reference, context);
  const base = { collection: collection.id, contested: false };
  if (reference.digest !== undefined) {
    const target = byDigest(db, collection, reference, reference.digest);
    const { digest: _digest, ...rest } = reference;
    if (reference.number !== undefined || reference.alias !== undefined) {
      const picked = resolveReference(db, rest, context);
      if (picked.digest !== target.digest) notFound(reference, `that name means the version ${picked.digest}`, []);
      return picked;
    }
    return { ...base, ...target, alias: null };
  }
  if (reference.number !== undefined) return { ...base, ...byNumber(db, collection, reference, reference.number), alias: null };
  const alias = reference.alias ?? 'latest';
  return { ...base, ...byAlias(db, collection, reference, alias), alias };
}

/** A reference as typed, or the 64 hex digits of a version's id. */
export function resolveText(db: Db, text: string, context: ResolveContext): ResolvedVersion {
  const row = /^[0-9a-f]{64}$/.test(text) ? db.get<{ id: string; collection: string; digest: string }>('SELECT id, collection, digest FROM versions WHERE id = ?', text) : undefined;
  if (row) return { version: row.id, collection: row.collection, digest: row.digest, link: null, alias: null, contested: false };
  return resolveReference(db, parseReference(text), context);
}
