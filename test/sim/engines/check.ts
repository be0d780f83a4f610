// What has to hold, whatever happened. Throws with the first thing that does not.
import type { ManifestEntry } from '../../../electron/engine/domain/manifest.js';
import { carriedBy as carriedMove } from '../../../electron/engine/domain/moveRecord.js';
import type { Op } from '../../../electron/engine/domain/ops.js';
import { INLINE, listFor } from '../../../electron/engine/sync/bytes/lists.js';
import { carriedBy, readManifestObjects } from '../../../electron/engine/sync/manifests.js';
import { knowledge } from '../know.js';
import { digestOf } from './disk.js';
import type { Device } from './device.js';
import type { EngineWorld, Happened } from './play.js';
import type { Fragile } from './store.js';

function demand(holds: boolean, message: string): void {
  if (!holds) throw new Error(message);
}

/**
 * What a segment in the remote names is in the remote: manifests, and the chunks of which nobody destroyed one. A log that others
 * put back into a remote made anew may name what only its author has: it is there once that one has synced (`settled`); of a version
 * that was deleted only when it is brought back. What collecting removed rightly is missed by nobody.
 */
export async function checkPublished(remote: Fragile, devices: readonly Device[], happened: Happened, settled: boolean): Promise<void> {
  const manifests = new Set((await remote.keys('manifests/')).map((key) => `b3:${key.split('/')[1] ?? ''}`));
  const chunks = new Set((await remote.keys('chunks/')).map((key) => `b3:${key.split('/')[2] ?? ''}`));
  const refilling = happened.wiped && !settled;
  const had = (digest: string): boolean => devices.some(({ store }) => store.read.manifest(digest) !== undefined);
  for (const key of await remote.keys('log/')) {
    const lines = Buffer.from((await remote.get(key, Number.MAX_SAFE_INTEGER)) ?? []).toString('utf8').split('\n').slice(1, -2);
    const ops = lines.map((line) => JSON.parse(line) as Op);
    if (ops.some(({ actor }) => actor.name === 'stranger')) continue;
    for (const op of ops) {
      if (op.kind !== 'version') continue;
      const digest = String(op.body['digest']);
      demand(manifests.has(digest) || !had(digest) || refilling, `${key} names the manifest ${digest}, which is not in the remote`);
      const author = devices.find(({ store }) => store.device.id === op.device && store.read.manifest(digest) !== undefined);
      const carried = carriedBy((await readManifestObjects(remote, digest, false)).found);
      const { files } = JSON.parse(author?.store.read.manifest(digest) ?? '{"files":[]}') as { files: ManifestEntry[] };
      for (const entry of files) {
        if (!('digest' in entry) || entry.path !== 'model.bin') continue;
        const way = carried.get(entry.digest);
        const own = author?.disk.chunks(entry.digest);
        if (!author || !own || (way && 'inline' in way) || happened.removals.took(entry.digest, [String(op.body['version'])])) continue;
        // As readers go by it: a file of which no object says how it is cut is one chunk. Nobody reads what was deleted: it may lie there in pieces too.
        const deleted = author.store.read.version(String(op.body['version']))?.deleted === true;
        const lists = [listFor(entry.digest, entry.size, way)?.chunks ?? [], ...(deleted ? [own.chunks] : [])];
        const gone = happened.destroyed.has(entry.digest) || lists.flat().some((chunk) => happened.destroyed.has(`chunks/${chunk.digest.slice(3, 5)}/${chunk.digest.slice(3)}`));
        const inline = entry.size <= INLINE.each;
        demand(gone || inline || refilling || (deleted && happened.wiped) || lists.some((list) => list.every((chunk) => chunks.has(chunk.digest))), `${key} names ${entry.digest}, of which a chunk is not in the remote`);
      }
    }
  }
}

function checkNumbers({ store }: Device): void {
  demand(store.intents().length === 0, `${store.intents().length} versions wait for a number for ever`);
  demand(store.read.pendingMoves().length === 0, 'a move of a protected alias waits for ever');
  const know = knowledge([...store.allOps()]);
  const holders = new Map<string, string>();
  const targets = [...know.versions.map(({ id, collection }) => [collection, id] as const), ...know.links.map(({ link, model }) => [model, link] as const)];
  for (const [collection, target] of targets) {
    const number = store.read.numberOf(collection, target);
    demand(number !== undefined, `${target} has no number`);
    const before = holders.get(`${collection} v${number}`);
    demand(before === undefined || before === target, `v${number} of ${collection} belongs to ${before} and ${target}`);
    holders.set(`${collection} v${number}`, target);
  }
}

