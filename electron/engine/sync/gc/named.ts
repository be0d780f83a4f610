// Which chunks of a remote something names: files of versions, by the lists in their manifests' objects, and what operations name by
// themselves. Read from the remote, for the lists there are what its readers go by.
import type { Remote } from '../../remotes/types.js';
import type { RegistryStore } from '../../store/types.js';
import { allOf, type Lanes } from '../bytes/lanes.js';
import { listFor } from '../bytes/lists.js';
import { findLone, loneBlobsOf } from '../bytes/lone.js';
import { manifestsNamedBy, readManifestObjects } from '../manifests.js';

export interface NamedChunks {
  readonly chunks: ReadonlySet<string>;
  /** Manifests of which an object could not be read: what it names is not known, and may be anything. */
  readonly unread: readonly string[];
}

/** @param gone versions that can no longer be brought back: what they alone name counts as named by nothing */
export async function namedChunks(store: RegistryStore, remote: Remote, lanes: Lanes, gone: ReadonlySet<string>, signal?: AbortSignal, onProgress?: (done: number, total: number) => void): Promise<NamedChunks> {
  const chunks = new Set<string>();
  const unread: string[] = [];
  const ops = [...store.allOps()].map(({ op }) => op);
  const kept = ops.filter((op) => op.kind === 'version' && !gone.has(String(op.body['version'])));
  const digests = [...new Set(manifestsNamedBy(kept))];
  const lone = loneBlobsOf(ops);
  let done = 0;
  const step = (): void => {
    done += 1;
    onProgress?.(done, digests.length + lone.length);
  };
  await allOf(digests, async (digest) => {
    const { found, findings } = await lanes.run({ signal }, () => readManifestObjects(remote, digest, false, signal));
    // One that cannot be read may be the one that has the lists.
    if (found.length === 0 || findings.length > 0) unread.push(digest);
    for (const { manifest, blobs } of found) {
      for (const entry of manifest.entries) {
        if (!('digest' in entry)) continue;
        const carried = blobs.get(entry.digest);
        if (carried && 'inline' in carried) continue;
        for (const { digest: chunk } of listFor(entry.digest, entry.size, carried)?.chunks ?? []) chunks.add(chunk);
      }
    }
    step();
  });
  await allOf(lone, async (blob) => {
    chunks.add(blob);
    const found = await lanes.run({ signal }, () => findLone(remote, blob, signal));
    if (found?.entry && 'chunks' in found.entry) for (const [hex] of found.entry.chunks) chunks.add(`b3:${hex}`);
    step();
  });
  return { chunks, unread };
}
