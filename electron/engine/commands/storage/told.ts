// Pages hear that versions came, went or were pinned: only the cache knows it, so no operation says so.
import type { Digest } from '../../../../shared/contract/primitives.js';
import type { RegistryStore } from '../../store/types.js';
import type { EngineContext } from '../context.js';

export function tellOf(engine: EngineContext, store: RegistryStore, versions: readonly string[]): void {
  if (versions.length > 0) store.write(engine.actor(), (tx) => tx.told(versions));
}

/** The versions of every registry that name one of these blobs. */
export function tellOfBlobs(engine: EngineContext, blobs: readonly Digest[]): void {
  for (const store of engine.registries) tellOf(engine, store, [...new Set(blobs.flatMap((blob) => store.read.versionsOfBlob(blob)))]);
}
