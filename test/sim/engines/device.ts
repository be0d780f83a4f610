// One simulated device: the real store and the real sync, over a simulated disk, clock and network.
import { identityFromSeed } from '../../../electron/engine/domain/chain.js';
import { collectionId, entityId, linkId, projectId, runId, versionId } from '../../../electron/engine/domain/ids.js';
import { canonicalManifest } from '../../../electron/engine/domain/manifest.js';
import { until } from '../../../electron/engine/commands/retention/plan.js';
import type { Remote } from '../../../electron/engine/remotes/types.js';
import { openRegistryStore } from '../../../electron/engine/store/registryStore.js';
import type { WriteTx } from '../../../electron/engine/store/types.js';
import { createLanes } from '../../../electron/engine/sync/bytes/lanes.js';
import { blobsOf } from '../../../electron/engine/sync/manifests.js';
import type { Bytes, SyncParty } from '../../../electron/engine/sync/types.js';
import { createDisk, type Disk } from './disk.js';
import { Killed, reach, type Weather, type Witness } from './store.js';

export const REGISTRY = 'r-engines';
const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const NAMES = ['resnet', 'bert'];
const entity = entityId(REGISTRY, 'team');
const project = projectId(entity, 'default');
const models = projectId(entity, 'model-registry');
export const COLLECTIONS = NAMES.map((name) => collectionId(project, name));
export const MODEL = collectionId(models, 'served');

export interface Device extends SyncParty {
  readonly bytes: Bytes;
  readonly index: number;
  readonly disk: Disk;
  readonly weather: Weather;
  readonly remote: Remote;
  skewDays: number;
  /** Hashes of every op that was acknowledged. */
  readonly written: string[];
}

export function createDevice(index: number, identity: number, time: { ms: number }, random: () => number, remote: () => Remote, witness: (device: Device) => Witness): Device {
  const weather: Weather = { rate: 0, killIn: undefined, lag: 0, standstill: undefined };
  const disk = createDisk(() => {
    if (weather.killIn === undefined) return;
    weather.killIn -= 1;
    if (weather.killIn < 0) throw new Killed('killed');
  });
  const device = { skewDays: 0 };
  const clock = { now: () => time.ms + device.skewDays * 86_400_000 };
  const bytes = { bytes: (length: number) => Uint8Array.from({ length }, () => Math.floor(random() * 256)) };
  let self = identityFromSeed(new Uint8Array(32).fill(identity + 1));
  const renew = (): void => {
    self = identityFromSeed(bytes.bytes(32));
  };
  const store = openRegistryStore({ file: ':memory:', id: REGISTRY, home: 'memory:', clock, random: bytes, logger: quiet, device: () => self, deviceName: `device ${index}` });
  const made: Device = Object.assign(device, { index, store, renew, introduce: index % 2 === 1, disk, weather, written: [] as string[], actor: { name: `actor ${index}` }, clock, random: bytes, bytes: { store: disk }, lanes: createLanes({ start: 4, most: 4 }), packs: { ops: 12, segments: 3, manifests: 3, worth: 2 }, remote: reach(remote, weather, random, { put: (key) => witness(made).put(key), removed: (key) => witness(made).removed(key) }) });
  return made;
}

/** Writes, and remembers what was acknowledged. */
export function write(device: Device, work: (tx: WriteTx) => void): void {
  const hashes = device.store.write(device.actor, (tx) => {
    const made: string[] = [];
    work({
      ...tx,
      append(draft) {
        const hash = tx.append(draft);
        made.push(hash);
        return hash;
      },
    });
    return made;
  });
  device.written.push(...hashes);
}

function ensure(tx: WriteTx, collection: string): void {
  if (!tx.read.entityByName('team')) tx.append({ kind: 'entity.create', body: { entity, name: 'team', form: 'team' } });
  if (!tx.read.projectByName(entity, 'default')) tx.append({ kind: 'project.create', body: { project, entity, name: 'default' } });
  if (!tx.read.collection(collection)) tx.append({ kind: 'collection.create', body: { collection, project, name: NAMES[COLLECTIONS.indexOf(collection)] ?? 'x', type: 'model', form: 'artifact' } });
}

