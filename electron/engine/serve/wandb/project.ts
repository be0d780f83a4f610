// A project as the client sees it. One that does not exist yet is empty: the client names projects before it fills them.
import { CairnError } from '../../../../shared/contract/errors.js';
import { entityId, projectId } from '../../domain/ids.js';
import { parseReference } from '../../domain/references.js';
import { wholeScope } from './collection.js';
import { connection } from './connection.js';
import type { Wandb } from './context.js';
import type { Args, Node } from './execute.js';
import { globalId, numberOfId } from './ids.js';
import type { CollectionItem, ResolvedVersion } from '../../store/readTypes.js';

/** `name[:alias]` as it is asked for in a project: there, else where a bare name leads. */
export function resolveIn({ engine }: Wandb, entity: string, project: string, name: string): ResolvedVersion | undefined {
  const { registry, ports } = engine;
  try {
    const { entity: _entity, project: _project, ...reference } = parseReference(name);
    const found = registry.read.resolve(reference, { entity, project });
    if (found.contested) ports.logger.warn({ name, entity, project }, 'A contested alias was asked for; its holder was given');
    return found;
  } catch (error) {
    if (error instanceof CairnError && (error.code === 'not_found' || error.code === 'invalid_reference')) return undefined;
    throw error;
  }
}

function collectionIn({ engine }: Wandb, entity: string, project: string, name: string): string | undefined {
  try {
    return engine.registry.read.resolveCollection({ name }, { entity, project });
  } catch (error) {
    if (error instanceof CairnError && error.code === 'not_found') return undefined;
    throw error;
  }
}

const typeNode = (name: string): Node => ({ __typename: 'ArtifactType', id: globalId('ArtifactType', name), name, description: null, createdAt: '2026-01-01T00:00:00Z' });

export function projectNode(wandb: Wandb, entity: string, name: string): Node {
  const { read, id: registry } = wandb.engine.registry;
  const owner = read.entityByName(entity)?.id ?? entityId(registry, entity);
  const id = read.projectByName(owner, name)?.id ?? projectId(owner, name);
  const collections = (): CollectionItem[] => wholeScope(wandb, 'collections', 'collections').filter((row) => row.entity === entity && row.project === name);
  const listed = (rows: CollectionItem[], args: Args): object => connection(rows, args, (row) => wandb.view.collection(row.id));
  const found = (asked: unknown): Node | null => {
    const collection = collectionIn(wandb, entity, name, String(asked ?? ''));
    return collection === undefined ? null : wandb.view.collection(collection);
  };
  return {
    __typename: 'Project',
    id: globalId('Project', id),
    internalId: globalId('ProjectInternalId', String(numberOfId(id))),
    name,
    entityName: entity,
    entity: () => wandb.view.entity(entity),
    description: null,
    createdAt: '2026-01-01T00:00:00Z',
    updatedAt: '2026-01-01T00:00:00Z',
    access: 'PRIVATE',
    readOnly: false,
    isBenchmark: false,
    allowAllArtifactTypesInRegistry: true,
    artifactType: (args: Args) => ({
      ...typeNode(String(args['name'])),
      artifactCollection: (inner: Args) => found(inner['name']),
      artifactCollections: (inner: Args) => listed(collections().filter((row) => row.type === args['name']), inner),
    }),
    artifactTypes: (args: Args) => connection([...new Set(collections().map((row) => row.type))].sort(), args, typeNode),
    artifactCollection: (args: Args) => found(args['name']),
    artifactCollections: (args: Args) => listed(collections(), args),
    artifact: (args: Args) => {
      const resolved = resolveIn(wandb, entity, name, String(args['name']));
      return resolved ? wandb.view.artifact(resolved.version) : null;
    },
    artifactCollectionMembership: (args: Args) => {
      const resolved = resolveIn(wandb, entity, name, String(args['name']));
      return resolved ? wandb.view.membership(resolved) : null;
    },
    run: (args: Args) => wandb.view.runIn(entity, name, String(args['name'])),
    bucket: (args: Args) => wandb.view.runIn(entity, name, String(args['name'])),
    runs: (args: Args) => wandb.view.runsOf(entity, name, args),
    runCount: (args: Args) => (wandb.view.runsOf(entity, name, args) as { totalCount: number }).totalCount,
    sweeps: { edges: [] },
    tags: [],
  };
}

/** Everything here belongs to one organization, which is the person's own registry. */
export function entityNode({ engine }: Wandb, name: string): Node {
  const own = engine.where().entity;
  const organization = { __typename: 'Organization', id: globalId('Entity', 'organization'), name: own, coreWeaveOrganizationId: null, orgEntity: { __typename: 'Entity', id: globalId('Entity', own), name: own, entityType: 'ORGANIZATION' } };
  return { __typename: 'Entity', id: globalId('Entity', name), name, isTeam: name !== own, entityType: name === own ? 'USER' : 'TEAM', organization, user: null, xxhashDigestsEnabled: false, readOnly: false };
}
