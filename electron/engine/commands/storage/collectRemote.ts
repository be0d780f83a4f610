// Collecting in a remote, ordered by a person: everything others published is read first, also between mark and removal.
import { CairnError } from '../../../../shared/contract/errors.js';
import { formatBytes } from '../../../../shared/util/formatBytes.js';
import type { RemoteCollected } from '../../../../shared/contract/storage.js';
import type { Remote } from '../../remotes/types.js';
import type { RegistryStore } from '../../store/types.js';
import { createLanes } from '../../sync/bytes/lanes.js';
import { collectRemote, GRACE_MS } from '../../sync/gc/collectRemote.js';
import { namedChunks, type NamedChunks } from '../../sync/gc/named.js';
import { strayOps } from '../../sync/gc/strayOps.js';
import { deviceKey, DEVICES_PREFIX } from '../../sync/keys.js';
import { listAll } from '../../sync/listAll.js';
import { openMarks } from '../../sync/marks.js';
import type { EngineContext } from '../context.js';
import { registryNamed } from '../registryNamed.js';
import { expiredVersions } from './roots.js';

/** True for what a sync found that may hide what is needed: all but numbers, and bytes that are nowhere. */
const hides = ({ key, reason }: { readonly key: string; readonly reason: string }): boolean => !key.startsWith('claims/') && reason !== 'absent_here' && reason !== 'late_op';

/** True where nobody else wrote or is about to: who writes puts its device's key there first. */
async function isAlone(store: RegistryStore, remote: Remote, signal: AbortSignal | undefined): Promise<boolean> {
  const own = store.device.id;
  if (store.isForked(own) || store.devices().some(({ device }) => device !== own)) return false;
  return (await listAll(remote, DEVICES_PREFIX, signal)).every(({ key }) => key === deviceKey(own));
}

export async function collectInRemote(engine: EngineContext, input: { readonly registry?: string | undefined; readonly confirm: boolean }, signal?: AbortSignal): Promise<RemoteCollected> {
  const store = registryNamed(engine, input.registry);
  const { clock } = engine.ports;
  const lanes = createLanes();
  const { remote, remoteId, stored } = await engine.sync.open(store.id, signal);
  if (input.confirm && !stored.writable) throw new CairnError('forbidden', `Collecting in ${stored.name} failed: its keys here may read and not write.`, { remote: stored.name });
  const named = async (at: number): Promise<NamedChunks> => {
    const done = await engine.sync.now({ registry: store.id, refill: false, signal });
    if (store.lastAccepted(store.device.id) !== undefined) throw new CairnError('forbidden', `Collecting in ${stored.name} failed: this device was taken out of the registry.`, { remote: stored.name });
    const hidden = done.findings.filter(hides);
    if (hidden.length > 0) throw new CairnError('corrupt', `Collecting in ${stored.name} failed: not everything that others published could be read (${hidden[0]?.message ?? ''}). Nothing was removed.`, { findings: hidden.slice(0, 20) });
    const stray = await strayOps(store, remote, openMarks(store, engine.actor(), remoteId), signal);
    if (stray.unread.length > 0) throw new CairnError('corrupt', `Collecting in ${stored.name} failed: a part of a log that its device did not finish cannot be read (${stray.unread[0] ?? ''}). Nothing was removed.`, { segments: stray.unread.slice(0, 20) });
    return namedChunks(store, remote, lanes, { gone: expiredVersions(engine, store, at), more: stray.ops, signal });
  };
  // Where nobody else ever wrote, nobody can be about to name what is removed.
  const graceMs = async (): Promise<number> => ((await isAlone(store, remote, signal)) ? 0 : GRACE_MS);
  const { gone, waiting, fresh, ...rest } = await collectRemote({ remote, device: store.device.id, confirm: input.confirm, graceMs, now: () => clock.now(), named, signal });
  if (input.confirm) engine.cache.sync.log({ at: clock.now(), level: 'info', registry: store.id, text: `Collected in ${stored.name}: ${formatBytes(gone.bytes)} removed, ${formatBytes(waiting.bytes + (rest.graceMs === 0 ? 0 : fresh.bytes))} marked.` });
  return { name: stored.name, gone: { ...gone }, waiting: { ...waiting }, fresh: { ...fresh }, ...rest };
}