/** Logs bytes as a version: the blobs are durable before the commit. One file of several chunks, and one that is inline. */
export function log(device: Device, which: number, body: Uint8Array, count: number): void {
  const collection = COLLECTIONS[which % COLLECTIONS.length] ?? '';
  const note = Buffer.from(`notes of ${count % 5}`);
  const facts = Buffer.from(`facts ${count}`);
  const files = [
    { path: 'model.bin', size: body.length, digest: device.disk.keep(body) },
    { path: 'notes.txt', size: note.length, digest: device.disk.keep(note) },
  ];
  const manifest = canonicalManifest(files);
  const factsBlob = device.disk.keep(facts);
  const version = versionId(collection, manifest.digest);
  const run = runId(project, `run ${device.index} ${count}`);
  write(device, (tx) => {
    ensure(tx, collection);
    tx.append({ kind: 'run.start', body: { run, project, key: `run ${device.index} ${count}`, name: 'run', jobType: 'log', oneShot: true } });
    tx.putManifest(manifest.digest, manifest.json, blobsOf(manifest));
    if (!tx.read.hasVersion(version)) tx.append({ kind: 'version', body: { version, collection, digest: manifest.digest, bytes: body.length + note.length, files: 2 } });
    tx.append({ kind: 'log', body: { version, collection, run }, observed: tx.read.latestEdges(collection) });
    tx.append({ kind: 'facts', body: { blob: files[0]?.digest ?? '', parser: 'simulated', parserVersion: 1, facts: factsBlob } });
    tx.number(collection, version);
  });
}

/** Links the newest version of a collection to the one model. */
export function link(device: Device, which: number): void {
  const { read } = device.store;
  const version = read.scopePage(`versions:${COLLECTIONS[which % COLLECTIONS.length] ?? ''}`, null, 1, '').items[0]?.key;
  if (version === undefined) return;
  write(device, (tx) => {
    if (!tx.read.projectByName(entity, 'model-registry')) tx.append({ kind: 'project.create', body: { project: models, entity, name: 'model-registry' } });
    if (!tx.read.collection(MODEL)) tx.append({ kind: 'collection.create', body: { collection: MODEL, project: models, name: 'served', type: 'model', form: 'registered' } });
    const id = linkId(MODEL, version);
    tx.append({ kind: 'link', body: { link: id, model: MODEL, version }, observed: tx.read.latestEdges(MODEL) });
    tx.number(MODEL, id);
  });
}

/** Moves an alias of the model, or of a collection, to some version. */
export function promote(device: Device, which: number, alias: string): void {
  const { read } = device.store;
  const collection = [...COLLECTIONS, MODEL][which % 3] ?? MODEL;
  const versions = read.scopePage(`versions:${collection}`, null, 20, '').items;
  const version = versions[which % Math.max(1, versions.length)]?.key;
  if (version === undefined) return;
  const target = collection === MODEL ? linkId(MODEL, version) : version;
  write(device, (tx) => void tx.moveAlias({ collection, alias, target }));
}

/** Deletes a version, as a person does: its history and what is attached to it is known to the one who does. */
export function remove(device: Device, which: number): void {
  const id = versionAt(device, which, (version) => !version.deleted);
  if (id === undefined) return;
  removeVersion(device, id);
}

/** Deletes every version that has the blob. */
export function removeBlob(device: Device, blob: string): void {
  const { read } = device.store;
  for (const id of read.versionsOfBlob(blob)) if (read.version(id)?.deleted === false) removeVersion(device, id);
}

function removeVersion(device: Device, id: string): void {
  const subject = { kind: 'version', id } as const;
  write(device, (tx) => void tx.append({ kind: 'delete', body: { subject }, observed: [...tx.read.attachments(subject)] }));
}

/** Brings a deleted version back, unless its retention has ended by the clock of this device. */
export function restore(device: Device, which: number): void {
  const { read } = device.store;
  const id = versionAt(device, which, (version) => version.deleted);
  const deletion = id === undefined ? undefined : read.deletionOf(id);
  if (id === undefined || !deletion || device.clock.now() > until(read, deletion.at)) return;
  const subject = { kind: 'version', id } as const;
  write(device, (tx) => void tx.append({ kind: 'restore', body: { subject }, observed: tx.read.heads(subject, 'deleted').map(({ hash }) => hash) }));
}

function versionAt({ store }: Device, which: number, wanted: (version: { readonly deleted: boolean }) => boolean): string | undefined {
  const found = [...store.allOps()].flatMap(({ op }) => {
    const version = op.kind === 'version' ? store.read.version(String(op.body['version'])) : undefined;
    return version && wanted(version) ? [version.id] : [];
  });
  return found[which % Math.max(1, found.length)];
}
