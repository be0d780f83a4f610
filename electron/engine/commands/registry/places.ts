// The entity, project and collection behind names: found, or made where they are new.
import { CairnError } from '../../../../shared/contract/errors.js';
import type { CollectionMade } from '../../../../shared/contract/registry.js';
import { foldName } from '../../domain/foldName.js';
import { collectionId, entityId, projectId } from '../../domain/ids.js';
import type { Subject } from '../../domain/ops.js';
import { formatReference, parseReference, type Reference } from '../../domain/references.js';
import { MODEL_PROJECT } from '../../store/resolve.js';
import type { Queries } from '../../store/queries/types.js';
import type { NamedCollection, OwnedCollection, ResolveContext } from '../../store/readTypes.js';
import type { WriteTx } from '../../store/types.js';
import type { EngineContext } from '../context.js';
import { modelNamed, nameHolders } from '../nameHolders.js';

/** Where a write happens: the registry's id, and the entity that is the person's own. */
export interface Place {
  readonly registry: string;
  /** Name of the person's entity; any other that is new is a team. */
  readonly own: string;
}

export function placeOf(engine: EngineContext): Place {
  return { registry: engine.registry.id, own: engine.where().entity };
}

/** Undoes the deletes of a thing that something is now put into. False when there are none. */
function revived(tx: WriteTx, subject: Subject): boolean {
  const deletes = tx.read.heads(subject, 'deleted').map((head) => head.hash);
  if (deletes.length > 0) tx.append({ kind: 'restore', body: { subject }, observed: deletes });
  return deletes.length > 0;
}

/** The entity of this name, created where it is new and brought back where it was deleted. */
export function ensureEntity(tx: WriteTx, { registry, own }: Place, name: string, form: 'person' | 'team' = foldName(name) === foldName(own) ? 'person' : 'team'): string {
  const known = tx.read.entityByName(name)?.id;
  if (known !== undefined) return known;
  const entity = entityId(registry, name);
  if (!revived(tx, { kind: 'entity', id: entity })) tx.append({ kind: 'entity.create', body: { entity, name, form } });
  return entity;
}

/** Ids of the owner and the body of work that a collection is in. */
export interface Owners {
  readonly entity: string;
  readonly project: string;
}

/** The entity and project of these names, created where they are new and brought back where they were deleted. */
export function ensureProject(tx: WriteTx, place: Place, entityName: string, projectName: string): Owners {
  const entity = ensureEntity(tx, place, entityName);
  const known = tx.read.projectByName(entity, projectName)?.id;
  if (known !== undefined) return { entity, project: known };
  const project = projectId(entity, projectName);
  if (!revived(tx, { kind: 'project', id: project })) tx.append({ kind: 'project.create', body: { project, entity, name: projectName } });
  return { entity, project };
}

function taken(what: string, name: string, holder: NamedCollection): never {
  const kind = holder.form === 'registered' ? 'the registered model' : `the ${holder.type} artifact`;
  const how = holder.current ? `${kind} ${holder.project}/${holder.name} has that name` : `it is a former name of ${kind} ${holder.project}/${holder.name}`;
  throw new CairnError('name_taken', `${what} "${name}" failed: ${how}. Use that, or choose another name.`, { name, holder: holder.id });
}

/** Refuses a name that a collection in reach of the project has or had: in it, or, of the other form, anywhere in its entity. */
export function refuseTaken(read: Queries, what: string, { entity, project }: Owners, name: string, form: 'artifact' | 'registered', except?: string): void {
  const here = read.collectionsByName(project, name).find((each) => each.id !== except);
  if (here) taken(what, name, here);
  const there = read.collectionsOfEntity(entity, name).find((each) => each.form !== form && each.id !== except);
  if (there) taken(what, name, there);
}

/** Makes a collection whose name is free, or brings it back where it was deleted. @throws CairnError name_taken */
export function createCollection(tx: WriteTx, what: string, owners: Owners, name: string, type: string, form: 'artifact' | 'registered'): string {
  refuseTaken(tx.read, what, owners, name, form);
  const { project } = owners;
  const collection = collectionId(project, name);
  if (!revived(tx, { kind: 'collection', id: collection })) tx.append({ kind: 'collection.create', body: { collection, project, name, type, form } });
  return collection;
}

