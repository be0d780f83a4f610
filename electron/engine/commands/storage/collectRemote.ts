// Collecting in a remote, ordered by a person.
import { CairnError } from '../../../../shared/contract/errors.js';
import { formatBytes } from '../../../../shared/util/formatBytes.js';
import type { RemoteCollected } from '../../../../shared/contract/storage.js';
import { collectAfterSync } from '../../sync/gc/collectAfterSync.js';
import { filesIn, manifestsNamedBy } from '../../sync/manifests.js';
import { openMarks } from '../../sync/marks.js';
import { unsent } from '../../sync/succession.js';
import { syncOnce } from '../../sync/syncOnce.js';
import type { SyncParty } from '../../sync/types.js';
import type { EngineContext } from '../context.js';
import { registryNamed } from '../registryNamed.js';
import { expiredAt } from './roots.js';

/** Manifests that this device has not sent, with the chunks of their blobs. */
function unsentChunks({ cache }: EngineContext, party: SyncParty, remoteId: string): Map<string, string[]> {
  const { store, actor } = party;
  const digests = manifestsNamedBy(unsent(party, openMarks(store, actor, remoteId)).map(({ op }) => op));
  const files = (digest: string) => filesIn(store.read.manifest(digest) ?? '{"files":[]}');
  return new Map(digests.map((digest) => [digest, files(digest).flatMap(({ blob }) => cache.chunks(blob)?.chunks.map((chunk) => chunk.digest) ?? [blob])]));
}

export async function collectInRemote(engine: EngineContext, input: { readonly registry?: string | undefined; readonly confirm: boolean }, signal?: AbortSignal): Promise<RemoteCollected> {
  const store = registryNamed(engine, input.registry);
  const { clock, random } = engine.ports;
  const { confirm } = input;
  const actor = engine.actor();
  const { remote, remoteId, stored } = await engine.sync.open(store.id, signal);
  const { name } = stored;
  if (confirm && !stored.writable) throw new CairnError('forbidden', `Collecting in ${name} failed: it can be read and not written from here.`, { remote: name });
  // Who only asks sends nothing.
  const party: SyncParty = { store, actor, clock, random, refill: false, aside: true };
  const sync = () => (confirm ? engine.sync.now({ registry: store.id, refill: false, signal }) : syncOnce(party, remote, signal));
  const { gone, waiting, fresh, ...rest } = await collectAfterSync({ store, actor, random, remote, remoteId, name, confirm, now: () => clock.now(), sync, unsent: confirm ? undefined : () => unsentChunks(engine, party, remoteId), gone: (at) => expiredAt(store, at), signal });
  if (confirm) engine.cache.sync.log({ at: clock.now(), level: 'info', registry: store.id, text: `Collected in ${name}: ${formatBytes(gone.bytes)} removed, ${formatBytes(waiting.bytes + (rest.graceMs === 0 ? 0 : fresh.bytes))} marked.` });
  return { name, gone: { ...gone }, waiting: { ...waiting }, fresh: { ...fresh }, ...rest };
}
