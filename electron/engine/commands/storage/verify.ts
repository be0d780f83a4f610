// Whether every byte is what it says, here and in the remote, and healing: a damaged blob here from the remote, a missing or damaged
// object there from this device.
import { blake3 } from '@napi-rs/blake-hash';
import type { Progress } from '../../../../shared/contract/primitives.js';
import type { StorageEvent, StorageFinding } from '../../../../shared/contract/storage.js';
import type { RegistryStore } from '../../store/types.js';
import { allOf, createLanes } from '../../sync/bytes/lanes.js';
import { listFor, MAX_CHUNK, type CarriedBlob } from '../../sync/bytes/lists.js';
import { loneBlobsOf } from '../../sync/bytes/lone.js';
import { createPresence } from '../../sync/bytes/present.js';
import { uploadBlobs, type Upload } from '../../sync/bytes/upload.js';
import { createCarrier } from '../../sync/bytes/carrier.js';
import { fetchBody } from '../../sync/fetchBody.js';
import { chunkKey } from '../../sync/keys.js';
import { readManifestObjects } from '../../sync/manifests.js';
import type { EngineContext } from '../context.js';

type Done = Extract<StorageEvent, { event: 'done' }>;
type Report = (progress: Progress) => void;

function affects({ registries }: EngineContext, blob: string): { refs: string[]; device: string | null } {
  const found = registries.flatMap((store) => store.read.versionsOfBlob(blob).flatMap((id) => store.read.version(id) ?? []));
  return { refs: found.map(({ ref }) => ref), device: found[0]?.device ?? null };
}

/** Damaged and missing blobs of this device, healed where a remote has them. */
async function verifyHere(engine: EngineContext, versions: readonly string[] | undefined, onProgress: Report, signal: AbortSignal): Promise<{ checked: number; bytes: number; findings: StorageFinding[] }> {
  const { cache, registry } = engine;
  const wanted = versions && registry.read.versionBlobs(versions).map(({ blob }) => blob);
  const held = wanted?.filter((_, index) => cache.has(wanted)[index]);
  const checked = await cache.verify(held, { signal, onProgress });
  const findings: StorageFinding[] = [];
  for (const { digest, problem, message } of checked.findings) {
    const { refs, device } = affects(engine, digest);
    let healed = false;
    for (const store of engine.registries) {
      const [version] = store.read.versionsOfBlob(digest);
      if (version === undefined || !engine.remotes.list().some((remote) => remote.registry === store.id)) continue;
      try {
        await engine.sync.fetch({ registry: store.id, versions: [version], urgent: true, signal });
        healed = cache.has([digest])[0] ?? false;
      } catch (error) {
        engine.ports.logger.warn({ err: error, blob: digest }, 'A damaged blob could not be healed from the remote now');
      }
      if (healed) break;
    }
    findings.push({ place: 'here', id: digest, problem, healed, device, affects: refs, message: healed ? `${message}; it was fetched again from the remote` : message });
  }
  return { checked: checked.blobs, bytes: checked.bytes, findings };
}

/** How the blobs of a version lie in the remote, as its objects say; by this device's own lists where they say nothing. */
async function planOf(engine: EngineContext, store: RegistryStore, version: string, carried: ReadonlyMap<string, CarriedBlob>): Promise<Upload[]> {
  return store.read.versionBlobs([version]).flatMap(({ blob, bytes }) => {
    const entry = carried.get(blob);
    if (bytes === 0 || (entry && 'inline' in entry)) return [];
    const list = entry ? listFor(blob, bytes, entry) : (engine.cache.chunks(blob) ?? listFor(blob, bytes, undefined));
    return list ? [{ blob, list }] : [];
  });
}

function liveVersions(store: RegistryStore): { id: string; digest: string; ref: string }[] {
  const found = new Map<string, { id: string; digest: string; ref: string }>();
  for (const { op } of store.allOps()) {
    if (op.kind !== 'version' || typeof op.body['version'] !== 'string') continue;
    const row = store.read.version(op.body['version']);
    if (row && !row.deleted) found.set(row.id, row);
  }
  return [...found.values()];
}

