// Which versions a storage call is about, and how they stand on this device.
import { CairnError } from '../../../../shared/contract/errors.js';
import type { Digest } from '../../../../shared/contract/primitives.js';
import type { Kept, StorageSubject } from '../../../../shared/contract/storage.js';
import type { ManifestEntry } from '../../domain/manifest.js';
import type { VersionBlob } from '../../store/readTypes.js';
import type { RegistryStore } from '../../store/types.js';
import type { EngineContext } from '../context.js';
import { collectionNamed } from '../registry/places.js';

export interface Chosen {
  readonly store: RegistryStore;
  readonly versions: readonly string[];
  /** One file of the one version: its path and its bytes. */
  readonly path?: string;
  readonly blob?: Digest;
}

/** The distinct blobs that are meant, with their sizes. */
export function blobsOf(store: RegistryStore, { versions, blob }: Pick<Chosen, 'versions' | 'blob'>): readonly VersionBlob[] {
  const rows = store.read.versionBlobs(versions);
  return blob === undefined ? rows : rows.filter((row) => row.blob === blob);
}

/** @throws CairnError not_found for a path that the version has not, or that is a reference */
function blobAt(store: RegistryStore, version: string, path: string): Digest {
  const row = store.read.version(version);
  const json = row && store.read.manifest(row.digest);
  const entry = json === undefined ? undefined : (JSON.parse(json) as { files: ManifestEntry[] }).files.find((file) => file.path === path);
  if (!entry || !('digest' in entry)) throw new CairnError('not_found', `Looking for ${path} in ${row?.ref ?? version}: ${entry ? 'it is a reference, of which no bytes are kept' : 'there is no such file'}.`, { path });
  return entry.digest;
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
  if ('ref' in subject) {
    const { version } = store.read.resolveText(subject.ref, engine.where());
    return { store, versions: [version], ...(subject.path === undefined ? {} : { path: subject.path, blob: blobAt(store, version, subject.path) }) };
  }
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
