// Mends logs: a segment that is damaged or gone is made again by whoever has its operations and knows who signed its end, byte for byte; one
// of this device's own in any case. The record of a device is put by anybody who knows its key.
import { blake3Hex } from '../../domain/blake3.js';
import { canonicalJson } from '../../domain/canonicalJson.js';
import { signHead, type SignedHead } from '../../domain/chain.js';
import type { StoredOp } from '../../store/readTypes.js';
import { allOf } from '../bytes/lanes.js';
import { chainDown, opsByHash } from '../chainDown.js';
import { fetchDeviceKey, putDevice } from '../deviceRecord.js';
import { fetchBody } from '../fetchBody.js';
import { deviceKey, deviceOfDeviceKey, DEVICES_PREFIX, LIMITS, LOGS_PREFIX, readSegmentKey } from '../keys.js';
import { listAll } from '../listAll.js';
import { openMarks, type Marks } from '../marks.js';
import { cut, MAX_OPS } from '../publish.js';
import { putWhole } from '../putWhole.js';
import { stretchesOf, type Stretch } from '../refill.js';
import { countIn, encodeSegment, encodeTexts, endOf } from '../segment.js';
import type { HealContext, RemoteLack } from './types.js';

export interface Log {
  readonly device: string;
  /** What is there, and what was found gone. */
  readonly keys: Set<string>;
  /** Hashes of the operations that segments which are whole end with. */
  readonly ends: Set<string>;
  /** Operations in each segment that is whole. */
  readonly counts: Map<string, number>;
  /** Hashes of the operations that lie in segments that are whole. */
  readonly covered: Set<string>;
  /** Key of each damaged segment, and how many operations it says it held. */
  readonly broken: Map<string, number | undefined>;
}

const emptyLog = (device: string): Log => ({ device, keys: new Set(), ends: new Set(), counts: new Map(), covered: new Set(), broken: new Map() });

/** Every log of the remote, each segment against the hash in its key. */
export async function readLogs({ remote, lanes, signal }: HealContext): Promise<Log[]> {
  const logs = new Map<string, Log>();
  await allOf(await listAll(remote, LOGS_PREFIX, signal), async ({ key }) => {
    const name = readSegmentKey(key);
    if (!name) return;
    const { device } = name;
    const log = logs.get(device) ?? emptyLog(device);
    logs.set(device, log);
    log.keys.add(key);
    const fetched = await lanes.run({ signal }, () => fetchBody(remote, key, LIMITS.segment, signal));
    if (!('body' in fetched)) {
      if (fetched.reason === 'too_long') log.broken.set(key, undefined);
    } else if (blake3Hex(fetched.body) === name.hash) {
      log.ends.add(endOf(fetched.body));
      log.counts.set(key, countIn(fetched.body) ?? 0);
      for (const line of Buffer.from(fetched.body).toString('utf8').split('\n').slice(1, -2)) log.covered.add(blake3Hex(line));
    } else log.broken.set(key, countIn(fetched.body));
  });
  return [...logs.values()];
}

/** The operations from `first` up to this one, in order; undefined where not all of them are here. */
function stretchTo(ops: ReadonlyMap<string, StoredOp>, end: string, first: number): StoredOp[] | undefined {
  const stretch: StoredOp[] = [];
  for (const stored of chainDown(ops, end)) {
    stretch.push(stored);
    if (stored.op.seq === first) return stretch.reverse();
  }
  return undefined;
}

/** Makes segments of one log again. Those of this device end anywhere: one that was killed may have put one that it did not note. */
function createMaker({ party: { store } }: HealContext, device: string): (key: string, count: number | undefined) => { readonly body: Uint8Array; readonly hashes: readonly string[] } | undefined {
  const ops = opsByHash(store, device);
  const heads = new Map(store.signedHeads(device).map((head) => [head.hash, head]));
  const texts = new Map<string, string>();
  const textOf = ({ hash, op }: StoredOp): string => {
    const text = texts.get(hash) ?? canonicalJson(op);
    texts.set(hash, text);
    return text;
  };
  const headAt = ({ op, hash }: StoredOp): SignedHead | undefined => heads.get(hash) ?? (device === store.device.id ? signHead(store.device, store.id, op.seq, hash) : undefined);
  return (key, count = 0) => {
    const name = readSegmentKey(key);
    if (!name) return undefined;
    const { first } = name;
    const said = (end: StoredOp): number => (end.op.seq === first + count - 1 ? 0 : 1);
    const ends = [...ops.values()].filter(({ op: { seq } }) => seq >= first && seq < first + MAX_OPS).sort((a, b) => said(a) - said(b));
    for (const end of ends) {
      const head = headAt(end);
      const stretch = head && stretchTo(ops, end.hash, first);
      if (!head || !stretch) continue;
      const { hash, body } = encodeTexts(first, stretch.map(textOf), head);
      if (hash === name.hash) return { body, hashes: stretch.map((stored) => stored.hash) };
    }
    return undefined;
  };
}

