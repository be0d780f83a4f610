// Whether the remote says how a blob that lies here is cut. Its chunks alone are no copy: without a list nobody can put them together.
import type { ChunkList } from '../../cache/types.js';
import type { Remote } from '../../remotes/types.js';
import type { RegistryStore } from '../../store/types.js';
import { readManifestObjects } from '../manifests.js';
import { allOf, type Lanes } from './lanes.js';
import type { Carried, CarriedBlob } from './lists.js';

/** Manifests of the versions that name it: of those that are not deleted, where there are any. */
function manifestsOf({ read }: Pick<RegistryStore, 'read'>, blob: string): string[] {
  const versions = read.versionsOfBlob(blob).flatMap((id) => read.version(id) ?? []);
  const live = versions.filter(({ deleted }) => !deleted);
  return [...new Set((live.length > 0 ? live : versions).map(({ digest }) => digest))];
}

const says = (entry: CarriedBlob | undefined, { chunks }: ChunkList): boolean =>
  entry !== undefined && 'chunks' in entry && entry.chunks.length === chunks.length && chunks.every(({ digest, length }, index) => entry.chunks[index]?.[0] === digest.slice(3) && entry.chunks[index][1] === length);

/**
 * Says of a blob and its list here whether every manifest that names it has an object in the remote by which its readers find exactly
 * these chunks; each manifest is read once. What says something else is not believed, and not tried against the bytes here. A blob
 * that is its own one chunk needs no list.
 */
export function createCarriedCheck(store: Pick<RegistryStore, 'read'>, remote: Remote, lanes: Lanes, signal?: AbortSignal): (blob: string, own: ChunkList) => Promise<boolean> {
  const read = new Map<string, Promise<readonly Carried[]>>();
  const objectsOf = (digest: string): Promise<readonly Carried[]> => {
    const known = read.get(digest) ?? lanes.run({ signal }, () => readManifestObjects(remote, digest, false, signal)).then(({ found }) => found.map(({ blobs }) => blobs));
    read.set(digest, known);
    return known;
  };
  return async (blob, own) => {
    if (own.chunks.length === 1) return true;
    const digests = manifestsOf(store, blob);
    let carried = 0;
    await allOf(digests, async (digest) => {
      const entries = (await objectsOf(digest)).map((blobs) => blobs.get(blob));
      if (says(entries.find((entry) => entry !== undefined), own)) carried += 1;
    });
    return digests.length > 0 && carried === digests.length;
  };
}
