// The config that a sync goes by: as it was read before, where a head says that this is the same remote, and read again before anything
// is written there.
import { CairnError } from '../../../shared/contract/errors.js';
import type { Remote, RemoteItem } from '../remotes/types.js';
import { onlyFeaturesDiffer, readConfig, unknownFeatures, writeConfig, type RemoteConfig } from './config.js';
import { deviceOfHeadKey } from './keys.js';
import { lastRemote, openMarks, type Marks } from './marks.js';
import type { SyncParty } from './types.js';

export interface ConfigNow {
  readonly config: RemoteConfig;
  readonly marks: Marks;
  /** The remote, that refuses to be written to where the config became one that this app may not write under. */
  readonly remote: Remote;
}

/** Marks of the remote with which the registry was synced last. */
function lastMarks({ store, actor }: SyncParty): Marks | undefined {
  const remoteId = lastRemote(store);
  return remoteId === undefined ? undefined : openMarks(store, actor, remoteId);
}

/** The head that was put here last says that the remote is the same only beside others: alone it may have been put into what was emptied just before. */
function isNamed({ store }: SyncParty, marks: Marks, heads: readonly RemoteItem[]): boolean {
  return heads.some(({ key, tag }) => {
    const device = deviceOfHeadKey(key);
    return device !== undefined && (marks.namingTag(device) === tag || (heads.length > 1 && device === store.device.id && marks.putTag() === tag));
  });
}

const gone = (remote: Remote, registry: string): CairnError => new CairnError('not_found', `${remote.url} held this registry, and holds nothing now. Is the right disk or share connected?`, { registry, gone: true });

const newer = (remote: Remote, features: readonly string[]): CairnError =>
  new CairnError('newer_version', `The registry in ${remote.url} uses ${features.join(', ')}, which this version of Cairn does not know: it reads and does not write. Update Cairn on this device.`, { features });

/** Reads the config again before the first write, and refuses that write where it is another one than was thought. */
function guarded({ refill }: SyncParty, remote: Remote, { config, marks }: Omit<ConfigNow, 'remote'>, signal: AbortSignal | undefined): Remote {
  const look = async (): Promise<void> => {
    const found = await readConfig(remote, signal);
    if (found?.remoteId === config.remoteId) return;
    if (!found && refill === false) throw gone(remote, config.registry);
    const same = found && onlyFeaturesDiffer(config, found);
    marks.save({ config: same ? JSON.stringify({ ...config, features: found.features }) : undefined });
    if (!same) throw new CairnError('offline', `${remote.url} does not hold the registry that it held a moment ago. It is looked at again.`, { registry: config.registry });
    const strange = unknownFeatures(found);
    if (strange.length > 0) throw newer(remote, strange);
  };
  let looked: Promise<void> | undefined;
  const before = async <T>(write: () => Promise<T>): Promise<T> => {
    await (looked ??= look());
    return write();
  };
  return {
    ...remote,
    putIfAbsent: (...args) => before(() => remote.putIfAbsent(...args)),
    put: (...args) => before(() => remote.put(...args)),
    delete: (...args) => before(() => remote.delete(...args)),
  };
}

/**
 * @throws CairnError not_found where the registry was in this remote, is not any more, and may not be put there again by itself; forbidden
 * where another one lives there
 */
export async function configNow(party: SyncParty, remote: Remote, heads: readonly RemoteItem[], signal?: AbortSignal): Promise<ConfigNow> {
  const { store, actor, random } = party;
  const last = lastMarks(party);
  const before = last?.config();
  // One that this device may not write under is looked at again: it may be another by now.
  if (last && before && unknownFeatures(before).length === 0 && isNamed(party, last, heads)) return { config: before, marks: last, remote: guarded(party, remote, { config: before, marks: last }, signal) };
  const there = await readConfig(remote, signal);
  if (!there && party.refill === false && last) throw gone(remote, store.id);
  const found = there ?? (await writeConfig(remote, store.id, random, signal));
  if (found.registry !== store.id) {
    throw new CairnError('forbidden', `${remote.url} is the home of registry ${found.registry}, not of ${store.id}. Add it as a registry of its own.`, { registry: found.registry });
  }
  const config: RemoteConfig = before && onlyFeaturesDiffer(before, found) ? { ...before, features: found.features } : found;
  const marks = openMarks(store, actor, config.remoteId);
  const kept = marks.config();
  if (kept?.text === undefined || JSON.stringify(kept.features) !== JSON.stringify(config.features)) marks.save({ config: JSON.stringify(config) });
  return { config, marks, remote };
}
