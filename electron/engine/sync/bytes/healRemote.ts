// Looks whether a remote holds everything that the registry names in what was sent, and sends again from here what it lacks or holds damaged.
import { blake3 } from '@napi-rs/blake-hash';
import type { Progress } from '../../../../shared/contract/primitives.js';
import type { Op } from '../../domain/ops.js';
import type { Remote } from '../../remotes/types.js';
import { fetchBody } from '../fetchBody.js';
import { healCollection } from '../heal/collection.js';
import { healDecisions } from '../heal/decisions.js';
import { healHeads, readHeads } from '../heal/heads.js';
import { createHealing } from '../heal/healing.js';
import { healLists } from '../heal/lists.js';
import { healLogs, readLogs, recordedDevices } from '../heal/logs.js';
import { healManifest } from '../heal/manifests.js';
import { healPacks } from '../heal/packs.js';
import { healStrayChunks, healStrayManifests } from '../heal/strays.js';
import type { HealContext, RemoteLack } from '../heal/types.js';
import { chunkKey } from '../keys.js';
import { openMarks } from '../marks.js';
import { unsent } from '../succession.js';
import type { Bytes, SyncParty } from '../types.js';
import { createCarrier } from './carrier.js';
import { allOf, type Lanes } from './lanes.js';
import { listFor, MAX_CHUNK, type Carried } from './lists.js';
import { loneBlobsOf } from './lone.js';
import { createPresence } from './present.js';
import type { Watch } from './types.js';
import { uploadBlobs, type Upload } from './upload.js';

export interface HealOptions {
  /** Versions to look at; all that are not deleted if absent. */
  readonly versions?: readonly string[] | undefined;
  /** Reads every chunk; else it is enough that it is there. */
  readonly deep: boolean;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (step: HealStep) => void;
}

/** Lists of files are looked at, chunks are read, and what is not as it should be is sent again. */
export type HealStep = Pick<Progress, 'phase' | 'done' | 'total' | 'unit'>;

export interface Healed {
  readonly chunks: number;
  readonly bytes: number;
  readonly lacks: readonly RemoteLack[];
}

/** Operations but those of this device that the remote does not have. One whose segment it was killed over, or heard no answer of, lies there unremembered. */
async function sentOps(context: HealContext): Promise<Op[]> {
  const { party, remoteId } = context;
  const waiting = new Set(unsent(party, openMarks(party.store, party.actor, remoteId)).map(({ hash }) => hash));
  if (waiting.size > 0) for (const { covered } of await readLogs(context)) for (const hash of covered) waiting.delete(hash);
  return [...party.store.allOps()].flatMap(({ op, hash }) => (waiting.has(hash) ? [] : [op]));
}

/** Of these operations one for each manifest of the versions that are not deleted, and of those that alone are. */
function manifestOps({ store }: SyncParty, ops: readonly Op[], versions: readonly string[] | undefined): { readonly live: Op[]; readonly deleted: Op[] } {
  const found = { live: new Map<string, Op>(), deleted: new Map<string, Op>() };
  for (const op of ops) {
    const [version, digest] = [op.body['version'], op.body['digest']];
    if (op.kind !== 'version' || typeof version !== 'string' || typeof digest !== 'string' || versions?.includes(version) === false) continue;
    const deleted = store.read.version(version)?.deleted;
    if (deleted !== undefined) found[deleted ? 'deleted' : 'live'].set(digest, op);
  }
  return { live: [...found.live.values()], deleted: [...found.deleted].flatMap(([digest, op]) => (found.live.has(digest) ? [] : [op])) };
}

function uploadsOf({ party }: HealContext, version: string, carried: Carried): Upload[] {
  return party.store.read.versionBlobs([version]).flatMap(({ blob, bytes }) => {
    const entry = carried.get(blob);
    const list = bytes === 0 || (entry && 'inline' in entry) ? undefined : listFor(blob, bytes, entry);
    return list ? [{ blob, list }] : [];
  });
}

