// Which versions a storage call is about, and how they stand on this device.
import type { Kept, StorageSubject } from '../../../../shared/contract/storage.js';
import type { RegistryStore } from '../../store/types.js';
import type { EngineContext } from '../context.js';
import { collectionNamed } from '../registry/places.js';

export interface Chosen {
  readonly store: RegistryStore;
  readonly versions: readonly string[];
}

/** Every version of a collection, or those behind a model's links. */
export function versionsOf(store: RegistryStore, collection: string): string[] {
  const versions: string[] = [];
  for (let cursor: string | null = null, more = true; more; ) {
    const page = store.read.scopePage(`versions:${collection}`, cursor, 1000, '');
    versions.push(...page.items.map(({ key }) => key));
    cursor = page.next;
    more = cursor !== null;
  }
  return versions;
}

/** @throws CairnError not_found, ambiguous */
export function choose(engine: EngineContext, subject: StorageSubject): Chosen {
  const store = engine.registry;
  if ('ref' in subject) return { store, versions: [store.read.resolveText(subject.ref, engine.where()).version] };
  return { store, versions: versionsOf(store, collectionNamed(store.read, engine, subject.collection)) };
}

export function keptRows({ cache }: EngineContext, { store, versions }: Chosen): Kept[] {
  return versions.map((id) => {
    const blobs = store.read.versionBlobs([id]);
    const here = cache.has(blobs.map(({ blob }) => blob));
    const bytes = blobs.reduce((sum, blob) => sum + blob.bytes, 0);
    const local = blobs.reduce((sum, blob, index) => sum + (here[index] ? blob.bytes : 0), 0);
    const known = store.read.version(id);
    const hasManifest = known !== undefined && store.read.manifest(known.digest) !== undefined;
    const whole = hasManifest && here.every(Boolean);
    return { ref: known?.ref ?? id, version: id, availability: whole ? 'offline' : here.some(Boolean) ? 'partly' : 'online', pinned: cache.sync.isPinned(store.id, id), bytes: known?.bytes ?? bytes, here: local };
  });
}
