// Reads what others published: lists, fetches, verifies, and only then hands it to the store.
import type { Remote, RemoteItem } from '../remotes/types.js';
import { fetchDeviceKey } from './deviceRecord.js';
import { fetchBody } from './fetchBody.js';
import { readHead, type HeadHints } from './headObject.js';
import { deviceOfHeadKey, headKey, LIMITS, logPrefix, segmentKey } from './keys.js';
import { listAll } from './listAll.js';
import { noticeLoss, publishAnew } from './lostLog.js';
import { blake3Hex } from '../domain/blake3.js';
import type { CanonicalManifest } from '../domain/manifest.js';
import { allOf, type Lanes } from './bytes/lanes.js';
import type { Carrier } from './bytes/carrier.js';
import { blobsOf, fetchManifest, manifestsNamedBy } from './manifests.js';
import { recentWith, wantedWith, type Marks } from './marks.js';
import { PACKS } from './packOwn.js';
import { pullPacks } from './pullPacks.js';
import { refillFork } from './refill.js';
import { decodeSegment } from './segment.js';
import { addTip } from './tips.js';
import type { SyncFinding, SyncParty } from './types.js';

export interface PullContext {
  readonly party: SyncParty;
  readonly remote: Remote;
  readonly marks: Marks;
  readonly lanes: Lanes;
  /** Absent where nothing may be written. */
  readonly carrier: Carrier | undefined;
  readonly signal: AbortSignal | undefined;
}

export interface PullResult {
  readonly received: number;
  readonly manifests: number;
  readonly findings: readonly SyncFinding[];
}

/** Manifests written in one transaction. */
const KEPT_AT_ONCE = 200;

/** What a head names and is not there for so long does not come by itself. */
const LATE_MS = 60 * 60_000;

const NOTHING: PullResult = { received: 0, manifests: 0, findings: [] };

function sum(a: PullResult, b: PullResult): PullResult {
  return { received: a.received + b.received, manifests: a.manifests + b.manifests, findings: [...a.findings, ...b.findings] };
}

/** Asks for every manifest that a received op names and that is not here. Once a sync: each that is missing costs a listing. */
export async function pullManifests({ party, remote, marks, lanes, signal }: PullContext): Promise<PullResult> {
  const { store, actor } = party;
  const wanted = marks.wanted();
  if (wanted.length === 0) return NOTHING;
  const missing: string[] = [];
  const findings: SyncFinding[] = [];
  let arrived: CanonicalManifest[] = [];
  let manifests = 0;
  const keep = (): void => {
    const some = arrived;
    arrived = [];
    manifests += some.length;
    if (some.length > 0) store.write(actor, (tx) => some.forEach((manifest) => tx.putManifest(manifest.digest, manifest.json, blobsOf(manifest))));
  };
  try {
    await allOf(wanted, async (digest) => {
      if (store.read.manifest(digest) !== undefined) return;
      const fetched = await lanes.run({ signal }, () => fetchManifest(remote, digest, signal));
      findings.push(...fetched.findings);
      if (fetched.manifest) arrived.push(fetched.manifest);
      else missing.push(digest);
      if (arrived.length >= KEPT_AT_ONCE) keep();
    });
  } finally {
    keep();
  }
  // Another process of this data root may want more by now.
  const asked = new Set(wanted);
  marks.save(() => ({ wanted: JSON.stringify([...missing, ...marks.wanted().filter((digest) => !asked.has(digest))]) }));
  return { received: 0, manifests, findings };
}

const refused = (key: string, reason: string, message: string): PullResult => ({ ...NOTHING, findings: [{ key, reason, message }] });

async function pullSegment(context: PullContext, device: string, publicKey: string, key: string): Promise<PullResult> {
  const fetched = await fetchBody(context.remote, key, LIMITS.segment, context.signal);
  return 'body' in fetched ? takeSegment(context, device, publicKey, key, fetched.body) : refused(key, fetched.reason, fetched.message);
}

