// Answers to `__type`: clients older than about a year ask what a server knows before they use it.
import type { Node } from './execute.js';

const INPUTS: Readonly<Record<string, readonly string[]>> = {
  CreateArtifactInput: ['entityName', 'projectName', 'runName', 'artifactTypeName', 'artifactCollectionName', 'artifactCollectionNames', 'digest', 'digestAlgorithm', 'description', 'metadata', 'aliases', 'tags', 'ttlDurationSeconds', 'historyStep', 'enableDigestDeduplication', 'distributedID', 'clientID', 'sequenceClientID'],
  UpdateArtifactInput: ['artifactID', 'description', 'metadata', 'ttlDurationSeconds', 'tagsToAdd', 'tagsToDelete', 'aliases'],
  UseArtifactInput: ['entityName', 'projectName', 'runName', 'artifactID', 'usedAs', 'artifactEntityName', 'artifactProjectName'],
  AddAliasesInput: ['artifactID', 'aliases'],
  DeleteAliasesInput: ['artifactID', 'aliases'],
  LinkArtifactInput: ['artifactID', 'artifactPortfolioName', 'entityName', 'projectName', 'aliases', 'clientID'],
};

const OBJECTS: Readonly<Record<string, readonly string[]>> = {
  Artifact: ['id', 'artifactSequence', 'artifactType', 'artifactMemberships', 'aliases', 'commitHash', 'createdAt', 'createdBy', 'currentManifest', 'description', 'digest', 'fileCount', 'files', 'historyStep', 'metadata', 'size', 'state', 'tags', 'ttlDurationSeconds', 'ttlIsInherited', 'updatedAt', 'usedBy', 'versionIndex', 'filesByManifestEntries'],
  ArtifactCollectionMembership: ['id', 'aliases', 'artifact', 'artifactCollection', 'createdAt', 'files', 'versionIndex'],
  Project: ['id', 'internalId', 'name', 'entity', 'entityName', 'readOnly', 'artifact', 'artifactCollection', 'artifactCollectionMembership', 'artifactCollections', 'artifactType', 'artifactTypes', 'run', 'runs', 'runCount'],
  Run: ['id', 'internalId', 'projectId', 'name', 'displayName', 'state', 'config', 'summaryMetrics', 'historyKeys', 'history', 'sampledHistory', 'files', 'fileCount', 'inputArtifacts', 'outputArtifacts', 'tags', 'notes', 'group', 'jobType', 'stopped'],
  ServerSettings: [],
  ServerInfo: ['cliVersionInfo', 'latestLocalVersionInfo', 'features'],
};

const named = (names: readonly string[] | undefined): Node[] | null => names?.map((name) => ({ __typename: '__Field', name, args: [] })) ?? null;

/** What is known of a type; null for one that is not. */
export function typeNode(name: string, roots: { readonly Query: readonly string[]; readonly Mutation: readonly string[] }): Node | null {
  const fields = name === 'Query' || name === 'Mutation' ? roots[name] : OBJECTS[name];
  const inputs = INPUTS[name];
  return fields || inputs ? { __typename: '__Type', name, fields: named(fields), inputFields: named(inputs) } : null;
}
