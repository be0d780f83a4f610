// Who decides in a remote: its storage (`cas`), or one device (`single`). What a device finds for itself is in `capabilities`; that it cannot
// decide is said in the log, as a setting of this one remote, so that all devices go by it.
import type { RemoteCapabilities } from '../remotes/types.js';
import type { RegistryStore } from '../store/types.js';
import { claimKey } from './keys.js';
import { lastRemote } from './marks.js';
import type { SyncFinding, SyncParty } from './types.js';

type Mode = RemoteCapabilities['mode'];

const KEY = 'mode';
const scopeOf = (remoteId: string): string => `remote:${remoteId}`;

/** Whether the log says so of this remote. */
export function isSaid(store: RegistryStore, remoteId: string, mode: Mode): boolean {
  return store.read.setting(scopeOf(remoteId), KEY) === mode;
}

/** @param found what this device finds for itself */
export function modeIn(store: RegistryStore, remoteId: string, found: Mode): Mode {
  return found === 'single' || isSaid(store, remoteId, 'single') ? 'single' : 'cas';
}

/** The same of the remote with which the registry was synced last. */
export function modeOf(store: RegistryStore, found: Mode): Mode {
  const remoteId = lastRemote(store);
  return remoteId === undefined ? found : modeIn(store, remoteId, found);
}

/** Says so in the log, unless that says so already. */
export function sayMode({ store, actor }: Pick<SyncParty, 'store' | 'actor'>, remoteId: string, mode: Mode): void {
  if (isSaid(store, remoteId, mode)) return;
  const scope = scopeOf(remoteId);
  store.write(actor, (tx) => void tx.append({ kind: 'setting', body: { scope, key: KEY, value: mode }, observed: [...tx.read.settingHeads(scope, KEY)] }));
}

/** Two bodies were seen for one key that is decided by its creation. */
export const contradiction = (key: string): SyncFinding => ({
  key,
  reason: 'contradiction',
  message: `${key}: two writers were told that they created it. This storage decides nothing: from now on one device gives the numbers.`,
});

/**
 * The same, by what those say who read the claims: two of them for one number in this remote. The log tells it for ever; where the owner has
 * said since that it decides, his word stands until it is seen again.
 */
export function contradictionIn(store: RegistryStore, remoteId: string): SyncFinding | undefined {
  if (isSaid(store, remoteId, 'cas')) return undefined;
  const twice = store.read.claimedTwice(remoteId);
  return twice && contradiction(claimKey(twice.collection, twice.number));
}