async function healBroken(context: HealContext, { device, broken, covered }: Log): Promise<RemoteLack[]> {
  if (broken.size === 0) return [];
  const { remote, signal } = context;
  const make = createMaker(context, device);
  const lacks: RemoteLack[] = [];
  for (const [key, count] of broken) {
    const again = remote.capabilities.writable ? make(key, count) : undefined;
    if (again) {
      await remote.put(key, again.body, signal);
      for (const hash of again.hashes) covered.add(hash);
    }
    lacks.push({ id: key, what: 'segment', problem: 'damaged', healed: again !== undefined, device });
  }
  return lacks;
}

/** Operations of this device that were published and lie in no segment any more, as segments that it signs. */
function lostOwn({ party: { store } }: HealContext, marks: Marks, covered: ReadonlySet<string>): Stretch[] {
  const { device } = store;
  const ops = opsByHash(store, device.id);
  const published = new Set(marks.tips().flatMap(({ hash }) => stretchTo(ops, hash, 0) ?? []));
  const runs: StoredOp[][] = [];
  for (const stored of published) {
    if (covered.has(stored.hash)) continue;
    const run = runs[runs.length - 1];
    if (run && run[run.length - 1]?.hash === stored.op.prev) run.push(stored);
    else runs.push([stored]);
  }
  return runs.flatMap(cut).flatMap((piece) => {
    const last = piece[piece.length - 1];
    return last ? [{ ops: piece, head: signHead(device, store.id, last.op.seq, last.hash) }] : [];
  });
}

/** The same of another device, as the segments that it made: each end that it signed is known. Of one that this was, it is not known yet what was published. */
function lostOf({ party }: HealContext, { device, covered }: Log): Stretch[] {
  const { store } = party;
  return store.formers.includes(device) || store.signedHeads(device).every(({ hash }) => covered.has(hash)) ? [] : stretchesOf(party, device, covered);
}

/** Puts what is in no segment any more into segments again. One that came since the log was listed, or is damaged there, is not lost. */
async function healLost(context: HealContext, marks: Marks, log: Log): Promise<RemoteLack[]> {
  const { party, remote, signal } = context;
  const lacks: RemoteLack[] = [];
  for (const { ops, head } of log.device === party.store.device.id ? lostOwn(context, marks, log.covered) : lostOf(context, log)) {
    const { key, body } = encodeSegment(ops.map(({ op }) => op), head);
    log.keys.add(key);
    if (await remote.head(key, signal)) continue;
    if (remote.capabilities.writable) {
      await putWhole(remote, key, body, signal);
      marks.save({ [`seen/${key}`]: '1' });
    }
    lacks.push({ id: key, what: 'segment', problem: 'missing', healed: remote.capabilities.writable, device: log.device });
  }
  return lacks;
}

async function healRecord({ party: { store }, remote, signal }: HealContext, device: string): Promise<RemoteLack[]> {
  if ((await fetchDeviceKey(remote, device, signal)) !== undefined) return [];
  const known = store.deviceKey(device);
  const key = deviceKey(device);
  const there = await remote.head(key, signal);
  const healed = known !== undefined && remote.capabilities.writable;
  if (healed) {
    remote.overwrite([key]);
    await putDevice(remote, device, known, signal);
  }
  return [{ id: key, what: 'device', problem: there ? 'damaged' : 'missing', healed, device }];
}

/** Devices that the remote has a record of. */
export async function recordedDevices({ remote, signal }: HealContext): Promise<string[]> {
  return (await listAll(remote, DEVICES_PREFIX, signal)).flatMap(({ key }) => deviceOfDeviceKey(key) ?? []);
}

/**
 * @param logs those of which nothing is there any more are added
 * @param devices those whose records are looked at, beside the writers of the logs
 */
export async function healLogs(context: HealContext, logs: Log[], devices: Iterable<string>): Promise<RemoteLack[]> {
  const { party, remoteId } = context;
  const marks = openMarks(party.store, party.actor, remoteId);
  const lacks: RemoteLack[] = [];
  for (const log of logs) lacks.push(...(await healBroken(context, log)));
  const named = new Set([...logs.map((log) => log.device), ...devices]);
  for (const device of named) lacks.push(...(await healRecord(context, device)));
  const known = new Set(logs.map((log) => log.device));
  logs.push(...[...named.add(party.store.device.id)].filter((device) => !known.has(device)).map(emptyLog));
  for (const log of logs) lacks.push(...(await healLost(context, marks, log)));
  return lacks;
}
