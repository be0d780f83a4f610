// Blobs that nothing names: no version, no facts, no part of a history, of any registry. Only they are removed.
import type { Digest } from '../../../../shared/contract/primitives.js';
import { loneBlobsOf } from '../../sync/bytes/lone.js';
import type { EngineContext } from '../context.js';

/** Everything that any operation or manifest of any registry names, also of deleted versions: they can be restored. */
export function referencedBlobs({ registries }: Pick<EngineContext, 'registries'>): Set<Digest> {
  const named = new Set<Digest>();
  for (const store of registries) {
    for (const blob of store.read.allBlobs()) named.add(blob);
    for (const { op } of store.allOps()) for (const blob of loneBlobsOf([op])) named.add(blob);
  }
  return named;
}

export interface Collected {
  readonly done: boolean;
  readonly blobs: number;
  readonly bytes: number;
  readonly digests: Digest[];
}

/** How many are named in the answer. */
const NAMED = 1000;

export async function collect(engine: EngineContext, confirm: boolean): Promise<Collected> {
  const named = referencedBlobs(engine);
  const loose = engine.cache.blobs().filter(({ digest }) => !named.has(digest));
  for (const { blob } of confirm ? await engine.cache.incoming() : []) if (!named.has(blob)) await engine.cache.dropIncoming(blob);
  if (!confirm) return { done: false, blobs: loose.length, bytes: loose.reduce((sum, { size }) => sum + size, 0), digests: loose.slice(0, NAMED).map(({ digest }) => digest) };
  const { removed, bytes } = await engine.cache.remove(
    loose.map(({ digest }) => digest),
    // Whatever was committed meanwhile is seen: a version's transaction came before its hold ended.
    (blobs) => {
      const now = new Set(engine.registries.flatMap((store) => blobs.filter((blob) => store.read.versionsOfBlob(blob).length > 0)));
      return new Set(blobs.filter((blob) => !now.has(blob)));
    },
  );
  return { done: true, blobs: removed.length, bytes, digests: removed.slice(0, NAMED) };
}
