// Ids that every device computes alike: BLAKE3 of the canonical JSON array [tag, ...parts].
import type { Id } from '../../../shared/contract/primitives.js';
import { blake3Hex } from './blake3.js';
import { canonicalJson } from './canonicalJson.js';
import { foldName } from './foldName.js';

function idOf(tag: string, ...parts: readonly string[]): Id {
  return blake3Hex(canonicalJson([`cairn:${tag}`, ...parts]));
}

/** A person or team in a registry, by the first name it had. */
export function entityId(registryId: string, name: string): Id {
  return idOf('entity', registryId, foldName(name));
}

export function projectId(entity: Id, name: string): Id {
  return idOf('project', entity, foldName(name));
}

/** A collection, or a registered model, by the first name it had in its project. */
export function collectionId(project: Id, name: string): Id {
  return idOf('collection', project, foldName(name));
}

/** The same bytes in the same collection are one version, however often they are logged. */
export function versionId(collection: Id, digest: string): Id {
  return idOf('version', collection, digest);
}

/** Linking a version to a model again is the same link. */
export function linkId(model: Id, version: Id): Id {
  return idOf('link', model, version);
}

/** A run by the key it was started under. Keys are compared exactly, without folding. */
export function runId(project: Id, key: string): Id {
  return idOf('run', project, key);
}
