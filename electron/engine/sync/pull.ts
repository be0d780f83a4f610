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
import { decodeSegment } from './segment.js';
import { addTip } from './tips.js';
import type { SyncFinding, SyncParty } from './types.js';

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
export async function pullManifests(party: SyncParty, remote: Remote, marks: Marks, lanes: Lanes, signal?: AbortSignal): Promise<PullResult> {
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

async function pullSegment(party: SyncParty, remote: Remote, marks: Marks, carrier: Carrier | undefined, device: string, publicKey: string, key: string, signal?: AbortSignal): Promise<PullResult> {
  const { store } = party;
  const refuse = (reason: string, message: string): PullResult => ({ ...NOTHING, findings: [{ key, reason, message }] });
  const fetched = await fetchBody(remote, key, LIMITS.segment, signal);
  if ('reason' in fetched) return refuse(fetched.reason, fetched.message);
  const read = decodeSegment(key, fetched.body, store.id, publicKey);
  if ('refusal' in read) return refuse(read.refusal.reason, read.refusal.message);
  const { ops, hashes, head } = read.segment;
  const prev = ops[0]?.prev;
  if (prev != null && !store.hasOp(prev)) return refuse('gap', `${key}: the op before it has not arrived; it waits for it.`);
  // What is named and here, and may not be there: who published the ops did not have it, or it was lost.
  const held = manifestsNamedBy(ops).filter((digest) => store.read.manifest(digest) !== undefined);
  if (carrier && held.length > 0) await carrier.carry(ops.filter((op) => op.kind === 'version' && held.includes(String(op.body['digest']))), signal);
  const { added } = store.receive(ops, [head]);
  const wanted = new Set([...marks.wanted(), ...manifestsNamedBy(ops).filter((digest) => store.read.manifest(digest) === undefined)]);
  marks.save({
    [`seen/${key}`]: '1',
    ask: '1',
    wanted: JSON.stringify([...wanted]),
    ...(device === store.device.id ? { tips: JSON.stringify(addTip(marks.tips(), prev ?? null, hashes, { seq: head.seq, hash: head.hash })) } : {}),
  });
  return { ...NOTHING, received: added };
}

/** Every segment of one device that is not here yet, in the order of its chain. The manifests it names are for `pullManifests`. */
export async function pullDevice(party: SyncParty, remote: Remote, marks: Marks, carrier: Carrier | undefined, device: string, signal?: AbortSignal): Promise<PullResult> {
  const unseen = (await listAll(remote, logPrefix(device), signal)).filter(({ key }) => !marks.isSeen(key));
  if (unseen.length === 0) return NOTHING;
  const publicKey = party.store.deviceKey(device) ?? (await fetchDeviceKey(remote, device, signal));
  if (publicKey === undefined) return { ...NOTHING, findings: [{ key: logPrefix(device), reason: 'unknown_device', message: `No key of device ${device} was found, so nothing of its log can be verified.` }] };
  let result = NOTHING;
  for (const { key } of unseen) result = sum(result, await pullSegment(party, remote, marks, carrier, device, publicKey, key, signal));
  return result;
}

/** True when all that the device's head names is here: then its log was read to the end. */
async function headReached(party: SyncParty, remote: Remote, device: string, signal?: AbortSignal): Promise<boolean> {
  const fetched = await fetchBody(remote, headKey(device), LIMITS.head, signal);
  const tips = 'body' in fetched ? tipsIn(fetched.body) : undefined;
  return tips?.every((hash) => party.store.hasOp(hash)) === true;
}

/** One LIST when nothing changed; else the log of each device whose head did. */
export async function pull(party: SyncParty, remote: Remote, marks: Marks, lanes: Lanes, carrier: Carrier | undefined, signal?: AbortSignal): Promise<PullResult & { readonly heads: ReadonlySet<string> }> {
  let result = NOTHING;
  const heads = new Set<string>();
  for (const { key, tag } of await listAll(remote, HEADS_PREFIX, signal)) {
    const device = deviceOfHeadKey(key);
    if (device !== undefined) heads.add(device);
    if (device === undefined || marks.headTag(device) === tag) continue;
    const pulled = await pullDevice(party, remote, marks, carrier, device, signal);
    result = sum(result, pulled);
    if (pulled.findings.length === 0 && (await headReached(party, remote, device, signal))) marks.save({ [`tag/${device}`]: tag });
  }
  return { ...sum(result, await pullManifests(party, remote, marks, lanes, signal)), heads };
}
