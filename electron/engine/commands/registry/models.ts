// Creating what holds versions: registered models, collections, projects, entities.
import { CairnError } from '../../../../shared/contract/errors.js';
import { Name, type JsonValue } from '../../../../shared/contract/primitives.js';
import type { CollectionMade } from '../../../../shared/contract/registry.js';
import type { Subject } from '../../domain/ops.js';
import { MODEL_PROJECT } from '../../store/resolve.js';
import type { WriteTx } from '../../store/types.js';
import type { EngineContext } from '../context.js';
import { collectionMade, createCollection, ensureEntity, ensureProject, placeOf, refuseTaken } from './places.js';

interface Given {
  readonly name: string;
  readonly entity?: string | undefined;
  readonly project?: string | undefined;
  readonly type: string;
  readonly description: string;
}

/** Writes one field of a thing over what stands there. */
export function writeField(tx: WriteTx, subject: Subject, field: string, value: JsonValue): void {
  tx.append({ kind: 'describe', body: { subject, field, value }, observed: tx.read.heads(subject, field).map((head) => head.hash) });
}

function create(engine: EngineContext, given: Given, form: 'artifact' | 'registered'): CollectionMade {
  const where = engine.where();
  const name = given.name.normalize('NFC');
  const place = placeOf(engine);
  return engine.registry.write(engine.actor(), (tx) => {
    const entityName = given.entity ?? where.entity;
    const owners = ensureProject(tx, place, entityName, form === 'registered' ? MODEL_PROJECT : (given.project ?? where.project));
    const collection = createCollection(tx, form === 'registered' ? 'Creating the registered model' : 'Creating', owners, name, given.type, form);
    if (given.description !== '') writeField(tx, { kind: 'collection', id: collection }, form === 'registered' ? 'card' : 'description', given.description);
    return collectionMade(tx.read, collection);
  });
}

export const createModel = (engine: EngineContext, given: Omit<Given, 'project'>): CollectionMade => create(engine, given, 'registered');

export function createArtifactCollection(engine: EngineContext, given: Given): CollectionMade {
  if ((given.project ?? engine.where().project) === MODEL_PROJECT) throw new CairnError('invalid_input', `Creating "${given.name}" failed: the project "${MODEL_PROJECT}" holds registered models only. Create a registered model, or choose another project.`, { project: MODEL_PROJECT });
  return create(engine, given, 'artifact');
}

export function createEntity(engine: EngineContext, { name, form }: { readonly name: string; readonly form: 'person' | 'team' }): { id: string; name: string; form: 'person' | 'team' } {
  return engine.registry.write(engine.actor(), (tx) => {
    const known = tx.read.entityByName(name);
    if (known) throw new CairnError('name_taken', `Adding the ${form} "${name}" failed: ${known.name} has or had that name. Choose another name.`, { name, holder: known.id });
    const id = ensureEntity(tx, placeOf(engine), name.normalize('NFC'), form);
    return { id, name: name.normalize('NFC'), form };
  });
}

export function createProject(engine: EngineContext, { name, entity }: { readonly name: string; readonly entity?: string | undefined }): { id: string; name: string; entity: string } {
  const owner = entity ?? engine.where().entity;
  return engine.registry.write(engine.actor(), (tx) => {
    const known = tx.read.projectByName(ensureEntity(tx, placeOf(engine), owner), name);
    if (known) throw new CairnError('name_taken', `Adding the project "${name}" failed: ${owner}/${known.name} has or had that name. Choose another name.`, { name, holder: known.id });
    return { id: ensureProject(tx, placeOf(engine), owner, name.normalize('NFC')).project, name: name.normalize('NFC'), entity: owner };
  });
}

/** What a new registered model's name would meet. Reads only. */
export function checkModelName(engine: EngineContext, { name, entity }: { readonly name: string; readonly entity?: string | undefined }): { valid: boolean; problem: string | null; holder: string | null } {
  const parsed = Name.safeParse(name);
  if (!parsed.success) return { valid: false, problem: parsed.error.issues[0]?.message ?? 'not a name', holder: null };
  const { read } = engine.registry;
  const owner = read.entityByName(entity ?? engine.where().entity)?.id;
  if (owner === undefined) return { valid: true, problem: null, holder: null };
  try {
    refuseTaken(read, 'Creating the registered model', { entity: owner, project: read.projectByName(owner, MODEL_PROJECT)?.id ?? '' }, parsed.data, 'registered');
    return { valid: true, problem: null, holder: null };
  } catch (error) {
    if (error instanceof CairnError && error.code === 'name_taken') return { valid: false, problem: error.message, holder: String(error.details['holder']) };
    throw error;
  }
}