/** What belongs to no version. Packs, and what nothing names, are read only where everything is. */
async function healAround(context: HealContext, deep: boolean, manifests: ReadonlySet<string>, chunks: { has(chunk: string): boolean }): Promise<RemoteLack[]> {
  const lacks: RemoteLack[] = [];
  const heads = await readHeads(context);
  const logs = await readLogs(context);
  const recorded = await recordedDevices(context);
  const devices = new Set([...recorded, ...context.party.store.devices().map(({ device }) => device)]);
  lacks.push(...(await healLogs(context, logs, recorded)), ...(await healHeads(context, heads, logs)), ...(await healDecisions(context)), ...(await healCollection(context, devices)));
  if (deep) lacks.push(...(await healPacks(context, logs)), ...(await healStrayManifests(context, manifests)), ...(await healStrayChunks(context, chunks)));
  return lacks;
}

/** Nothing that was remembered about the remote is believed. What others read by is looked at: of several lists of a blob the first. */
export async function healRemote(party: SyncParty & { readonly bytes: Bytes }, opened: Remote, remoteId: string, lanes: Lanes, options: HealOptions): Promise<Healed> {
  const { signal, onProgress } = options;
  const remote = createHealing(opened);
  const writable = remote.capabilities.writable;
  const presence = createPresence(remote, remoteId, party.bytes.store, lanes, () => party.clock.now(), true);
  const context: HealContext = { party, remote, remoteId, lanes, carrier: createCarrier(party, remote, remoteId, lanes), signal };
  const lacks: RemoteLack[] = [];
  const uploads: Upload[] = [];
  const log = await sentOps(context);
  const { live: ops, deleted } = manifestOps(party, log, options.versions);
  let done = 0;
  await allOf(ops, async (op) => {
    const { carried, lacks: found } = await healManifest(context, op);
    lacks.push(...found);
    for (const upload of uploadsOf(context, String(op.body['version']), carried)) uploads.push(upload);
    done += 1;
    onProgress?.({ phase: 'verifying', done, total: ops.length, unit: 'files' });
  });
  if (options.versions === undefined) {
    // They can be brought back, and until they cannot, collecting has to read what they need.
    await allOf(deleted, async (op) => void lacks.push(...(await healManifest(context, op)).lacks));
    const lone = loneBlobsOf(log);
    const { lists, lacks: found } = await healLists(context, lone);
    lacks.push(...found);
    for (const blob of lone) {
      const list = lists.get(blob) ?? party.bytes.store.chunks(blob);
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
        onProgress?.({ phase: 'verifying', done: read, total, unit: 'bytes' });
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
    if (lost.length === 0) continue;
    if (problems.get(blob) !== 'damaged') problems.set(blob, lost.some(({ digest }) => damaged.has(digest)) ? 'damaged' : 'missing');
    again.push({ blob, list });
  }
  const badBytes = bad.reduce((sum, chunk) => sum + (chunks.get(chunk)?.length ?? 0), 0);
  let sent = 0;
  const watch: Watch = {
    moved(size) {
      sent += size;
      onProgress?.({ phase: 'uploading', done: sent, total: badBytes, unit: 'bytes' });
    },
  };
  const missing = new Set(writable ? (await uploadBlobs({ remote, store: party.bytes.store, lanes, presence }, again, { watch, signal, heal: true, only: badChunks })).map(({ blob }) => blob) : again.map(({ blob }) => blob));
  for (const [digest, problem] of problems) lacks.push({ id: digest, what: 'blob', problem, healed: !missing.has(digest) });
  // Last: whoever sees a segment can have what it names.
  if (options.versions === undefined) lacks.push(...(await healAround(context, options.deep, new Set(ops.map(({ body }) => String(body['digest']))), chunks)));
  return { chunks: chunks.size, bytes: total, lacks };
}
