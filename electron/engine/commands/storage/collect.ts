// Blobs that nothing names: no version, also none that can be brought back, no facts, no part of a history, of any registry.
import type { Digest } from '../../../../shared/contract/primitives.js';
import type { EngineContext } from '../context.js';
import { namedByNothing, opCounts, purposes } from './roots.js';

export interface Collected {
  readonly done: boolean;
  readonly blobs: number;
  readonly bytes: number;
  readonly digests: Digest[];
}

/** How many are named in the answer. */
const NAMED = 1000;

export async function collect(engine: EngineContext, confirm: boolean): Promise<Collected> {
  const arriving = confirm ? await engine.cache.incoming() : [];
  const before = opCounts(engine);
  const named = purposes(engine);
  const loose = engine.cache.blobs().filter(({ digest }) => !named.has(digest));
  for (const { blob } of arriving) if (!named.has(blob)) await engine.cache.dropIncoming(blob);
  if (!confirm) return { done: false, blobs: loose.length, bytes: loose.reduce((sum, { size }) => sum + size, 0), digests: loose.slice(0, NAMED).map(({ digest }) => digest) };
  const { removed, bytes } = await engine.cache.remove(
    loose.map(({ digest }) => digest),
    // Whatever was committed meanwhile is seen: the transaction that named a blob came before its hold ended.
    (blobs) => {
      engine.lookAround();
      return namedByNothing(engine, blobs, before);
    },
  );
  return { done: true, blobs: removed.length, bytes, digests: removed.slice(0, NAMED) };
}
