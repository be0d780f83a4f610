// A version as the client's `Artifact`, and its place in a collection or registered model as a membership.
import { CairnError } from '../../../../shared/contract/errors.js';
import type { ResolvedVersion, VersionDetailItem } from '../../store/readTypes.js';
import { isoTime, tagNode, type Wandb } from './context.js';
import type { Args, Node } from './execute.js';
import { filesByEntries, filesOf } from './files.js';
import { globalId } from './ids.js';
import { digestOfVersion } from './manifest.js';

/** An alias in a collection or model. */
export function aliasNode(wandb: Wandb, collection: string, alias: string): Node {
  return { __typename: 'ArtifactAlias', id: globalId('ArtifactAlias', `${collection}:${alias}`), alias, artifactCollection: () => wandb.view.collection(collection) };
}

/** Every place a version is in: its own collection, and the models it is linked to. */
function placesOf(detail: VersionDetailItem): ResolvedVersion[] {
  const base = { version: detail.id, digest: detail.digest, alias: null, contested: false };
  return [{ ...base, collection: detail.collection, link: null }, ...detail.links.map((link) => ({ ...base, collection: link.model, link: link.id }))];
}

export function detailOf({ engine }: Wandb, version: string): VersionDetailItem {
  const detail = engine.registry.read.versionDetail(version);
  if (!detail) throw new CairnError('not_found', 'There is no version with this id here. It may not have arrived on this device yet.', { version });
  return detail;
}

export function artifactNode(wandb: Wandb, id: string): Node {
  const detail = detailOf(wandb, id);
  const places = placesOf(detail);
  const address = (): string => `${wandb.address()}${wandb.capabilities.path('GET', 'manifest', id)}`;
  const runIds = (): readonly string[] => wandb.engine.registry.read.usersOf(id);
  return {
    __typename: 'Artifact',
    id: globalId('Artifact', id),
    artifactSequence: () => wandb.view.collection(detail.collection),
    versionIndex: detail.number,
    artifactType: { __typename: 'ArtifactType', id: globalId('ArtifactType', detail.type), name: detail.type, description: null, createdAt: isoTime(detail.created) },
    description: detail.description,
    metadata: JSON.stringify(detail.metadata),
    ttlDurationSeconds: -1,
    ttlIsInherited: true,
    tags: () => detail.tags.map(tagNode),
    historyStep: null,
    state: detail.deleted ? 'DELETED' : 'COMMITTED',
    size: detail.bytes,
    digest: () => digestOfVersion(wandb, detail),
    digestAlgorithm: 'MANIFEST_MD5',
    commitHash: detail.digest.slice(3, 23),
    fileCount: detail.files,
    createdAt: isoTime(detail.created),
    updatedAt: isoTime(detail.created),
    aliases: () => places.flatMap(({ collection, link }) => aliasesAt(detail, link).map((alias) => wandb.view.alias(collection, alias))),
    currentManifest: () => ({ __typename: 'ArtifactManifest', id: globalId('ArtifactManifest', id), digest: detail.digest.slice(3, 35), file: () => ({ __typename: 'File', id: globalId('File', id), directUrl: address() }) }),
    files: (args: Args) => filesOf(wandb, detail, args),
    filesByManifestEntries: (args: Args) => filesByEntries(wandb, detail, args),
    createdBy: () => (detail.run ? wandb.view.run(detail.run.id) : null),
    usedBy: () => ({ edges: runIds().map((run) => ({ node: wandb.view.run(run) })) }),
    artifactMemberships: () => ({ totalCount: places.length, edges: places.map((place) => ({ node: wandb.view.membership(place) })) }),
    isLinked: places.length > 1,
  };
}

const numberIn = (label: string): number | null => (/^v\d+$/.test(label) ? Number(label.slice(1)) : null);

function numberAt(detail: VersionDetailItem, link: string | null): number | null {
  return link === null ? detail.number : numberIn(detail.links.find((each) => each.id === link)?.label ?? '');
}

/** With the number among them: a client a year old reads the version of a link from there. */
function aliasesAt(detail: VersionDetailItem, link: string | null): string[] {
  const badges = link === null ? detail.aliases : (detail.links.find((each) => each.id === link)?.aliases ?? []);
  const number = numberAt(detail, link);
  return [...badges.map((badge) => badge.name), ...(number === null ? [] : [`v${number}`])];
}

export function membershipNode(wandb: Wandb, { version, collection, link }: Pick<ResolvedVersion, 'version' | 'collection' | 'link'>): Node {
  const detail = detailOf(wandb, version);
  return {
    __typename: 'ArtifactCollectionMembership',
    id: globalId('ArtifactMembership', link ?? version),
    versionIndex: numberAt(detail, link),
    createdAt: isoTime(detail.created),
    aliases: () => aliasesAt(detail, link).map((alias) => wandb.view.alias(collection, alias)),
    artifactCollection: () => wandb.view.collection(collection),
    artifact: () => wandb.view.artifact(version),
    files: (args: Args) => filesOf(wandb, detail, args),
  };
}
