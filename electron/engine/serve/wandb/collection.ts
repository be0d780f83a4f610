// A collection, or a registered model, as the client sees both: `ArtifactSequence` and `ArtifactPortfolio`.
import { CairnError } from '../../../../shared/contract/errors.js';
import type { CollectionItem, VersionItem } from '../../store/readTypes.js';
import { connection } from './connection.js';
import { isoTime, tagNode, type Wandb } from './context.js';
import type { Args, Node } from './execute.js';
import { globalId } from './ids.js';

const PAGE = 1000;

/** All rows of a scope, page by page. */
export function wholeScope<K extends 'collections' | 'versions'>({ engine }: Wandb, kind: K, scope: string): (K extends 'collections' ? CollectionItem : VersionItem)[] {
  const rows: (CollectionItem | VersionItem)[] = [];
  let cursor: string | null = null;
  do {
    const page: ReturnType<typeof engine.registry.read.scopePage> = engine.registry.read.scopePage(scope, cursor, PAGE, '');
    for (const item of page.items) if (item.kind === kind) rows.push(item.row as CollectionItem | VersionItem);
    cursor = page.next;
  } while (cursor !== null);
  return rows as never;
}

export function collectionItem({ engine }: Wandb, id: string): CollectionItem {
  const item = engine.registry.read.collection(id);
  if (!item) throw new CairnError('not_found', 'There is no collection with this id here. It may not have arrived on this device yet.', { collection: id });
  return item;
}

/** The version an alias, a number or nothing selects in a collection; undefined where it selects none. */
function versionBy(wandb: Wandb, item: CollectionItem, alias: string): Node | null {
  const { read } = wandb.engine.registry;
  try {
    const pick = /^v\d+$/.test(alias) ? { number: Number(alias.slice(1)) } : { alias: alias || 'latest' };
    return wandb.view.membership(read.resolve({ entity: item.entity, project: item.project, name: item.name, ...pick }, { entity: item.entity, project: item.project }));
  } catch (error) {
    if (error instanceof CairnError && error.code === 'not_found') return null;
    throw error;
  }
}

function versionsOf(wandb: Wandb, item: CollectionItem, args: Args): VersionItem[] {
  const rows = wholeScope(wandb, 'versions', `versions:${item.id}`).filter((row) => !row.deleted);
  return /^\+|asc/i.test(String(args['order'] ?? '')) ? rows.reverse() : rows;
}

export function collectionNode(wandb: Wandb, id: string): Node {
  const item = collectionItem(wandb, id);
  const created = (): string => isoTime(wandb.engine.registry.read.history({ subject: id, kind: 'collection.create', limit: 1 }).rows[0]?.at ?? item.updated);
  return {
    __typename: item.form === 'registered' ? 'ArtifactPortfolio' : 'ArtifactSequence',
    id: globalId('ArtifactCollection', id),
    name: item.name,
    description: item.description || null, // a client a year old takes no empty text
    state: 'READY',
    createdAt: created,
    updatedAt: isoTime(item.updated),
    project: () => wandb.view.project(item.entity, item.project),
    defaultArtifactType: { __typename: 'ArtifactType', id: globalId('ArtifactType', item.type), name: item.type },
    tags: { edges: item.tags.map((tag) => ({ node: tagNode(tag) })) },
    aliases: (args: Args) => connection(Object.keys(item.aliases), args, (alias) => wandb.view.alias(id, alias)),
    artifactMembership: (args: Args) => versionBy(wandb, item, String(args['aliasName'] ?? '')),
    artifactMemberships: (args: Args) => connection(versionsOf(wandb, item, args), args, (row) => versionBy(wandb, item, row.number === null ? '' : `v${row.number}`)),
    artifacts: (args: Args) => connection(versionsOf(wandb, item, args), args, (row) => wandb.view.artifact(row.id), (row) => ({ version: row.label })),
    latestArtifact: () => (item.latest ? wandb.view.artifact(item.latest.version) : null),
    digestAlgorithm: null,
  };
}
