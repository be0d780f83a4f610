// Collecting by one device: everything others published is read first, also between mark and removal.
import type { Actor } from '../../../../shared/contract/primitives.js';
import { CairnError } from '../../../../shared/contract/errors.js';
import type { Random } from '../../ports.js';
import type { Remote } from '../../remotes/types.js';
import type { RegistryStore } from '../../store/types.js';
import { createLanes } from '../bytes/lanes.js';
import { deviceKey, DEVICES_PREFIX } from '../keys.js';
import { listAll } from '../listAll.js';
import { openMarks } from '../marks.js';
import type { SyncFinding } from '../types.js';
import { collectRemote, GRACE_MS, type RemoteCollected } from './collectRemote.js';
import { namedChunks, type NamedChunks } from './named.js';
import { listWriting } from './objects.js';
import { strayOps } from './strayOps.js';

export interface CollectingDevice {
  readonly store: RegistryStore;
  readonly actor: Actor;
  readonly random: Random;
  readonly remote: Remote;
  readonly remoteId: string;
  /** How a person calls the remote. */
  readonly name: string;
  readonly confirm: boolean;
  /** Where the remote has no clock of its own. */
  readonly now: () => number;
  readonly sync: () => Promise<{ readonly findings: readonly SyncFinding[] }>;
  /** What `sync` does not send: manifests, with the chunks that they will name. Absent: it sends everything. */
  readonly unsent?: (() => ReadonlyMap<string, readonly string[]>) | undefined;
  /** Deleted versions that can no longer be brought back at a moment. */
  readonly gone: (at: number) => ReadonlySet<string>;
  readonly signal?: AbortSignal | undefined;
}

/** True for what a sync found that may hide what is needed: all but numbers, and bytes that are nowhere. */
const hides = ({ key, reason }: SyncFinding): boolean => !key.startsWith('claims/') && reason !== 'absent_here' && reason !== 'late_op';

/** True where nobody else wrote or is about to: who writes puts its device's key there first, and a machine that shares this device's identity, as a cloned disk does, says that it writes. */
async function isAlone({ store, remote, signal }: CollectingDevice): Promise<boolean> {
  const own = store.device.id;
  if (store.isForked(own) || store.devices().some(({ device }) => device !== own)) return false;
  if ((await listWriting(remote, signal)).length > 0) return false;
  return (await listAll(remote, DEVICES_PREFIX, signal)).every(({ key }) => key === deviceKey(own));
}

/** @throws CairnError corrupt when not everything could be read, forbidden when this device was taken out, busy when another collects, offline */
export async function collectAfterSync(collecting: CollectingDevice): Promise<RemoteCollected> {
  const { store, actor, random, remote, remoteId, name, confirm, now, sync, unsent, gone, signal } = collecting;
  const lanes = createLanes();
  const named = async (at: number): Promise<NamedChunks> => {
    const done = await sync();
    if (store.lastAccepted(store.device.id) !== undefined) throw new CairnError('forbidden', `Collecting in ${name} failed: this device was taken out of the registry.`, { remote: name });
    const hidden = done.findings.filter(hides);
    if (hidden.length > 0) throw new CairnError('corrupt', `Collecting in ${name} failed: not everything that others published could be read (${hidden[0]?.message ?? ''}). Nothing was removed.`, { findings: hidden.slice(0, 20) });
    const stray = await strayOps(store, remote, openMarks(store, actor, remoteId), signal);
    if (stray.unread.length > 0) throw new CairnError('corrupt', `Collecting in ${name} failed: a part of a log that its device did not finish cannot be read (${stray.unread[0] ?? ''}). Nothing was removed.`, { segments: stray.unread.slice(0, 20) });
    return namedChunks(store, remote, lanes, { gone: gone(at), more: stray.ops, ...(unsent ? { unsent: unsent() } : {}), signal });
  };
  // Where nobody else ever wrote, nobody can be about to name what is removed.
  const graceMs = async (): Promise<number> => ((await isAlone(collecting)) ? 0 : GRACE_MS);
  return collectRemote({ remote, device: store.device.id, random, confirm, graceMs, now, named, signal });
}
