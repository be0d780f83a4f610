// Reads what others published: lists, fetches, verifies, and only then hands it to the store.
import type { Remote } from '../remotes/types.js';
import { fetchDeviceKey } from './deviceRecord.js';
import { fetchBody } from './fetchBody.js';
import { tipsIn } from './headObject.js';
import { deviceOfHeadKey, headKey, HEADS_PREFIX, LIMITS, logPrefix } from './keys.js';
import { listAll } from './listAll.js';
import type { CanonicalManifest } from '../domain/manifest.js';
import { allOf, type Lanes } from './bytes/lanes.js';
import type { Carrier } from './bytes/carrier.js';
import { blobsOf, fetchManifest, manifestsNamedBy } from './manifests.js';
import type { Marks } from './marks.js';
import { PACKS } from './packOwn.js';
import { pullPacks } from './pullPacks.js';
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
  marks.save({ wanted: JSON.stringify(missing) });
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
  marks.save({
    [`seen/${key}`]: '1',
    ask: '1',
    ...(missing.length > 0 ? { wanted: JSON.stringify([...new Set([...marks.wanted(), ...missing])]) } : {}),
    ...(device === store.device.id ? { tips: JSON.stringify(addTip(marks.tips(), prev ?? null, hashes, { seq: head.seq, hash: head.hash })) } : {}),
  });
  return { ...NOTHING, received: added, ...(late > 0 ? { findings: [{ key, reason: 'late_op', message: `${key}: ${late === 1 ? 'one operation was' : `${late} operations were`} made after its device was taken out, and ${late === 1 ? 'has' : 'have'} no effect.` }] } : {}) };
}

/** Every segment of one device that is not here yet, in the order of its chain. The manifests it names are for `pullManifests`. */
export async function pullDevice(context: PullContext, device: string): Promise<PullResult> {
  const { party, remote, marks, signal } = context;
  const unseen = (await listAll(remote, logPrefix(device), signal)).map(({ key }) => key).filter((key) => !marks.isSeen(key));
  if (unseen.length === 0) return NOTHING;
  const publicKey = party.store.deviceKey(device) ?? (await fetchDeviceKey(remote, device, signal));
  if (publicKey === undefined) return refused(logPrefix(device), 'unknown_device', `No key of device ${device} was found, so nothing of its log can be verified.`);
  let result = NOTHING;
  if (unseen.length >= (party.packs ?? PACKS).worth) result = await pullPacks(context, device, unseen, (key, body, came) => takeSegment(context, device, publicKey, key, body, came));
  for (const key of unseen) if (!marks.isSeen(key)) result = sum(result, await pullSegment(context, device, publicKey, key));
  return result;
}

/** True when all that the device's head names is here: then its log was read to the end. */
async function headReached({ party, remote, signal }: PullContext, device: string): Promise<boolean> {
  const fetched = await fetchBody(remote, headKey(device), LIMITS.head, signal);
  const tips = 'body' in fetched ? tipsIn(fetched.body) : undefined;
  return tips?.every((hash) => party.store.hasOp(hash)) === true;
}

/** One LIST when nothing changed; else the log of each device whose head did. */
export async function pull(context: PullContext): Promise<PullResult & { readonly heads: ReadonlySet<string> }> {
  const { remote, marks, signal } = context;
  let result = NOTHING;
  const heads = new Set<string>();
  for (const { key, tag } of await listAll(remote, HEADS_PREFIX, signal)) {
    const device = deviceOfHeadKey(key);
    if (device !== undefined) heads.add(device);
    if (device === undefined || marks.headTag(device) === tag) continue;
    const pulled = await pullDevice(context, device);
    result = sum(result, pulled);
    if (pulled.findings.length === 0 && (await headReached(context, device))) marks.save({ [`tag/${device}`]: tag });
  }
  return { ...sum(result, await pullManifests(context)), heads };
}
