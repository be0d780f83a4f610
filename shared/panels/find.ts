// Finds what a panel is about: the version that holds an alias now, a registered model with its row, its versions.
import { CairnError } from '../contract/errors.js';
import type { CollectionRow, VersionDetail, VersionRow } from '../contract/entities.js';
import type { PanelClient, VersionOf, Signal } from './types.js';

/** More than any chart can tell apart, and one page of the engine's. */
export const MOST_VERSIONS = 1_000;

/** @throws not_found when nothing was named, or the alias is on no version */
export async function versionOf(client: PanelClient, { ref, model, alias }: VersionOf, signal: Signal): Promise<VersionDetail> {
  if (ref !== undefined) return client.versions.get({ ref }, { signal });
  if (model === undefined) throw new CairnError('not_found', 'The panel does not say which version it is about. Choose one in its settings.');
  const wanted = alias ?? 'latest';
  const { name } = await client.registry.find({ collection: model }, { signal });
  if (wanted === 'latest') {
    const [newest] = (await versionsOf(client, model, 1, signal)).rows;
    if (!newest) throw new CairnError('not_found', `${name} has no version yet.`, { model });
    return client.versions.get({ ref: newest.id }, { signal });
  }
  const held = (await client.registry.aliases({ collection: model }, { signal })).find((state) => state.alias === wanted);
  if (!held?.version) throw new CairnError('not_found', `No version of ${name} holds ${wanted} now.`, { model, alias: wanted });
  const found = await client.versions.get({ ref: held.version }, { signal });
  return { ...found, ref: held.label === null ? found.ref : `${name}:${held.label}`, label: held.label ?? found.label };
}

/** @throws not_found */
export async function collectionOf(client: PanelClient, id: string, signal: Signal): Promise<CollectionRow> {
  const { name } = await client.registry.find({ collection: id }, { signal });
  const page = await client.browse.scope({ scope: 'collections', query: name, limit: MOST_VERSIONS }, { signal });
  const found = page.items.map(({ row }) => row as unknown as CollectionRow).find((row) => row.id === id);
  if (!found) throw new CairnError('not_found', `${name} is not listed any more: it was deleted, or moved.`, { collection: id });
  return found;
}

/** Newest first. */
export async function versionsOf(client: PanelClient, collection: string, limit: number, signal: Signal): Promise<{ rows: readonly VersionRow[]; total: number }> {
  const page = await client.browse.scope({ scope: `versions:${collection}`, limit }, { signal });
  return { rows: page.items.map(({ row }) => row as unknown as VersionRow), total: page.total };
}

/** Names of numeric metrics of these versions, the commonest first. */
export function metricNames(rows: readonly Pick<VersionRow, 'metrics'>[]): string[] {
  const counts = new Map<string, number>();
  for (const { metrics } of rows) for (const [name, value] of Object.entries(metrics)) if (typeof value === 'number') counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([name]) => name);
}

/** The metric wanted, else the one the collection is judged by, else the commonest. */
export function chosenMetric(wanted: string | undefined, row: CollectionRow, versions: readonly VersionRow[]): string | undefined {
  const names = metricNames(versions);
  return [wanted, row.headline?.metric].find((name) => name !== undefined && names.includes(name)) ?? names[0];
}
