// One seed: up to eight engines on one remote, everything that can go wrong on the way, and at the end quiet until nobody has news.
import { setImmediate } from 'node:timers/promises';
import { CairnError } from '../../../shared/contract/errors.js';
import { identityFromSeed, signHead } from '../../../electron/engine/domain/chain.js';
import { formatHlc } from '../../../electron/engine/domain/hlc.js';
import { opHash } from '../../../electron/engine/domain/opHash.js';
import type { Op } from '../../../electron/engine/domain/ops.js';
import { fetchLone, fetchVersions, missingBlobs } from '../../../electron/engine/sync/centre/fetchVersions.js';
import { createCarriedCheck } from '../../../electron/engine/sync/bytes/carried.js';
import { healRemote } from '../../../electron/engine/sync/bytes/healRemote.js';
import { INLINE } from '../../../electron/engine/sync/bytes/lists.js';
import { createProofs, placesIn, provenChunks } from '../../../electron/engine/sync/bytes/prove.js';
import { createUnsentCheck } from '../../../electron/engine/sync/bytes/unsent.js';
import { readConfig } from '../../../electron/engine/sync/config.js';
import { encodeSegment } from '../../../electron/engine/sync/segment.js';
import { GRACE_MS } from '../../../electron/engine/sync/gc/collectRemote.js';
import { syncOnce } from '../../../electron/engine/sync/syncOnce.js';
import { seededRandom } from '../../../shared/util/seededRandom.js';
import { checkPublished, checkWorld, isLive } from './check.js';
import { collect, createRemovals, type Removals } from './collect.js';
import { actCollecting } from './collectActs.js';
import { createDevice, link, log, promote, REGISTRY, write, type Device } from './device.js';
import { digestOf, PIECE } from './disk.js';
import { createStandstills } from './standstill.js';
import { createFragile, Killed, type Fragile } from './store.js';

export interface Happened {
  /** Blobs that a fault destroyed somewhere: whether any whole copy is left is asked at the end. */
  readonly destroyed: Set<string>;
  /** Ops that a stranger put there without a right to. */
  readonly forged: Set<string>;
  /** The remote was made anew, or went back to an earlier state of itself. */
  wiped: boolean;
  /** `collection number` -> what some device was shown to hold it for good. */
  readonly given: Map<string, string>;
  readonly removals: Removals;
}

export interface EngineWorld {
  readonly devices: readonly Device[];
  readonly remote: Fragile;
  readonly happened: Happened;
  readonly trace: readonly string[];
}

const COUNTS = [2, 2, 3, 3, 4, 5, 6, 8];
const ROUNDS = 60;

/** Failures that a later sync mends; anything else is a bug. */
async function tolerant(device: Device, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Killed) device.disk.crash();
    else if (!(error instanceof CairnError) || !['offline', 'forbidden', 'no_space', 'corrupt', 'alias_moved', 'busy'].includes(error.code)) throw error;
  } finally {
    device.weather.killIn = undefined;
  }
}

async function contextOf(device: Device) {
  const { remote } = device;
  const config = await readConfig(remote);
  return config && { party: device, bytes: device.bytes, remote, remoteId: config.remoteId, lanes: device.lanes ?? (() => { throw new Error('no lanes'); })() };
}

const versionsOf = (device: Device): string[] => [...device.store.allOps()].flatMap(({ op }) => (op.kind === 'version' && device.store.read.hasVersion(String(op.body['version'])) ? [String(op.body['version'])] : []));

async function fetchAll(device: Device): Promise<void> {
  const context = await contextOf(device);
  if (!context) return;
  await fetchVersions(context, [...new Set(versionsOf(device))], { urgent: true, begin: () => ({ moved: () => {}, end: () => {} }) });
  await fetchLone(context, device.store.read.factBlobs(1000), 1000);
}

