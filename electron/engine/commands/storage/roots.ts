// What every blob on this device is for: a live version, one that was deleted and can be brought back, something an operation
// names by itself, or nothing.
import type { Digest } from '../../../../shared/contract/primitives.js';
import { CLOCKS_APART_MS } from '../../sync/centre/clocks.js';
import { readLastSync } from '../../sync/centre/lastSync.js';
import { loneBlobsOf } from '../../sync/bytes/lone.js';
import type { RegistryStore } from '../../store/types.js';
import type { EngineContext } from '../context.js';
import { until } from '../retention/plan.js';

export type Purpose = 'versions' | 'deleted' | 'facts';

type Holding = Pick<EngineContext, 'registries' | 'cache' | 'ports' | 'remotes' | 'clockWatch'>;

/** Blobs that a pinned version of any registry names. */
export function pinnedBlobs({ registries, cache }: Pick<Holding, 'registries' | 'cache'>): Set<Digest> {
  const blobs = new Set<Digest>();
  for (const store of registries) {
    const pinned = cache.sync.pinned(store.id);
    if (pinned.length > 0) for (const { blob } of store.read.versionBlobs(pinned)) blobs.add(blob);
  }
  return blobs;
}

/**
 * The moment by which retention is judged: the clock of the registry's remote, as far as it was last seen from here. A clock that is far
 * off it, or jumped, ends nothing.
 */
function retentionNow({ remotes, ports, clockWatch }: Holding, store: RegistryStore): number {
  if (clockWatch.jump()) return 0;
  const offset = readLastSync(store).offset ?? remotes.list().find(({ registry }) => registry === store.id)?.report?.clockOffsetMs ?? 0;
  return Math.abs(offset) > CLOCKS_APART_MS ? 0 : ports.clock.now() + offset;
}

/** Deleted versions that can no longer be brought back at a moment, by the clock of the remote. */
export function expiredAt({ read }: RegistryStore, now: number): Set<string> {
  return new Set(read.deletions(undefined, Number.MAX_SAFE_INTEGER).flatMap(({ version, at }) => (now > until(read, at) ? [version] : [])));
}

/** The same at this moment, as far as that clock was last seen from here. */
export const expiredVersions = (engine: Holding, store: RegistryStore): Set<string> => expiredAt(store, retentionNow(engine, store));

/** Registries that have a remote here. */
export function withRemote({ registries, remotes }: Pick<Holding, 'registries' | 'remotes'>): RegistryStore[] {
  const known = new Set(remotes.list().map(({ registry }) => registry));
  return registries.filter(({ id }) => known.has(id));
}

/** Says of a registry and a blob by which versions it needs it: those that are not deleted, or can be brought back. */
export function createNeeds(engine: Holding): (store: RegistryStore, blob: Digest) => string[] {
  const expired = new Map<RegistryStore, ReadonlySet<string>>();
  return (store, blob) => {
    const gone = expired.get(store) ?? expiredVersions(engine, store);
    expired.set(store, gone);
    return store.read.versionsOfBlob(blob).filter((id) => store.read.version(id)?.deleted === false || !gone.has(id));
  };
}

/** blob -> what it is for. What is not in it may go. */
export function purposes(engine: Holding): Map<Digest, Purpose> {
  const found = new Map<Digest, Purpose>();
  for (const store of engine.registries) {
    const uses = new Map<string, { live: number; deleted: number }>();
    for (const { blob, deleted, versions } of store.read.blobUses()) {
      const use = uses.get(blob) ?? { live: 0, deleted: 0 };
      use[deleted ? 'deleted' : 'live'] += versions;
      uses.set(blob, use);
    }
    for (const { blob } of store.read.versionBlobs([...expiredVersions(engine, store)])) {
      const use = uses.get(blob);
      if (use) use.deleted -= 1;
    }
    for (const [blob, { live, deleted }] of uses) {
      if (live > 0) found.set(blob, 'versions');
      else if (deleted > 0 && !found.has(blob)) found.set(blob, 'deleted');
    }
  }
  for (const blob of pinnedBlobs(engine)) if (!found.has(blob)) found.set(blob, 'deleted');
  for (const store of engine.registries) {
    const inVersions = new Set(store.read.blobUses().map(({ blob }) => blob));
    for (const blob of store.read.allBlobs()) if (!inVersions.has(blob) && !found.has(blob)) found.set(blob, 'facts');
    for (const { op } of store.allOps()) for (const blob of loneBlobsOf([op])) if (!found.has(blob)) found.set(blob, 'facts');
  }
  return found;
}

/** How many ops each registry held at a moment. */
export type Counts = ReadonlyMap<RegistryStore, number>;

export function opCounts({ registries }: Pick<Holding, 'registries'>): Counts {
  return new Map(registries.map((store) => [store, store.opCount()]));
}

/**
 * Of blobs that `purposes` did not name, those that nothing names at this moment either: looked at inside the transaction that removes
 * them. `before` was counted before `purposes` looked.
 */
export function namedByNothing(engine: Holding, blobs: readonly Digest[], before: Counts): Set<Digest> {
  const since = new Set(engine.registries.flatMap((store) => loneBlobsOf([...store.opsSince(before.get(store) ?? 0)].map(({ op }) => op))));
  const expired = new Map(engine.registries.map((store) => [store, expiredVersions(engine, store)]));
  const live = (blob: Digest): boolean => engine.registries.some((store) => store.read.versionsOfBlob(blob).some((version) => !expired.get(store)?.has(version)));
  return new Set(blobs.filter((blob) => !since.has(blob) && !live(blob)));
}
