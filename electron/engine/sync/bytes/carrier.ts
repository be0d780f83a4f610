// Everything that operations name is in the remote before they are: chunks, then lists and manifests. Only then may the segment go.
import { CairnError } from '../../../../shared/contract/errors.js';
import type { Op } from '../../domain/ops.js';
import { textsIn } from '../../domain/textsIn.js';
import type { Remote } from '../../remotes/types.js';
import { manifestPrefix, MANIFESTS_PREFIX } from '../keys.js';
import { filesIn, manifestsNamedBy, putManifestObject, readManifestObjects } from '../manifests.js';
import { rescueMarked } from '../gc/rescue.js';
import { remoteTime } from '../remoteTime.js';
import type { SyncFinding, SyncParty } from '../types.js';
import { allOf, type Lanes } from './lanes.js';
import { carriedList, INLINE, listFor, type Carried, type CarriedBlob } from './lists.js';
import { loneBlobsOf, putList } from './lone.js';
import { BELIEVED_MS, createPresence } from './present.js';
import type { ByteStore, Missing } from './types.js';
import { uploadBlobs, type Upload } from './upload.js';

export interface Carrier {
  /**
   * Carries what the operations name. Nothing is done twice: what the remote holds is left alone.
   * @param announce done before it is looked what is being removed there, where the operations rest on chunks
   * @returns digests of versions whose manifest is not here, and what else could not be carried
   * @throws CairnError offline when a removal in the remote, or the time it took, leaves it open whether all is there: the next sync looks again
   */
  carry(ops: readonly Op[], signal?: AbortSignal, announce?: () => Promise<void>): Promise<{ readonly withoutManifest: readonly string[]; readonly findings: readonly SyncFinding[] }>;
}

interface Carrying {
  readonly party: SyncParty;
  readonly remote: Remote;
  readonly lanes: Lanes;
  readonly objects: ManifestObjects;
}

interface ManifestObjects {
  /** False: there is no object for this manifest. */
  mayHave(digest: string, signal: AbortSignal | undefined): Promise<boolean>;
}

/** Which manifests have an object. Where one listing shows all there are, as in a new remote, none is asked for by itself. */
function createManifestObjects(remote: Remote, lanes: Lanes): ManifestObjects {
  let first: Promise<ReadonlySet<string> | undefined> | undefined;
  const look = async (signal: AbortSignal | undefined): Promise<ReadonlySet<string> | undefined> => {
    const page = await lanes.run({ signal }, () => remote.list(MANIFESTS_PREFIX, undefined, signal));
    return page.more ? undefined : new Set(page.items.map(({ key }) => `b3:${key.split('/')[1] ?? ''}`));
  };
  return {
    async mayHave(digest, signal) {
      first ??= look(signal);
      const all = await first.catch((error: unknown) => {
        first = undefined;
        throw error;
      });
      return all ? all.has(digest) : (await lanes.run({ signal }, () => remote.list(manifestPrefix(digest), undefined, signal))).items.length > 0;
    },
  };
}

const absent = ({ blob }: Missing): SyncFinding => ({ key: blob, reason: 'absent_here', message: `${blob}: its bytes are neither here nor in the remote; whoever has them sends them when it verifies the remote.` });

/** Tiny files lie in the manifest's object itself. */
async function inlineBlobs(store: ByteStore, files: readonly { readonly blob: string; readonly bytes: number }[]): Promise<Map<string, CarriedBlob>> {
  const inline = new Map<string, CarriedBlob>();
  let room: number = INLINE.all;
  for (const { blob, bytes } of files) {
    if (bytes === 0 || bytes > INLINE.each || bytes > room) continue;
    const body = await store.readChunk(blob, 0, { digest: blob, length: bytes });
    if (!body) continue;
    room -= bytes;
    inline.set(blob, { inline: Buffer.from(body).toString('base64') });
  }
  return inline;
}

/** What keeps a version from being deleted, or brings it back. */
const KEEPING = new Set(['log', 'use', 'link', 'alias.move', 'alias.propose', 'alias.place', 'restore']);

/** Manifests of versions that were deleted, and that these operations keep or bring back: what is in them may have been removed since. */
function broughtBack({ store: { read } }: SyncParty, ops: readonly Op[]): string[] {
  const namedBy = (some: readonly Op[]): Set<string> => new Set(textsIn(some.map(({ body }) => body)));
  const restored = namedBy(ops.filter(({ kind }) => kind === 'restore'));
  return [...namedBy(ops.filter(({ kind }) => KEEPING.has(kind)))].flatMap((id) => {
    if (!restored.has(id) && read.heads({ kind: 'version', id }, 'deleted').length === 0) return [];
    const version = read.version(id);
    return version && !version.deleted && read.manifest(version.digest) !== undefined ? [version.digest] : [];
  });
}

/** What has to go up for one version. */
interface Plan {
  readonly digest: string;
  readonly json: string;
  /** Null where an object for the manifest is there: its lists are used, and none is written. */
  readonly write: Readonly<Record<string, CarriedBlob>> | null;
  readonly uploads: readonly Upload[];
}

