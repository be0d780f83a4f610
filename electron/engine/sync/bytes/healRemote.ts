// Looks whether a remote holds everything that the registry names, and sends again from here what it lacks or holds damaged.
import { blake3 } from '@napi-rs/blake-hash';
import type { Remote } from '../../remotes/types.js';
import { fetchBody } from '../fetchBody.js';
import { chunkKey } from '../keys.js';
import { readManifestObjects } from '../manifests.js';
import type { Bytes, SyncParty } from '../types.js';
import { createCarrier } from './carrier.js';
import { allOf, type Lanes } from './lanes.js';
import { listFor, MAX_CHUNK, type CarriedBlob } from './lists.js';
import { loneBlobsOf } from './lone.js';
import { createPresence } from './present.js';
import { uploadBlobs, type Upload } from './upload.js';

export interface RemoteLack {
  /** Digest of a blob, or of a manifest. */
  readonly digest: string;
  readonly what: 'manifest' | 'blob';
  readonly problem: 'missing' | 'damaged';
  readonly healed: boolean;
}

export interface HealOptions {
  /** Versions to look at; all that are not deleted if absent. */
  readonly versions?: readonly string[] | undefined;
  /** Reads every chunk; else it is enough that it is there. */
  readonly deep: boolean;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (done: number, total: number, unit: 'files' | 'bytes') => void;
}

export interface Healed {
  readonly chunks: number;
  readonly bytes: number;
  readonly lacks: readonly RemoteLack[];
}

interface Row {
  readonly id: string;
  readonly digest: string;
}

function liveVersions({ store }: SyncParty): Row[] {
  const found = new Map<string, Row>();
  for (const { op } of store.allOps()) {
    if (op.kind !== 'version' || typeof op.body['version'] !== 'string') continue;
    const row = store.read.version(op.body['version']);
    if (row && !row.deleted) found.set(row.id, { id: row.id, digest: row.digest });
  }
  return [...found.values()];
}

function uploadsOf(party: SyncParty & { readonly bytes: Bytes }, version: string, carried: ReadonlyMap<string, CarriedBlob>): Upload[] {
  return party.store.read.versionBlobs([version]).flatMap(({ blob, bytes }) => {
    const entry = carried.get(blob);
    if (bytes === 0 || (entry && 'inline' in entry)) return [];
    const list = entry ? listFor(blob, bytes, entry) : (party.bytes.store.chunks(blob) ?? listFor(blob, bytes, undefined));
    return list ? [{ blob, list }] : [];
  });
}

/** Nothing that was remembered about the remote is believed. */
export async function healRemote(party: SyncParty & { readonly bytes: Bytes }, remote: Remote, remoteId: string, lanes: Lanes, options: HealOptions): Promise<Healed> {
  const { signal, onProgress } = options;
  const { store } = party;
  const writable = remote.capabilities.writable;
  const presence = createPresence(remote, remoteId, party.bytes.store, lanes, () => party.clock.now(), true);
  const lacks: RemoteLack[] = [];
  const uploads: Upload[] = [];
  const rows = liveVersions(party).filter(({ id }) => options.versions?.includes(id) ?? true);
  const carrier = createCarrier(party, remote, remoteId, lanes);
  let done = 0;
  await allOf(rows, async ({ id, digest }) => {
    const { found } = await lanes.run({ signal }, () => readManifestObjects(remote, digest, false, signal));
    if (found.length === 0) {
      const here = store.read.manifest(digest) !== undefined;
      if (here && writable) await carrier.carry([...store.allOps()].filter(({ op }) => op.kind === 'version' && op.body['digest'] === digest).slice(0, 1).map(({ op }) => op), signal);
      lacks.push({ digest, what: 'manifest', problem: 'missing', healed: here && writable });
    }
    for (const upload of uploadsOf(party, id, new Map(found.flatMap(({ blobs }) => [...blobs])))) uploads.push(upload);
    done += 1;
    onProgress?.(done, rows.length, 'files');
  });
  if (options.versions === undefined) {
    for (const blob of loneBlobsOf([...store.allOps()].map(({ op }) => op))) {
      const list = party.bytes.store.chunks(blob);
      if (list) uploads.push({ blob, list });
    }
  }
  const chunks = new Map(uploads.flatMap(({ blob, list }) => list.chunks.map((chunk) => [chunk.digest, { blob, length: chunk.length }] as const)));
  const total = [...chunks.values()].reduce((sum, { length }) => sum + length, 0);
  const there = await presence.present(new Map([...chunks].map(([chunk, { length }]) => [chunk, length])), signal);
  const damaged = new Set<string>();
  if (options.deep) {
    let read = 0;
    await allOf([...there], (chunk) =>
      lanes.run({ bytes: chunks.get(chunk)?.length ?? 0, signal }, async () => {
        const fetched = await fetchBody(remote, chunkKey(chunk), MAX_CHUNK, signal);
        if (!('body' in fetched) || `b3:${blake3(fetched.body).toString('hex')}` !== chunk) damaged.add(chunk);
        read += chunks.get(chunk)?.length ?? 0;
        onProgress?.(read, total, 'bytes');
      }),
    );
  }
  const bad = [...chunks.keys()].filter((chunk) => !there.has(chunk) || damaged.has(chunk));
  presence.forget(bad);
  const badChunks = new Set(bad);
  const problems = new Map<string, 'missing' | 'damaged'>();
  const again: Upload[] = [];
  for (const { blob, list } of uploads) {
    const lost = list.chunks.filter(({ digest }) => badChunks.has(digest));
    if (lost.length === 0 || problems.has(blob)) continue;
    problems.set(blob, lost.some(({ digest }) => damaged.has(digest)) ? 'damaged' : 'missing');
    again.push({ blob, list });
  }
  const context = { remote, store: party.bytes.store, lanes, presence };
  const missing = new Set(writable ? (await uploadBlobs(context, again, { signal, heal: true, only: badChunks })).map(({ blob }) => blob) : again.map(({ blob }) => blob));
  for (const [digest, problem] of problems) lacks.push({ digest, what: 'blob', problem, healed: !missing.has(digest) });
  return { chunks: chunks.size, bytes: total, lacks };
}
