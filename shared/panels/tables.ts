// The evaluation that belongs to a version: a table inside it, or the newest one that a run wrote which read it.
import { CairnError } from '../contract/errors.js';
import type { VersionDetail } from '../contract/entities.js';
import type { TableInfo } from '../contract/tables.js';
import { versionOf } from './find.js';
import { originOf, type Origin, type PanelClient, type VersionOf, type Signal } from './types.js';

/** Candidates that are opened before giving up. */
const MOST_TRIES = 10;

const openIn = (client: PanelClient, ref: string, path: string | undefined, signal: Signal): Promise<TableInfo | undefined> =>
  client.tables.open({ ref, ...(path === undefined ? {} : { path }) }, { signal }).catch((error: unknown) => {
    if (error instanceof CairnError && error.code === 'not_found') return undefined;
    throw error;
  });

/** Versions that came of this one through one run, newest first. */
async function outputsOfReaders(client: PanelClient, version: string, signal: Signal): Promise<readonly string[]> {
  const graph = await client.lineage.graph({ ref: version, direction: 'down', depth: 2 }, { signal });
  return graph.nodes
    .filter((node) => node.kind === 'version' && node.id !== version && !node.deleted && node.type !== 'model')
    .sort((a, b) => (b.at ?? 0) - (a.at ?? 0))
    .slice(0, MOST_TRIES)
    .map(({ id }) => id);
}

export interface FoundTable {
  readonly info: TableInfo;
  /** The version that holds the table. */
  readonly of: Origin;
  /** The version it is about. */
  readonly about: VersionDetail;
}

/** @throws not_found when there is none */
export async function tableOf(client: PanelClient, which: VersionOf, path: string | undefined, signal: Signal): Promise<FoundTable> {
  const about = await versionOf(client, which, signal);
  const own = await openIn(client, about.id, path, signal);
  if (own) return { info: own, of: originOf(about), about };
  for (const id of await outputsOfReaders(client, about.id, signal)) {
    const info = await openIn(client, id, path, signal);
    if (info) return { info, of: originOf(await client.versions.get({ ref: id }, { signal })), about };
  }
  throw new CairnError('not_found', `No evaluation of ${about.ref} is here: it holds no table, and no run that read it logged one.`);
}
