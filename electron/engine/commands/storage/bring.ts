// Brings what is missing of versions to this device: by this process under the lease, or by the one that has it.
import { CairnError } from '../../../../shared/contract/errors.js';
import type { Progress } from '../../../../shared/contract/primitives.js';
import type { FetchEvent } from '../../../../shared/contract/storage.js';
import { missingError } from '../../sync/centre/fetchVersions.js';
import type { RegistryStore } from '../../store/types.js';
import type { EngineContext } from '../context.js';
import { streamed } from '../streamed.js';
import { withLease } from '../sync/holder.js';
import { blobsOf, keptRows, type Chosen } from './subject.js';

export function hasRemote(engine: EngineContext, store: RegistryStore): boolean {
  return engine.remotes.list().some(({ registry }) => registry === store.id);
}

/** Blobs of these versions that are not here. Those that are stay. */
function absentIn({ cache }: EngineContext, store: RegistryStore, chosen: Pick<Chosen, 'versions' | 'blob'>): string[] {
  const blobs = blobsOf(store, chosen).map(({ blob }) => blob);
  cache.confirm(blobs);
  const here = cache.has(blobs);
  return blobs.filter((_, index) => !here[index]);
}

function refOf(store: RegistryStore, versions: readonly string[]): string {
  const [only] = versions;
  return versions.length === 1 && only ? (store.read.version(only)?.ref ?? only.slice(0, 12)) : `${versions.length} versions`;
}

async function fetchHere(engine: EngineContext, { store, versions, blob }: Chosen, onProgress: (progress: Progress) => void, signal: AbortSignal): Promise<void> {
  const ref = refOf(store, versions);
  const missing = await engine.sync.fetch({ registry: store.id, versions, ...(blob === undefined ? {} : { only: new Set([blob]) }), urgent: true, signal, onProgress: ({ done, total, rate }) => onProgress({ phase: 'downloading', done, total, unit: 'bytes', rate, item: ref }) });
  if (missing.length > 0) {
    const { clock, random } = engine.ports;
    throw missingError({ store, actor: engine.actor(), clock, random }, ref, missing);
  }
}

/** Everything of the versions is here when it returns. @throws CairnError offline naming what to do; corrupt */
export async function bring(engine: EngineContext, chosen: Chosen, onProgress: (progress: Progress) => void, signal: AbortSignal): Promise<void> {
  const { store, versions } = chosen;
  if (absentIn(engine, store, chosen).length === 0) return;
  if (!hasRemote(engine, store)) {
    const device = versions[0] === undefined ? undefined : store.read.version(versions[0])?.device;
    throw new CairnError('offline', `Fetching ${refOf(store, versions)}: its bytes are not on this computer, and its registry has no remote here.${device ? ` ${device} logged it.` : ''}`, { versions });
  }
  const path = chosen.path;
  await withLease(
    engine,
    () => fetchHere(engine, chosen, onProgress, signal),
    async (client) => {
      for (const version of versions) {
        for await (const event of await client.storage.fetch({ ref: version, ...(path === undefined ? {} : { path }) }, { signal })) if (event.event === 'progress') onProgress(event.progress);
      }
    },
  );
}

export async function* fetchEvents(engine: EngineContext, chosen: Chosen, signal: AbortSignal | undefined): AsyncGenerator<FetchEvent, void, void> {
  yield* streamed<Progress, FetchEvent>(
    signal,
    (progress) => ({ event: 'progress', progress }),
    async (onProgress, abort) => {
      await bring(engine, chosen, onProgress, abort);
      return { event: 'done', kept: keptRows(engine, chosen) };
    },
  );
}