async function planVersion({ party, remote, lanes, objects }: Carrying, digest: string, json: string, signal: AbortSignal | undefined): Promise<{ plan: Plan; findings: readonly SyncFinding[] }> {
  const { bytes: moving } = party;
  const listed = await objects.mayHave(digest, signal);
  if (!moving) return { plan: { digest, json, write: listed ? null : {}, uploads: [] }, findings: [] };
  const there = listed ? await lanes.run({ signal }, () => readManifestObjects(remote, digest, true, signal)) : { found: [], findings: [] };
  const files = filesIn(json);
  const first: Carried | undefined = there.found[0]?.blobs;
  // One who had only the manifest may have written an object that does not say how a long blob is cut; then another is written.
  const lacking = first && files.some(({ blob, bytes }) => listFor(blob, bytes, first.get(blob)) === undefined && moving.store.chunks(blob));
  const carried = lacking ? undefined : first;
  const inline = carried ? new Map<string, CarriedBlob>() : await inlineBlobs(moving.store, files);
  const write: Record<string, CarriedBlob> = Object.fromEntries(inline);
  const uploads: Upload[] = [];
  for (const { blob, bytes } of files) {
    const entry = carried?.get(blob);
    if (bytes === 0 || inline.has(blob) || (entry && 'inline' in entry)) continue;
    const own = carried ? undefined : moving.store.chunks(blob);
    const list = own ?? listFor(blob, bytes, entry);
    if (!list) continue;
    if (own && own.chunks.length > 1) write[blob] = carriedList(own);
    uploads.push({ blob, list });
  }
  return { plan: { digest, json, write: carried ? null : write, uploads }, findings: there.findings };
}

/** Ids of the versions that these operations make. */
const versionsOf = (ops: readonly Op[]): string[] => ops.flatMap(({ kind, body }) => (kind === 'version' && typeof body['version'] === 'string' ? [body['version']] : []));

function planLone(store: ByteStore, blobs: readonly string[]): Upload[] {
  return blobs.flatMap((blob) => {
    const list = store.chunks(blob);
    return list ? [{ blob, list }] : [];
  });
}

export function createCarrier(party: SyncParty, remote: Remote, remoteId: string, lanes: Lanes): Carrier {
  const carrying: Carrying = { party, remote, lanes, objects: createManifestObjects(remote, lanes) };
  const now = (): number => party.clock.now();
  const presence = party.bytes && createPresence(remote, remoteId, party.bytes.store, lanes, now);
  return {
    async carry(ops, signal, announce) {
      const withoutManifest: string[] = [];
      const findings: SyncFinding[] = [];
      const plans: Plan[] = [];
      let begun: number | undefined;
      await allOf([...new Set([...manifestsNamedBy(ops), ...broughtBack(party, ops)])], async (digest) => {
        const json = party.store.read.manifest(digest);
        if (json === undefined) {
          withoutManifest.push(digest);
          return;
        }
        const { plan, findings: found } = await planVersion(carrying, digest, json, signal);
        plans.push(plan);
        findings.push(...found);
      });
      if (party.bytes && presence) {
        const { store, watch } = party.bytes;
        const lone = planLone(store, loneBlobsOf(ops));
        const uploads = [...plans.flatMap((plan) => plan.uploads), ...lone];
        const total = [...new Map(uploads.flatMap(({ list }) => list.chunks.map((chunk) => [chunk.digest, chunk.length] as const))).values()].reduce((sum, length) => sum + length, 0);
        begun = uploads.length > 0 ? await remoteTime(remote, now, signal) : undefined;
        const watched = total > 0 ? watch?.(total, versionsOf(ops)) : undefined;
        try {
          const missing = await uploadBlobs({ remote, store, lanes, presence }, uploads, { ...(watched ? { watch: watched } : {}), signal: watched?.signal ?? signal });
          findings.push(...missing.map(absent));
          watched?.signal?.throwIfAborted();
          const putAgain = (only: ReadonlySet<string>): Promise<Missing[]> => uploadBlobs({ remote, store, lanes, presence }, uploads, { signal: watched?.signal ?? signal, heal: true, only });
          if (uploads.length > 0) {
            await announce?.();
            findings.push(...(await rescueMarked(uploads, { remote, lanes, now, forget: presence.forget, putAgain, signal })).map(absent));
          }
        } finally {
          watched?.end();
        }
        await allOf(lone.filter(({ list }) => list.chunks.length > 1), ({ blob, list }) => lanes.run({ signal }, () => putList(remote, blob, list, signal)));
      }
      await allOf(plans, async ({ digest, json, write }) => {
        if (write !== null) await lanes.run({ signal }, () => putManifestObject(remote, digest, json, write, signal));
      });
      if (begun !== undefined && (await remoteTime(remote, now, signal)) - begun > BELIEVED_MS) throw new CairnError('offline', 'Sending took more than a week: whether all of it is still in the remote is looked at again with the next sync.', { retry: false });
      return { withoutManifest, findings };
    },
  };
}
