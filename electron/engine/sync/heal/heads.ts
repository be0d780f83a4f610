// Looks at the heads: each is signed, names this remote, and nothing that is not in the log. A device puts its own again. Where the log lacks
// what a head signs, it is the log that is not whole.
import { parseCanonicalJson } from '../../domain/canonicalJson.js';
import { verifyHead } from '../../domain/chain.js';
import { decodeConfig, MIRROR_FEATURE } from '../config.js';
import { fetchDeviceKey } from '../deviceRecord.js';
import { fetchBody } from '../fetchBody.js';
import { readHead, type HeadHints, type NewSegment } from '../headObject.js';
import { CONFIG_KEY, deviceOfHeadKey, HEADS_PREFIX, LIMITS, logPrefix, readSegmentKey, segmentKey } from '../keys.js';
import { listAll } from '../listAll.js';
import { openMarks } from '../marks.js';
import { putHead } from '../publish.js';
import type { Log } from './logs.js';
import type { HealContext, RemoteLack } from './types.js';

interface Head {
  readonly key: string;
  readonly device: string;
  readonly body: Uint8Array;
}

async function fetchHead({ remote, signal }: HealContext, key: string): Promise<Uint8Array | undefined> {
  const fetched = await fetchBody(remote, key, LIMITS.head, signal);
  return 'body' in fetched ? fetched.body : fetched.reason === 'too_long' ? new Uint8Array(0) : undefined;
}

/** Before the logs are listed: whoever sees a head can see what it names. */
export async function readHeads(context: HealContext): Promise<readonly Head[]> {
  const heads: Head[] = [];
  for (const { key } of await listAll(context.remote, HEADS_PREFIX, context.signal)) {
    const device = deviceOfHeadKey(key);
    const body = device === undefined ? undefined : await fetchHead(context, key);
    if (device !== undefined && body) heads.push({ key, device, body });
  }
  return heads;
}

/** Heads name their remote and segments, or were written before there were such names and have nothing beside the rest. */
function hasItsParts(body: Uint8Array): boolean {
  const keys = Object.keys(parseCanonicalJson(Buffer.from(body).toString('utf8')) ?? {});
  return keys.length === 3 || (keys.includes('remote') && keys.includes('segments'));
}

/** True in a mirror, also one that took the place of its remote: heads are copied there as they are, and name the remote they were put in. */
async function holdsCopies({ remote, signal }: HealContext): Promise<boolean> {
  const fetched = await fetchBody(remote, CONFIG_KEY, LIMITS.config, signal);
  const config = 'body' in fetched ? decodeConfig(fetched.body) : undefined;
  return config?.features.includes(MIRROR_FEATURE) === true;
}

/** What the body says, if it is the head of that device, signed and, unless `anyRemote`, of this remote. */
async function readSound({ party: { store }, remote, remoteId, signal }: HealContext, { device, body }: Head, anyRemote: boolean): Promise<HeadHints | undefined> {
  const read = readHead(body);
  const key = store.deviceKey(device) ?? (await fetchDeviceKey(remote, device, signal));
  if (!read || !hasItsParts(body) || read.head.device !== device || read.head.registry !== store.id || (key !== undefined && !verifyHead(read.head, key))) return undefined;
  return anyRemote || read.remote === undefined || read.remote === remoteId ? read : undefined;
}

/** Segments that it names and that are not there. */
async function absentIn({ remote, signal }: HealContext, { head, segments }: HeadHints, log: Log | undefined): Promise<NewSegment[]> {
  const absent: NewSegment[] = [];
  for (const [first, hash] of segments) {
    const segment = segmentKey(head.device, first, hash);
    if (!log?.keys.has(segment) && !(await remote.head(segment, signal))) absent.push([first, hash]);
  }
  return absent;
}

/** What the log lacks though the head is whole: its signature vouches for the operations up to its own, and no segment holds these. */
function lostBehind({ head }: HeadHints, absent: readonly NewSegment[], log: Log | undefined, isThere: (tip: string) => boolean): string[] {
  const held = [...(log?.counts ?? [])].map(([key, count]) => ({ first: readSegmentKey(key)?.first ?? 0, count }));
  const lost = absent.filter(([first]) => first <= head.seq && !held.some((segment) => first >= segment.first && first < segment.first + segment.count));
  return lost.length > 0 || isThere(head.hash) ? lost.map(([first, hash]) => segmentKey(head.device, first, hash)) : [logPrefix(head.device)];
}

export async function healHeads(context: HealContext, heads: readonly Head[], logs: readonly Log[]): Promise<RemoteLack[]> {
  const { party, remote, remoteId, signal } = context;
  const anyRemote = await holdsCopies(context);
  const lacks: RemoteLack[] = [];
  for (const head of heads) {
    const { key, device, body } = head;
    const log = logs.find((each) => each.device === device);
    const isThere = (tip: string): boolean => log?.ends.has(tip) === true || party.store.hasOp(tip);
    const read = await readSound(context, head, anyRemote);
    const absent = read ? await absentIn(context, read, log) : [];
    // Of a segment that is damaged it is not known where it ends.
    const isUnsure = log !== undefined && log.broken.size > 0;
    if (read && absent.length === 0 && (isUnsure || read.tips.every(isThere))) continue;
    const now = await fetchHead(context, key);
    // Put by its device meanwhile.
    if (!now || Buffer.compare(now, body) !== 0) continue;
    const lost = read && !isUnsure && device !== party.store.device.id ? lostBehind(read, absent, log, isThere) : [];
    for (const id of lost) lacks.push({ id, what: 'segment', problem: 'missing', healed: false, device });
    if (lost.length > 0) continue;
    const own = device === party.store.device.id && remote.capabilities.writable;
    const marks = openMarks(party.store, party.actor, remoteId);
    if (own) {
      marks.save({ head: '' });
      await putHead(party, remote, marks, signal);
    }
    lacks.push({ id: key, what: 'head', problem: 'damaged', healed: own && marks.publishedHead() !== '', device });
  }
  return lacks;
}