/** @param came manifests that came with it just now: they lie in the remote */
async function takeSegment({ party, marks, carrier, signal }: PullContext, device: string, publicKey: string, key: string, body: Uint8Array, came: ReadonlySet<string> = new Set()): Promise<PullResult> {
  const { store } = party;
  const read = decodeSegment(key, body, store.id, publicKey);
  if ('refusal' in read) return refused(key, read.refusal.reason, read.refusal.message);
  const { ops, hashes, texts, head } = read.segment;
  const prev = ops[0]?.prev;
  if (prev != null && !store.hasOp(prev)) return refused(key, 'gap', `${key}: the op before it has not arrived; it waits for it.`);
  // What is named and here, and may not be there: who published the ops did not have it, or it was lost.
  const held = manifestsNamedBy(ops).filter((digest) => !came.has(digest) && store.read.manifest(digest) !== undefined);
  if (carrier && held.length > 0) await carrier.carry(ops.filter((op) => op.kind === 'version' && held.includes(String(op.body['digest']))), signal);
  const { added } = store.receive(ops, [head], texts.map((text, index) => ({ text, hash: hashes[index] ?? '' })));
  // Of a device that was taken out: kept, so that the chain stays whole, and without effect.
  const last = store.lastAccepted(device);
  const counting = last === undefined ? ops : ops.filter(({ seq }) => seq <= last);
  const late = ops.length - counting.length;
  const missing = manifestsNamedBy(counting).filter((digest) => store.read.manifest(digest) === undefined);
  marks.save(() => ({
    [`seen/${key}`]: '1',
    ask: '1',
    ...wantedWith(marks, missing),
    ...(device === store.publisher ? { tips: JSON.stringify(addTip(marks.tips(), prev ?? null, hashes, { seq: head.seq, hash: head.hash })), recent: recentWith(marks, key) } : {}),
  }));
  return { ...NOTHING, received: added, ...(late > 0 ? { findings: [{ key, reason: 'late_op', message: `${key}: ${late === 1 ? 'one operation was' : `${late} operations were`} made after its device was taken out, and ${late === 1 ? 'has' : 'have'} no effect.` }] } : {}) };
}

/** Every segment of one device that is not here yet, in the order of its chain. The manifests it names are for `pullManifests`. */
export async function pullDevice(context: PullContext, device: string): Promise<PullResult> {
  const { party, remote, marks, signal } = context;
  const listed = (await listAll(remote, logPrefix(device), signal)).map(({ key }) => key);
  if (device === party.store.publisher) await noticeLoss(context, new Set(listed));
  const unseen = listed.filter((key) => !marks.isSeen(key));
  if (unseen.length === 0) return NOTHING;
  const publicKey = party.store.deviceKey(device) ?? (await fetchDeviceKey(remote, device, signal));
  if (publicKey === undefined) return refused(logPrefix(device), 'unknown_device', `No key of device ${device} was found, so nothing of its log can be verified.`);
  let result = NOTHING;
  if (unseen.length >= (party.packs ?? PACKS).worth) result = await pullPacks(context, device, unseen, (key, body, came) => takeSegment(context, device, publicKey, key, body, came));
  for (const key of unseen) if (!marks.isSeen(key)) result = sum(result, await pullSegment(context, device, publicKey, key));
  return result;
}

/** True when all that the head names is here: then the log was read to the end. */
const isReached = ({ party }: PullContext, head: HeadHints | undefined): boolean => head?.tips.every((hash) => party.store.hasOp(hash)) === true;

/**
 * What the head names and was not seen, where the log was read to its end before and the head reaches back to what was seen then. Of a
 * device that forked nothing: heads of its machines go over each other.
 * `whole`: that is all there is. Whatever is wrong with a segment is for the listing to find.
 */
async function pullNamed(context: PullContext, device: string, head: HeadHints): Promise<PullResult & { readonly whole: boolean }> {
  const { marks, party } = context;
  const named = head.segments.map(([first, hash]) => segmentKey(device, first, hash)).sort();
  const unseen = named.filter((key) => !marks.isSeen(key));
  const publicKey = party.store.deviceKey(device);
  if (publicKey === undefined || party.store.isForked(device) || marks.headTag(device) === undefined || unseen.length === named.length || unseen.length >= (party.packs ?? PACKS).worth) return { ...NOTHING, whole: false };
  let result = NOTHING;
  for (const key of unseen) result = sum(result, await pullSegment(context, device, publicKey, key));
  const whole = named.every((key) => marks.isSeen(key)) && isReached(context, head);
  return { ...result, findings: whole ? result.findings : [], whole };
}

