// Brings blobs that operations name by themselves to this device: by this process under the lease, or by the one that has it.
import type { Digest } from '../../../../shared/contract/primitives.js';
import type { FetchEvent } from '../../../../shared/contract/storage.js';
import type { RegistryStore } from '../../store/types.js';
import type { EngineContext } from '../context.js';
import { registryNamed } from '../registryNamed.js';
import { withLease } from '../sync/holder.js';
import { hasRemote } from './bring.js';

/** Those that neither this device nor its remote has. @throws CairnError offline where the remote cannot be asked */
export async function bringLone(engine: EngineContext, store: RegistryStore, blobs: readonly Digest[], signal: AbortSignal | undefined): Promise<Digest[]> {
  const absent = (): Digest[] => {
    const here = engine.cache.has(blobs);
    return blobs.filter((_, index) => !here[index]);
  };
  const wanted = absent();
  if (wanted.length === 0 || !hasRemote(engine, store)) return wanted;
  await withLease(
    engine,
    () => engine.sync.fetchLone({ registry: store.id, blobs: wanted, signal }),
    async (client) => {
      for await (const _event of await client.storage.fetch({ registry: store.id, blobs: wanted }, { ...(signal ? { signal } : {}) }));
    },
  );
  return absent();
}

export async function* loneEvents(engine: EngineContext, { registry, blobs }: { readonly registry: string; readonly blobs: readonly Digest[] }, signal: AbortSignal | undefined): AsyncGenerator<FetchEvent, void, void> {
  await bringLone(engine, registryNamed(engine, registry), blobs, signal);
  yield { event: 'done', kept: [] };
}