/** The artifact collection of this name; a name once used keeps pointing where it pointed. */
export function ensureCollection(tx: WriteTx, owners: Owners, name: string, type: string): string {
  const named = nameHolders(tx.read, owners.project, name);
  const [holder] = named;
  if (!holder) {
    const model = modelNamed(tx.read, owners.entity, name);
    if (model) throw new CairnError('name_taken', `Logging to "${name}" failed: it is the name of the registered model "${model.name}", and the bare name would mean both. Choose another name, and link the version to the model.`, { name, holder: model.id });
    const collection = collectionId(owners.project, name);
    if (revived(tx, { kind: 'collection', id: collection })) return ensureCollection(tx, owners, name, type);
    return createCollection(tx, 'Logging to', owners, name, type, 'artifact');
  }
  if (named.length > 1) throw new CairnError('ambiguous', `Logging to "${name}" failed: ${named.length} artifacts of this project ${holder.current ? 'have' : 'had'} that name. ${holder.current ? 'Rename all but one of them' : 'Log to one by its present name, or choose another name'}.`, { candidates: named.map((each) => each.name) });
  if (holder.form === 'registered') throw new CairnError('name_taken', `Logging to "${name}" failed: a registered model has that name, and its versions are links. Choose another name.`, { name, holder: holder.id });
  if (!holder.current) throw new CairnError('name_taken', `Logging to "${name}" failed: it is a former name of "${holder.name}". Log to that, or choose another name.`, { name, holder: holder.id });
  if (holder.type !== type) throw new CairnError('name_taken', `Logging to "${name}" failed: it holds versions of type "${holder.type}", not "${type}". Choose another name, or that type.`, { name, type: holder.type });
  return holder.id;
}

/** A name without anything selected in it: of a collection, or the target of a link. @throws CairnError invalid_reference */
export function parsePlain(text: string, what: string): Reference {
  const reference = parseReference(text);
  if (reference.alias !== undefined || reference.number !== undefined || reference.digest !== undefined) {
    throw new CairnError('invalid_reference', `${what} "${text}" selects a version. Write [[entity/]project/]name.`, { reference: text });
  }
  return reference;
}

/** The only registered model of a bare name that the own entity does not have. @throws CairnError ambiguous */
function modelElsewhere(read: Queries, where: ResolveContext, { entity, project, name }: Reference): OwnedCollection | undefined {
  if (!where.elsewhere || entity !== undefined || (project !== undefined && foldName(project) !== foldName(MODEL_PROJECT))) return undefined;
  const own = read.entityByName(where.entity);
  if (own && modelNamed(read, own.id, name)) return undefined;
  const named = read.collectionsAnywhere(name).filter((each) => each.form === 'registered');
  const found = named.some((each) => each.current) ? named.filter((each) => each.current) : named;
  const paths = found.map((each) => `${each.entity}/${each.project}/${each.name}`);
  if (found.length > 1) throw new CairnError('ambiguous', `Linking to "${name}" failed: ${found.length} registered models have that name: ${paths.join(', ')}. Name the one that is meant, or yours with its entity: ${where.entity}/${name}.`, { candidates: paths });
  return found[0];
}

/** The registered model a link goes to: of the own entity, else the only one of the name, else made where it is new. A project that is not the models' own is remembered as a synonym. */
export function ensureModel(tx: WriteTx, engine: EngineContext, target: string): { readonly model: string; readonly created: boolean } {
  const reference = parsePlain(target, 'The link target');
  const where = engine.where();
  const place = placeOf(engine);
  const theirs = modelElsewhere(tx.read, where, reference);
  if (theirs) return { model: theirs.id, created: false };
  const entityName = reference.entity ?? where.entity;
  const entity = ensureEntity(tx, place, entityName);
  const models = tx.read.projectByName(entity, MODEL_PROJECT)?.id;
  const synonym = reference.project === undefined || foldName(reference.project) === foldName(MODEL_PROJECT) ? undefined : (tx.read.projectByName(entity, reference.project)?.id ?? projectId(entity, reference.project));
  const named = synonym === undefined ? [] : nameHolders(tx.read, synonym, reference.name);
  const artifact = named.find((each) => each.form === 'artifact');
  if (artifact) taken('Linking to', formatReference(reference), artifact);
  const known = [...named, ...(models === undefined ? [] : nameHolders(tx.read, models, reference.name))];
  const ids = new Set(known.map((each) => each.id));
  if (ids.size > 1) throw new CairnError('ambiguous', `Linking to "${target}" failed: ${ids.size} registered models have or had that name. Rename one of them.`, { candidates: known.map((each) => each.name) });
  const [found] = known;
  const model = found?.id ?? createCollection(tx, 'Creating the registered model', ensureProject(tx, place, entityName, MODEL_PROJECT), reference.name, 'model', 'registered');
  if (synonym !== undefined && named.length === 0) tx.append({ kind: 'collection.synonym', body: { collection: model, project: synonym } });
  return { model, created: found === undefined };
}

/** The collection that a reference or id means. @throws CairnError not_found, ambiguous, invalid_reference */
export function collectionNamed(read: Queries, engine: EngineContext, ref: string): string {
  if (/^[0-9a-f]{64}$/.test(ref) && read.collection(ref)) return ref;
  return read.resolveCollection(parsePlain(ref, 'The collection'), engine.where());
}

export function collectionMade(read: Queries, id: string): CollectionMade {
  const row = read.collection(id);
  if (!row) throw new CairnError('not_found', 'There is no collection with this id here. It may not have arrived on this device yet.', { collection: id });
  return { id, name: row.name, project: row.project, entity: row.entity, type: row.type, form: row.form };
}