/** Frees what the remote verifiably holds, as eviction does. */
async function evict(device: Device, blob: string): Promise<void> {
  const context = await contextOf(device);
  const list = device.disk.chunks(blob);
  if (!context || !list || createUnsentCheck(device)(blob) || !(await createCarriedCheck(device.store, context.remote, context.lanes)(blob, list))) return;
  const there = await provenChunks(context.remote, device.disk, context.lanes, placesIn(blob, list), createProofs());
  if (list.chunks.every(({ digest }) => there.has(digest))) device.disk.remove(blob);
}

/** Numbers that are final on a device: nobody else may ever hold them. */
function noteNumbers({ store }: Device, { given }: Happened): void {
  for (const { op } of store.opsOf(store.device.id, 0, Number.MAX_SAFE_INTEGER)) {
    if (op.kind !== 'number') continue;
    const { collection, version, number } = op.body as { collection: string; version: string; number: number };
    if (store.read.numberOf(collection, version) === number && !given.has(`${collection} ${number}`)) given.set(`${collection} ${number}`, version);
  }
}

/** A stranger with write access puts ops under a device's name that it cannot sign for, and ops of a device nobody knows. */
function forge(remote: Fragile, device: Device, random: () => number, forged: Set<string>): void {
  const stranger = identityFromSeed(new Uint8Array(32).fill(200));
  const victim = device.store.chainHeads().find((head) => head.device === device.store.device.id);
  if (!victim) return;
  const op: Op = { registry: REGISTRY, device: victim.device, seq: victim.seq + 1, prev: victim.hash, hlc: formatHlc(1_800_000_000_000, 0), actor: { name: 'stranger' }, at: 1, kind: 'setting', v: 1, observed: [], body: { scope: 'registry', key: 'forged', value: random() } };
  const hash = opHash(op);
  forged.add(hash);
  const head = { ...signHead(stranger, REGISTRY, op.seq, hash), device: victim.device };
  const { key, body } = encodeSegment([op], head);
  remote.plant(key, body);
}

/** Bytes to log: half of them what was logged before but for their begin, half of the rest too long to lie in a manifest. */
function newBody(pick: (n: number) => number, logged: readonly Uint8Array[]): Uint8Array {
  const base = logged[pick(Math.max(1, logged.length))];
  const body = base && pick(2) === 0 ? base.slice() : new Uint8Array(pick(2) === 0 ? 1 + pick(120) : INLINE.each + 1 + pick(3 * PIECE));
  if (body[PIECE] === 0) for (let from = PIECE; from < body.length; from += PIECE) body.fill(1 + pick(255), from, from + PIECE);
  for (let at = 0; at < Math.min(20, body.length); at += 1) body[at] = pick(256);
  return body;
}

/** One seed in so many plays in a store that decides nothing. */
const SINGLE = 4;

