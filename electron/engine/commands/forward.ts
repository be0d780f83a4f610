// A reference to something that moved from this computer into a team's registry is looked up there.
import { asCairnError } from '../../../shared/contract/errors.js';
import { parseReference } from '../domain/references.js';
import type { RegistryStore } from '../store/types.js';
import type { EngineContext } from './context.js';

/** The registry that the entity of a reference went to, where it is here and has what the reference means. */
function target({ registry, registries, where }: EngineContext, text: string): RegistryStore | undefined {
  let entity: string;
  try {
    entity = parseReference(text).entity ?? where().entity;
  } catch {
    return undefined; // what is no reference is for the call itself to refuse
  }
  const id = registry.read.entityByName(entity)?.id;
  const to = id === undefined ? undefined : registry.read.heads({ kind: 'entity', id }, 'movedTo')[0]?.value;
  const there = registries.find((store) => store.id === to);
  try {
    return there && there.read.resolveText(text, { ...where(), elsewhere: false }) && there;
  } catch (error) {
    // Made here since it moved, or not arrived there: it is looked up here. What it means there has to be said there.
    return asCairnError(error).code === 'number_moved' ? there : undefined;
  }
}

/** Another registry that has a version of this id: what an answer from there named is asked about by it. */
function holder({ registry, registries }: EngineContext, id: string): RegistryStore | undefined {
  if (!/^[0-9a-f]{64}$/.test(id) || registry.read.hasVersion(id)) return undefined;
  return registries.find(({ read }) => read.hasVersion(id));
}

/** The engine as a call about this input should see it. */
export function forwarded(engine: EngineContext, input: unknown): EngineContext {
  if (engine.named || engine.registry.home !== 'computer' || engine.registries.length < 2) return engine;
  const { ref, version = ref } = (typeof input === 'object' && input !== null ? input : {}) as { readonly ref?: unknown; readonly version?: unknown };
  const registry = (typeof version === 'string' && holder(engine, version)) || (typeof ref === 'string' && target(engine, ref));
  return registry ? { ...engine, registry } : engine;
}