/** While the remote stood, a number that was given stays whose it was, and no place of a sequence has two holders. */
function checkDecisions({ devices, happened }: EngineWorld): void {
  const [first] = devices;
  if (!first || happened.wiped) return;
  // Devices that began at once each took the role, or a clone has it too: of two moves at one place the lower hash holds it.
  const rivals = [...first.store.allOps()].filter(({ op }) => op.kind === 'role').length > 1 || first.store.isForked(first.store.read.numberingRole()?.device ?? '');
  const places = new Map<string, string>();
  for (const { op } of first.store.allOps()) {
    if (op.kind === 'number') {
      const { collection, version, number } = op.body as { collection: string; version: string; number: number };
      const holder = happened.given.get(`${collection} ${number}`);
      demand(holder === undefined || holder === version, `v${number} of ${collection} was given to ${holder}, and then to ${version}`);
    }
    const record = carriedMove(op);
    const k = op.kind === 'alias.place' ? op.body['k'] : record?.k;
    if (!record || typeof k !== 'number' || rivals) continue;
    const place = `${record.collection} ${record.alias} ${k}`;
    const bytes = JSON.stringify(record);
    demand((places.get(place) ?? bytes) === bytes, `two moves hold place ${place}`);
    places.set(place, bytes);
  }
}

/** Once all know the same: some version that was not deleted has the blob, or an operation names it by itself. */
export function isLive([first]: readonly Device[], blob: string): boolean {
  const versions = first?.store.read.versionsOfBlob(blob) ?? [];
  return versions.length === 0 || versions.some((id) => first?.store.read.version(id)?.deleted === false);
}

/**
 * Every file of every version that was not deleted is whole on every device, and of one that was on some device or in the remote, unless
 * no whole copy is left anywhere or its time was over.
 */
async function checkBytes(world: EngineWorld): Promise<void> {
  const { devices, happened, remote } = world;
  const wanted = new Map<string, string>();
  for (const { store } of devices) for (const blob of store.read.allBlobs()) wanted.set(blob, store.read.versionsOfBlob(blob)[0] ?? 'facts');
  for (const [blob, version] of wanted) {
    const whole = devices.filter(({ disk }) => disk.read(blob) !== undefined);
    const lost = whole.length === 0 && happened.destroyed.size === 0 && !happened.removals.took(blob, devices[0]?.store.read.versionsOfBlob(blob) ?? []);
    demand(!lost || (!isLive(devices, blob) && (await happened.removals.lies(blob, remote))), `${blob} of ${version} is nowhere, and nothing destroyed it`);
    if (whole.length === 0 || !isLive(devices, blob)) continue;
    for (const { disk, index } of devices) demand(disk.read(blob) !== undefined || happened.destroyed.has(blob), `device ${index} cannot read ${blob} of ${version}, which device ${whole[0]?.index} has`);
  }
  for (const { disk, index } of devices) for (const blob of disk.list()) demand(disk.read(blob) !== undefined || happened.destroyed.has(blob), `device ${index} holds ${blob}, whose bytes are something else`);
}

/** What devices mend when they look at the remote is what its key says, whatever was destroyed. */
async function checkMended({ remote }: EngineWorld): Promise<void> {
  for (const folder of ['log/', 'manifests/', 'lists/']) {
    for (const key of await remote.keys(folder)) demand(key.endsWith(digestOf((await remote.get(key, Number.MAX_SAFE_INTEGER)) ?? new Uint8Array(0)).slice(3)), `${key} is not what its key says`);
  }
}

async function checkRemote({ remote }: EngineWorld): Promise<void> {
  for (const key of await remote.keys('chunks/')) {
    const body = await remote.get(key, Number.MAX_SAFE_INTEGER);
    if (body) demand(digestOf(body) === `b3:${key.split('/')[2] ?? ''}` || body.length === 0, `${key} is not what its key says`);
  }
}

export async function checkWorld(world: EngineWorld): Promise<void> {
  const { devices, happened } = world;
  const [first] = devices;
  if (!first) return;
  const state = first.store.stateHash();
  for (const device of devices) {
    for (const each of devices) for (const hash of each.written) demand(device.store.op(hash) !== undefined, `device ${device.index} lacks an operation that device ${each.index} acknowledged`);
    for (const hash of happened.forged) demand(!device.store.hasOp(hash), `device ${device.index} took in a forged operation`);
    demand(!device.store.isForked(device.store.device.id), `device ${device.index} goes on under an identity that it shares`);
    demand(device.store.stateHash() === state, `device ${device.index} ends in another state`);
    checkNumbers(device);
  }
  checkDecisions(world);
  await checkBytes(world);
  await checkMended(world);
  if (happened.destroyed.size === 0) await checkRemote(world);
}
