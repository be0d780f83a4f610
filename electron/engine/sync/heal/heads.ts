// Looks at the heads: each is signed, names this remote, and nothing that is not in the log. A device puts its own again.
import { parseCanonicalJson } from '../../domain/canonicalJson.js';
import { verifyHead } from '../../domain/chain.js';
import { fetchDeviceKey } from '../deviceRecord.js';
import { fetchBody } from '../fetchBody.js';
import { readHead } from '../headObject.js';
import { deviceOfHeadKey, HEADS_PREFIX, LIMITS, segmentKey } from '../keys.js';
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

async function isWhole({ party: { store }, remote, remoteId, signal }: HealContext, { device, body }: Head, log: Log | undefined): Promise<boolean> {
  const read = readHead(body);
  const key = store.deviceKey(device) ?? (await fetchDeviceKey(remote, device, signal));
  if (!read || !hasItsParts(body) || read.head.device !== device || read.head.registry !== store.id || (key !== undefined && !verifyHead(read.head, key))) return false;
  if (read.remote !== undefined && read.remote !== remoteId) return false;
  // Of a segment that is damaged it is not known where it ends.
  if (log?.broken.size === 0 && !read.tips.every((tip) => log.ends.has(tip) || store.hasOp(tip))) return false;
  for (const [first, hash] of read.segments) {
    const segment = segmentKey(device, first, hash);
    if (!log?.keys.has(segment) && !(await remote.head(segment, signal))) return false;
  }
  return true;
}

export async function healHeads(context: HealContext, heads: readonly Head[], logs: readonly Log[]): Promise<RemoteLack[]> {
  const { party, remote, remoteId, signal } = context;
  const lacks: RemoteLack[] = [];
  for (const head of heads) {
    const { key, device, body } = head;
    if (await isWhole(context, head, logs.find((log) => log.device === device))) continue;
    const now = await fetchHead(context, key);
    // Put by its device meanwhile.
    if (!now || Buffer.compare(now, body) !== 0) continue;
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
