// What a lineage starts from: an id of anything, a reference to a version, the key of a run, the name of a model.
import { CairnError } from '../../../../shared/contract/errors.js';
import type { LineageStart } from '../../../../shared/contract/lineage.js';
import type { Node } from '../../domain/lineage/types.js';
import type { EngineContext } from '../context.js';
import { collectionNamed } from '../registry/places.js';
import { runNamed } from '../runNamed.js';

const ID = /^[0-9a-f]{64}$/;

function byId({ registry: { read } }: EngineContext, id: string): Node | undefined {
  if (read.hasVersion(id)) return { id, kind: 'version' };
  if (read.run(id)) return { id, kind: 'run' };
  if (read.collection(id)?.form === 'registered') return { id, kind: 'model' };
  return undefined;
}

function modelNode(engine: EngineContext, ref: string): Node {
  const id = collectionNamed(engine.registry.read, engine, ref);
  const row = engine.registry.read.collection(id);
  if (row?.form !== 'registered') throw new CairnError('invalid_input', `${ref} is an artifact, not a registered model. Its lineage starts from one of its versions: say ${ref}:latest.`, { ref });
  return { id, kind: 'model' };
}

/** @throws CairnError not_found, ambiguous, invalid_reference, invalid_input */
export function lineageStart(engine: EngineContext, { ref, kind }: LineageStart): Node {
  const known = ID.test(ref) ? byId(engine, ref) : undefined;
  if (known) return known;
  if (kind === 'run') return { id: runNamed(engine.registry.read, engine.where(), ref, 'Looking for its lineage').id, kind: 'run' };
  if (kind === 'model') return modelNode(engine, ref);
  return { id: engine.registry.read.resolveText(ref, engine.where()).version, kind: 'version' };
}
