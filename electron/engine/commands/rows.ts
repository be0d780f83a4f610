// Rows as doors send them: what the store knows, and what only the cache knows (where the bytes are).
import type { Availability, CollectionRow, VersionDetail, VersionRow } from '../../../shared/contract/entities.js';
import type { ScopeItem } from '../../../shared/contract/scopes.js';
import { assertNever } from '../../../shared/util/assertNever.js';
import type { CollectionItem, ScopeRecord, VersionDetailItem, VersionItem } from '../store/readTypes.js';
import type { EngineContext } from './context.js';
import { deletionShown } from './deletion.js';
import { fileFacts, readFacts } from './facts.js';
import { standingOf } from './standing.js';

/** version id -> where its bytes are. A version whose manifest is unknown, or that holds references only, is `online`. */
export function availabilityOf({ registry, cache }: EngineContext, versions: readonly string[]): Map<string, Availability> {
  const blobs = registry.read.versionBlobs(versions);
  const here = cache.has(blobs.map((row) => row.blob));
  const counts = new Map<string, { all: number; here: number }>();
  blobs.forEach((row, index) => {
    const count = counts.get(row.version) ?? { all: 0, here: 0 };
    count.all += 1;
    if (here[index]) count.here += 1;
    counts.set(row.version, count);
  });
  return new Map(
    versions.map((version) => {
      const count = counts.get(version);
      return [version, !count || count.here === 0 ? 'online' : count.here === count.all ? 'offline' : 'partly'];
    }),
  );
}

/** Versions that are kept here. */
export const pinnedIn = ({ registry, cache }: EngineContext): ReadonlySet<string> => new Set(cache.sync.pinned(registry.id));

function versionRow(item: VersionItem, available: ReadonlyMap<string, Availability>, pinned: ReadonlySet<string>): VersionRow {
  return { ...item, availability: available.get(item.id) ?? 'online', ...(pinned.has(item.id) ? { pinned: true } : {}) };
}

/** A collection row with where the bytes of its versions are, and of its latest one. */
export function collectionRow(engine: EngineContext, item: CollectionItem, available: ReadonlyMap<string, Availability>, pinned: ReadonlySet<string>): CollectionRow {
  if (!item.latest) return { ...item, latest: null };
  const { version, ...latest } = item.latest;
  return { ...item, ...standingOf(engine, item.id, pinned), latest: { ...latest, availability: available.get(version) ?? 'online' } };
}

/**
 * A version page, facts read from their blobs; facts that are not on this device are left out. `availability`: for callers
 * that know it, which saves a look at every blob.
 */
export async function versionDetail(engine: EngineContext, item: VersionDetailItem, availability?: Availability): Promise<VersionDetail> {
  const facts = await Promise.all(
    item.facts.map(async (pointer) => {
      const stored = await readFacts(engine.cache, pointer.facts);
      return stored ? [fileFacts(pointer.path, stored)] : [];
    }),
  );
  const deletion = item.deleted ? deletionShown(engine, item.id) : undefined;
  return { ...item, ...(deletion ? { deletion } : {}), ...versionRow(item, availability ? new Map([[item.id, availability]]) : availabilityOf(engine, [item.id]), pinnedIn(engine)), facts: facts.flat() };
}

/** Scope records with everything filled in, in the order given. */
export async function scopeItems(engine: EngineContext, records: readonly ScopeRecord[]): Promise<ScopeItem[]> {
  const versions = records.flatMap((record) => (record.kind === 'versions' ? [record.row.id] : record.kind === 'collections' && record.row.latest ? [record.row.latest.version] : []));
  const available = availabilityOf(engine, versions);
  const pinned = pinnedIn(engine);
  return Promise.all(
    records.map(async (record): Promise<ScopeItem> => {
      const { key, order } = record;
      switch (record.kind) {
        case 'versions':
          return { key, order, row: versionRow(record.row, available, pinned) };
        case 'collections':
          return { key, order, row: collectionRow(engine, record.row, available, pinned) };
        case 'version':
          return { key, order, row: await versionDetail(engine, record.row) };
        case 'projects':
        case 'run':
        case 'history':
        case 'runs':
        case 'recent':
          return { key, order, row: record.row };
        default:
          return assertNever(record, 'scope kind');
      }
    }),
  );
}
