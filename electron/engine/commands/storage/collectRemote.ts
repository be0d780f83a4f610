// Collecting in a remote, ordered by a person: everything others published is read first, also between mark and removal.
import { CairnError } from '../../../../shared/contract/errors.js';
import { formatBytes } from '../../../../shared/util/formatBytes.js';
import type { RemoteCollected } from '../../../../shared/contract/storage.js';
import { createLanes } from '../../sync/bytes/lanes.js';
import { collectRemote, GRACE_MS } from '../../sync/gc/collectRemote.js';
import { namedChunks, type NamedChunks } from '../../sync/gc/named.js';
import type { EngineContext } from '../context.js';
import { registryNamed } from '../registryNamed.js';
import { expiredVersions } from './roots.js';

/** What a sync found that may hide what is needed: parts of logs that are not here. */
const HIDING = new Set(['gap', 'missing', 'bad_digest', 'malformed', 'bad_signature', 'unknown_device', 'too_long', 'manifest_missing', 'newer_version', 'remote_empty', 'not_covered', 'wrong_prev']);

export async function collectInRemote(engine: EngineContext, input: { readonly registry?: string | undefined; readonly confirm: boolean }, signal?: AbortSignal): Promise<RemoteCollected> {
  const store = registryNamed(engine, input.registry);
  const { clock } = engine.ports;
  const lanes = createLanes();
  const { remote, stored } = await engine.sync.open(store.id, signal);
  if (input.confirm && !stored.writable) throw new CairnError('forbidden', `Collecting in ${stored.name} failed: its keys here may read and not write.`, { remote: stored.name });
  const named = async (): Promise<NamedChunks> => {
    const done = await engine.sync.now({ registry: store.id, refill: false, signal });
    const hidden = done.findings.filter(({ reason }) => HIDING.has(reason));
    if (hidden.length > 0) throw new CairnError('corrupt', `Collecting in ${stored.name} failed: not everything that others published could be read (${hidden[0]?.message ?? ''}). Nothing was removed.`, { findings: hidden.slice(0, 20) });
    return namedChunks(store, remote, lanes, expiredVersions(engine, store), signal);
  };
  // Where nobody else ever wrote, nobody can be about to name what is removed.
  const graceMs = (): number => (store.devices().every(({ device }) => device === store.device.id) ? 0 : GRACE_MS);
  const { gone, waiting, fresh, ...rest } = await collectRemote({ remote, device: store.device.id, confirm: input.confirm, graceMs, now: () => clock.now(), named, signal });
  if (input.confirm) engine.cache.sync.log({ at: clock.now(), level: 'info', registry: store.id, text: `Collected in ${stored.name}: ${formatBytes(gone.bytes)} removed, ${formatBytes(waiting.bytes + (rest.graceMs === 0 ? 0 : fresh.bytes))} marked.` });
  return { name: stored.name, gone: { ...gone }, waiting: { ...waiting }, fresh: { ...fresh }, ...rest };
}
