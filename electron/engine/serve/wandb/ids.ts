// Ids as the W&B client takes them apart: padded base64 of `Type:value`. Ours hold the 64 hex digits of our own id.
import { CairnError } from '../../../../shared/contract/errors.js';

export type IdType = 'Artifact' | 'ArtifactCollection' | 'ArtifactMembership' | 'ArtifactType' | 'ArtifactAlias' | 'ArtifactManifest' | 'Project' | 'ProjectInternalId' | 'Run' | 'User' | 'Entity' | 'Tag' | 'File';

export function globalId(type: IdType, value: string): string {
  return Buffer.from(`${type}:${value}`, 'utf8').toString('base64');
}

/** The value of an id of this type. @throws CairnError invalid_input */
export function valueOfId(type: IdType, id: unknown): string {
  const text = Buffer.from(String(id), 'base64').toString('utf8');
  if (!text.startsWith(`${type}:`)) throw new CairnError('invalid_input', `${JSON.stringify(id)} is no id of a ${type} here.`, { id });
  return text.slice(type.length + 1);
}

/** A whole number out of a hex id: the client reads some ids as numbers. Stable, and below 2^48. */
export function numberOfId(hex: string): number {
  return Number.parseInt(hex.slice(0, 12), 16);
}