async function fetchHead({ remote, signal }: PullContext, device: string): Promise<(HeadHints & { readonly name: string }) | undefined> {
  const fetched = await fetchBody(remote, headKey(device), LIMITS.head, signal);
  const head = 'body' in fetched ? readHead(fetched.body) : undefined;
  return 'body' in fetched && head ? { ...head, name: blake3Hex(fetched.body) } : undefined;
}

function remember({ marks }: PullContext, device: string, tag: string, head: HeadHints | undefined): void {
  marks.save({ [`tag/${device}`]: tag, [`late/${device}`]: undefined, ...(head?.remote === marks.remoteId ? { [`names/${device}`]: tag } : {}) });
}

/**
 * The end of a log that is not here, though its head names it: it comes late, as where a program carries a folder between computers, or it was
 * lost, which is taken for so after an hour under one head. Of a device that was taken out only what counts is missed.
 */
function unreached({ party: { store, clock }, marks }: PullContext, device: string, tag: string): PullResult {
  const last = store.lastAccepted(device);
  // Its first operation says who it is, and names no bytes.
  if (last === 0 || (last !== undefined && store.opsOf(device, last, last + 1).length > 0)) return NOTHING;
  const now = clock.now();
  const since = marks.lateSince(device, tag);
  if (since === undefined || since > now) marks.save({ [`late/${device}`]: JSON.stringify([tag, now]) });
  const lost = since !== undefined && now - since >= LATE_MS;
  return refused(logPrefix(device), lost ? 'missing' : 'late', `${logPrefix(device)}: its head names operations that are not there${lost ? '' : ' yet'}.`);
}

/** Another device's log: what its head names, and only if that is not all, what a listing shows. */
async function pullOther(context: PullContext, device: string, tag: string): Promise<PullResult> {
  const head = await fetchHead(context, device);
  const named = head && (await pullNamed(context, device, head));
  const listed = named?.whole ? NOTHING : await pullDevice(context, device);
  const done = sum(named ?? NOTHING, listed);
  if (listed.findings.length > 0 || !head) return done;
  if (!isReached(context, head)) return sum(done, unreached(context, device, tag));
  const { party, carrier } = context;
  if (carrier && party.store.isForked(device)) await refillFork({ ...context, carrier }, device, head);
  remember(context, device, tag, head);
  return done;
}

/**
 * This device's log, of which another machine with its identity may have published a part. Its head may have gone over that machine's:
 * after every one that was put the log is listed once, and where the head is another's and does not say all, it is put again.
 */
async function pullOwn(context: PullContext, device: string, tag: string): Promise<PullResult> {
  const { marks } = context;
  const listed = await pullDevice(context, device);
  if (listed.findings.length > 0) return listed;
  if (marks.putTag() === tag) {
    marks.save({ [`tag/${device}`]: tag, [`names/${device}`]: tag });
    return listed;
  }
  const head = await fetchHead(context, device);
  const reached = isReached(context, head);
  if (reached) remember(context, device, tag, head);
  // Others put a head for who has none: they may have put the log without all that it names.
  if (head && marks.publishedHead() && !marks.hasPutHead(head.name) && !context.party.store.isForked(device)) publishAnew(context);
  if (marks.tips().some(({ hash }) => head?.tips.includes(hash) !== true)) marks.save({ head: '' });
  return head && !reached ? sum(listed, unreached(context, device, tag)) : listed;
}

/** Reads the logs of the devices whose heads changed. */
export async function pull(context: PullContext, heads: readonly RemoteItem[]): Promise<PullResult & { readonly heads: ReadonlySet<string>; readonly ownRead: boolean }> {
  const { marks, party } = context;
  const own = party.store.device.id;
  let result = NOTHING;
  let ownRead = false;
  const devices = new Set<string>();
  for (const { key, tag, at } of heads) {
    const device = deviceOfHeadKey(key);
    if (device === undefined) continue;
    devices.add(device);
    if (marks.sentAt(device) !== at) marks.save({ [`sent/${device}`]: String(at) });
    if (marks.headTag(device) === tag) continue;
    ownRead ||= device === own;
    result = sum(result, await (device === own ? pullOwn(context, device, tag) : pullOther(context, device, tag)));
  }
  if (!devices.has(own) && marks.publishedHead()) {
    marks.save({ head: '' });
    ownRead = true;
    result = sum(result, await pullDevice(context, own));
  }
  return { ...sum(result, await pullManifests(context)), heads: devices, ownRead };
}