/** Plays the seed to its end and checks it. Throws with what is wrong. */
export async function playEngines(seed: number): Promise<EngineWorld> {
  const random = seededRandom(seed);
  const pick = (n: number): number => Math.floor(random() * n);
  const time = { ms: 1_700_000_000_000 };
  const count = COUNTS[pick(COUNTS.length)] ?? 2;
  const mode = seed % SINGLE === 0 ? 'single' : 'cas';
  let remote = createFragile(() => time.ms, mode);
  let backup = await remote.copy();
  const happened: Happened = { destroyed: new Set(), forged: new Set(), wiped: false, given: new Map(), removals: createRemovals(() => time.ms) };
  const trace: string[] = [];
  const cloned = pick(6) === 0;
  const devices = Array.from({ length: count }, (_, index) => createDevice(index, cloned && index === count - 1 ? 0 : index, time, random, () => remote, happened.removals.witness));
  const standstills = createStandstills();
  const contents: Uint8Array[] = [];
  const steps = 10 + pick(24);
  const calm = pick(4) === 0;
  // Every second seed also collects in the remote.
  const collecting = seed % 2 === 0;
  let logged = 0;
  const logBody = (device: Device, again?: string): string => {
    const body = contents.find((each) => digestOf(each) === again) ?? newBody(pick, contents);
    const blob = digestOf(body);
    contents.push(body);
    happened.removals.note(blob, body);
    log(device, pick(2), body, (logged += 1));
    return blob;
  };
  try {
    for (let n = 0; n < steps; n += 1) {
      time.ms += 1000 + pick(5_000_000);
      if (n % 6 === 0) backup = await remote.copy();
      for (const each of devices) noteNumbers(each, happened);
      const awake = devices.filter((each) => !standstills.isStill(each));
      const device = awake[pick(awake.length)] as Device;
      device.weather.rate = calm ? 0 : (([0, 10, 5, 3] as const)[pick(4)] ?? 0);
      if (collecting && n > 0 && pick(2) === 0) {
        const began = trace.push(`c:${device.index}`) - 1;
        trace[began] = `c${await actCollecting({ devices, time, standstills, pick, tolerant, log: logBody }, device)}:${device.index}`;
        await checkPublished(remote, devices, happened, false);
        continue;
      }
      const act = n === 0 ? 0 : pick(21);
      trace.push(`${act}:${device.index}`);
      if (act <= 4) logBody(device);
      else if (act <= 5) link(device, pick(2));
      else if (act <= 7) promote(device, pick(6), (['production', 'best', 'staging'] as const)[pick(3)] ?? 'best');
      else if (act <= 8) write(device, (tx) => void tx.append({ kind: 'setting', body: { scope: 'registry', key: 'note', value: n } }));
      else if (act <= 10) await tolerant(device, () => syncOnce(device, device.remote));
      // All at once, their requests one between the other.
      else if (act <= 12) await Promise.all(awake.map((each) => tolerant(each, () => syncOnce(each, each.remote))));
      else if (act <= 14) {
        device.weather.killIn = pick(30);
        await tolerant(device, () => syncOnce(device, device.remote));
        await checkPublished(remote, devices, happened, false);
      } else if (act <= 15) await tolerant(device, () => fetchAll(device));
      else if (act <= 16) {
        const blobs = device.disk.list();
        const blob = blobs[pick(Math.max(1, blobs.length))];
        if (blob) await tolerant(device, () => evict(device, blob));
      } else if (act <= 17) device.skewDays = (([0, 365, -365, 0.2] as const)[pick(4)] ?? 0);
      else if (act <= 18) {
        const blobs = device.disk.list();
        const blob = blobs[pick(Math.max(1, blobs.length))];
        const chunks = await remote.keys('chunks/');
        const chunk = chunks[pick(Math.max(1, chunks.length))];
        const packs = await remote.keys('snap/');
        const pack = packs[pick(Math.max(1, packs.length))];
        const what = pick(6);
        if (what === 0 && blob) {
          device.disk.rot(blob);
          happened.destroyed.add(blob);
        } else if (what === 1 && chunk) await remote.rot(chunk);
        else if (what === 2 && chunk) remote.lose(chunk);
        else if (what === 3 && pack) await remote.rot(pack);
        else if (what === 4 && pack) remote.lose(pack);
        else forge(remote, device, random, happened.forged);
        if (what === 1 || what === 2) happened.destroyed.add(chunk ?? '');
      } else if (act <= 19) {
        // One protected alias, moved by all at the same moment.
        const which = pick(6);
        for (const each of awake) promote(each, which + 3 * each.index, 'production');
        await Promise.all(awake.map((each) => tolerant(each, () => syncOnce(each, each.remote))));
      } else {
        const what = pick(6);
        if (what <= 2) {
          for (const each of devices) await standstills.end(each);
          remote = what === 0 ? createFragile(() => time.ms, mode) : await backup.copy();
          happened.wiped = true;
          // What had been evicted from every device was in the remote alone.
          for (const { store } of devices) for (const blob of store.read.allBlobs()) if (devices.every(({ disk }) => disk.read(blob) === undefined)) happened.destroyed.add(blob);
        }
      }
    }
    for (const each of devices) await standstills.end(each);
    for (const each of devices) noteNumbers(each, happened);
    await settle(devices, remote);
    const world = { devices, remote, happened, trace };
    await checkPublished(remote, devices, happened, true);
    await checkWorld(world);
    if (collecting) await collectAll(world, time);
    return world;
  } catch (error) {
    throw new Error(`seed ${seed}, ${count} devices${cloned ? ' (one cloned)' : ''}, steps ${trace.join(' ')}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`, { cause: error });
  } finally {
    for (const { store } of devices) store.close();
    // What the databases held outside the heap is given back in another turn of the event loop, and nothing else here waits for one.
    await setImmediate();
  }
}

