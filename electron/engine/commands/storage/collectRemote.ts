// Collecting in a remote, ordered by a person.
import { CairnError } from '../../../../shared/contract/errors.js';
import { formatBytes } from '../../../../shared/util/formatBytes.js';
import type { RemoteCollected } from '../../../../shared/contract/storage.js';
import { collectAfterSync } from '../../sync/gc/collectAfterSync.js';
import type { EngineContext } from '../context.js';
import { registryNamed } from '../registryNamed.js';
import { expiredAt } from './roots.js';

export async function collectInRemote(engine: EngineContext, input: { readonly registry?: string | undefined; readonly confirm: boolean }, signal?: AbortSignal): Promise<RemoteCollected> {
  const store = registryNamed(engine, input.registry);
  const { clock, random } = engine.ports;
  const { confirm } = input;
  const { remote, remoteId, stored } = await engine.sync.open(store.id, signal);
  const { name } = stored;
  if (confirm && !stored.writable) throw new CairnError('forbidden', `Collecting in ${name} failed: its keys here may read and not write.`, { remote: name });
  const sync = () => engine.sync.now({ registry: store.id, refill: false, signal });
  const { gone, waiting, fresh, ...rest } = await collectAfterSync({ store, actor: engine.actor(), random, remote, remoteId, name, confirm, now: () => clock.now(), sync, gone: (at) => expiredAt(store, at), signal });
  if (confirm) engine.cache.sync.log({ at: clock.now(), level: 'info', registry: store.id, text: `Collected in ${name}: ${formatBytes(gone.bytes)} removed, ${formatBytes(waiting.bytes + (rest.graceMs === 0 ? 0 : fresh.bytes))} marked.` });
  return { name, gone: { ...gone }, waiting: { ...waiting }, fresh: { ...fresh }, ...rest };
}