/** What the registry names and the remote does not hold whole, sent again from here where it is. With `deep` every chunk is read. */
async function verifyRemote(engine: EngineContext, store: RegistryStore, versions: readonly string[] | undefined, deep: boolean, onProgress: Report, signal: AbortSignal): Promise<{ checked: number; bytes: number; findings: StorageFinding[] }> {
  const { clock, random } = engine.ports;
  const { remote, remoteId } = await engine.sync.open(store.id, signal);
  const lanes = createLanes();
  const presence = createPresence(remote, remoteId, engine.cache, lanes, () => clock.now(), true);
  const party = { store, actor: engine.actor(), clock, random, bytes: { store: engine.cache }, lanes };
  const findings: StorageFinding[] = [];
  const uploads: Upload[] = [];
  const rows = liveVersions(store).filter(({ id }) => versions?.includes(id) ?? true);
  let done = 0;
  await allOf(rows, async (row) => {
    const { found } = await lanes.run({ signal }, () => readManifestObjects(remote, row.digest, false, signal));
    if (found.length === 0) {
      const json = store.read.manifest(row.digest);
      if (json !== undefined && remote.capabilities.writable) {
        const ops = [...store.allOps()].filter(({ op }) => op.kind === 'version' && op.body['digest'] === row.digest).map(({ op }) => op);
        await createCarrier(party, remote, remoteId, lanes).carry(ops, signal);
      }
      findings.push({ place: 'remote', id: row.digest, problem: 'missing', healed: json !== undefined && remote.capabilities.writable, device: store.read.version(row.id)?.device ?? null, affects: [row.ref], message: `The list of files of ${row.ref} was not in the remote${json === undefined ? '' : '; it was sent again'}` });
    }
    const carried = new Map(found.flatMap(({ blobs }) => [...blobs]));
    uploads.push(...(await planOf(engine, store, row.id, carried)));
    done += 1;
    onProgress({ phase: 'verifying', done, total: rows.length, unit: 'files', rate: null });
  });
  if (versions === undefined) {
    for (const blob of loneBlobsOf([...store.allOps()].map(({ op }) => op))) {
      const list = engine.cache.chunks(blob);
      if (list) uploads.push({ blob, list });
    }
  }
  const chunks = new Map(uploads.flatMap(({ blob, list }) => list.chunks.map((chunk) => [chunk.digest, { blob, length: chunk.length }] as const)));
  const there = await presence.present([...chunks.keys()], signal);
  const damaged = new Set<string>();
  if (deep) {
    let read = 0;
    const total = [...chunks.values()].reduce((sum, { length }) => sum + length, 0);
    await allOf([...there], (chunk) =>
      lanes.run({ bytes: chunks.get(chunk)?.length ?? 0, signal }, async () => {
        const fetched = await fetchBody(remote, chunkKey(chunk), MAX_CHUNK, signal);
        if (!('body' in fetched) || `b3:${blake3(fetched.body).toString('hex')}` !== chunk) damaged.add(chunk);
        read += chunks.get(chunk)?.length ?? 0;
        onProgress({ phase: 'verifying', done: read, total, unit: 'bytes', rate: null });
      }),
    );
  }
  const bad = new Map<string, 'missing' | 'damaged'>();
  for (const [chunk, { blob }] of chunks) if (!there.has(chunk) || damaged.has(chunk)) bad.set(blob, damaged.has(chunk) ? 'damaged' : 'missing');
  presence.forget([...chunks.keys()].filter((chunk) => !there.has(chunk) || damaged.has(chunk)));
  const again = uploads.filter(({ blob }) => bad.has(blob)).map(({ blob, list }) => ({ blob, list: { ...list, chunks: list.chunks } }));
  const context = { remote, store: engine.cache, lanes, presence };
  const missing = new Set(remote.capabilities.writable ? (await uploadBlobs(context, again, { signal, heal: true })).map(({ blob }) => blob) : again.map(({ blob }) => blob));
  for (const [blob, problem] of bad) {
    const { refs, device } = affects(engine, blob);
    const healed = !missing.has(blob);
    findings.push({ place: 'remote', id: blob, problem, healed, device, affects: refs, message: `${refs[0] ?? blob}: its bytes were ${problem} in the remote; ${healed ? 'they were sent again from here' : `they are not here either${device ? `; ${device} logged them` : ''}`}` });
  }
  return { checked: chunks.size, bytes: [...chunks.values()].reduce((sum, { length }) => sum + length, 0), findings };
}

export async function verifyStorage(engine: EngineContext, input: { readonly remote: boolean; readonly deep: boolean; readonly ref?: string | undefined }, onProgress: Report, signal: AbortSignal): Promise<Done> {
  const versions = input.ref === undefined ? undefined : [engine.registry.read.resolveText(input.ref, engine.where()).version];
  const here = await verifyHere(engine, versions, onProgress, signal);
  if (!input.remote) return { event: 'done', checked: here.checked, bytes: here.bytes, findings: here.findings };
  const there = await verifyRemote(engine, engine.registry, versions, input.deep, onProgress, signal);
  return { event: 'done', checked: here.checked + there.checked, bytes: here.bytes + there.bytes, findings: [...here.findings, ...there.findings] };
}