/**
 * Turns a bit in every second object that its key vouches for and devices can make again: not in those of strangers, and not in what says
 * how a file lies there where that was evicted from all of them, or belongs to deleted versions alone and is not on each.
 */
async function rotAtRest(devices: readonly Device[], remote: Fragile): Promise<void> {
  const isHeld = (blob: string): boolean => devices[isLive(devices, blob) ? 'some' : 'every'](({ disk }) => disk.read(blob) !== undefined);
  const held = devices.every(({ store }) => [...store.read.allBlobs()].every(isHeld));
  for (const folder of ['log/', 'devices/', ...(held ? ['manifests/', 'lists/'] : [])]) {
    for (const [index, key] of (await remote.keys(folder)).entries()) {
      if (index % 2 === 0 && !Buffer.from((await remote.get(key, Number.MAX_SAFE_INTEGER)) ?? []).includes('stranger')) await remote.rot(key);
    }
  }
}

/** A remote that is another than it was a moment ago is told from the one before by the first write: the next sync goes by it. */
async function again<T>(work: () => Promise<T>): Promise<T> {
  return work().catch((error: unknown) => {
    if (error instanceof CairnError && error.code === 'offline') return work();
    throw error;
  });
}

/** No more faults: everybody syncs, heals the remote, fetches, until nothing moves. */
async function settle(devices: readonly Device[], remote: Fragile): Promise<void> {
  for (const device of devices) {
    device.weather.rate = 0;
    device.weather.killIn = undefined;
  }
  // One who died between its log and its head has no news but the head, which the others see a round later.
  for (let round = 0, quiet = 0; quiet < 2; round += 1) {
    if (round > ROUNDS) throw new Error(`The devices were still exchanging news after ${ROUNDS} rounds`);
    let moved = false;
    for (const device of devices) {
      const { sent, received, numbered, manifests } = await again(() => syncOnce(device, device.remote));
      moved ||= sent + received + numbered + manifests > 0;
    }
    quiet = moved ? 0 : quiet + 1;
  }
  await rotAtRest(devices, remote);
  // Again where something came that others lack: a device can make a blob whole of pieces it had kept, after it looked at the remote.
  const lacks = (device: Device): boolean => missingBlobs({ party: device, bytes: device.bytes }, versionsOf(device)).length > 0 || device.store.read.factBlobs(1).length > 0;
  const kept = (): number => devices.reduce((sum, { disk }) => sum + disk.list().length, 0);
  let had: number;
  do {
    had = kept();
    for (const device of devices) {
      const context = await contextOf(device);
      if (context) await healRemote(device, device.remote, context.remoteId, context.lanes, { deep: true });
    }
    for (const device of devices) if (lacks(device)) await fetchAll(device);
  } while (devices.some(lacks) && kept() > had);
}

/** No faults, and all is known: what is left to collect goes, and nothing that is needed. */
async function collectAll({ devices, remote, happened }: EngineWorld, time: { ms: number }): Promise<void> {
  const [first] = devices;
  if (!first) return;
  await tolerant(first, () => collect(first));
  time.ms += 2 * GRACE_MS;
  await tolerant(first, () => collect(first));
  await checkPublished(remote, devices, happened, true);
}
