// Which chunks of a remote something names: files of versions, by the lists in their manifests' objects, and what operations name by
// themselves. Read from the remote, for the lists there are what its readers go by.
import type { Op } from '../../domain/ops.js';
import { textsIn } from '../../domain/textsIn.js';
import type { Remote } from '../../remotes/types.js';
import type { RegistryStore } from '../../store/types.js';
import { allOf, type Lanes } from '../bytes/lanes.js';
import { listFor } from '../bytes/lists.js';
import { loneBlobsOf, readLone } from '../bytes/lone.js';
import { manifestsNamedBy, readManifestObjects } from '../manifests.js';

export interface NamedChunks {
  readonly chunks: ReadonlySet<string>;
  /** Manifests of which an object, and blobs named by themselves of which no list could be read though there is one: what they need is not known, and may be anything. */
  readonly unread: readonly string[];
}

export interface NamedOptions {
  /** Versions that can no longer be brought back: what they alone name counts as named by nothing. */
  readonly gone: ReadonlySet<string>;
  /** Operations that are not in the store. A version that they speak of is not gone. */
  readonly more?: readonly Op[];
  /** Manifests that this device has not sent, with the chunks that they will name: no object need be there. */
  readonly unsent?: ReadonlyMap<string, readonly string[]>;
  readonly signal?: AbortSignal | undefined;
}

export async function namedChunks(store: RegistryStore, remote: Remote, lanes: Lanes, { gone, more = [], unsent, signal }: NamedOptions): Promise<NamedChunks> {
  const chunks = new Set<string>();
  const unread: string[] = [];
  const ops = [...[...store.allOps()].map(({ op }) => op), ...more];
  const spoken = new Set(textsIn(more.map(({ body }) => body)));
  const kept = ops.filter((op) => op.kind === 'version' && (!gone.has(String(op.body['version'])) || spoken.has(String(op.body['version']))));
  const digests = [...new Set(manifestsNamedBy(kept))];
  const lone = loneBlobsOf(ops);
  await allOf(digests, async (digest) => {
    const { found, findings } = await lanes.run({ signal }, () => readManifestObjects(remote, digest, false, signal));
    const waiting = unsent?.get(digest);
    for (const chunk of waiting ?? []) chunks.add(chunk);
    // One that cannot be read may be the one that has the lists.
    if ((found.length === 0 && !waiting) || findings.length > 0) unread.push(digest);
    for (const { manifest, blobs } of found) {
      for (const entry of manifest.entries) {
        if (!('digest' in entry)) continue;
        const carried = blobs.get(entry.digest);
        if (carried && 'inline' in carried) continue;
        for (const { digest: chunk } of listFor(entry.digest, entry.size, carried)?.chunks ?? []) chunks.add(chunk);
      }
    }
  });
  await allOf(lone, async (blob) => {
    chunks.add(blob);
    const { found, unread: damaged } = await lanes.run({ signal }, () => readLone(remote, blob, signal));
    if (!found && damaged) unread.push(blob);
    if (found?.entry && 'chunks' in found.entry) for (const [hex] of found.entry.chunks) chunks.add(`b3:${hex}`);
  });
  return { chunks, unread };
}
