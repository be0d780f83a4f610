// Writes this device's own ops to the remote: manifests first, then the segment that names them, then the head as a hint.
import { blake3Hex } from '../domain/blake3.js';
import { canonicalJson } from '../domain/canonicalJson.js';
import { signHead } from '../domain/chain.js';
import type { Remote } from '../remotes/types.js';
import type { StoredOp } from '../store/readTypes.js';
import { publishDevice } from './deviceRecord.js';
import { createIntent } from './gc/intent.js';
import { encodeHead } from './headObject.js';
import { headKey } from './keys.js';
import { recentWith, wantedWith, type Marks } from './marks.js';
import { configSeen } from './meeting.js';
import { packOwn, type Unpacked } from './packOwn.js';
import { encodeSegment } from './segment.js';
import { addTip, unpublishedRuns } from './tips.js';
import type { Carrier } from './bytes/carrier.js';
import { putWhole } from './putWhole.js';
import type { SyncFinding, SyncParty } from './types.js';

/** A segment ends after so many ops, or so many bytes: small enough to send again whole, and to be let in without keeping anybody waiting. */
export const MAX_OPS = 4000;
const MAX_BYTES = 4 * 1024 * 1024;
/** Versions of one segment name about so many bytes at the most: what is made before a large one need not wait for it. */
const MAX_NAMED = 256 * 1024 * 1024;

function bytesNamed({ op }: StoredOp): number {
  return op.kind === 'version' && typeof op.body['bytes'] === 'number' ? op.body['bytes'] : 0;
}

/** The pieces of a run that make a segment each. */
export function cut(run: readonly StoredOp[]): StoredOp[][] {
  const pieces: StoredOp[][] = [];
  let piece: StoredOp[] = [];
  let bytes = 0;
  let named = 0;
  for (const stored of run) {
    const size = Buffer.byteLength(canonicalJson(stored.op), 'utf8');
    const more = bytesNamed(stored);
    if (piece.length > 0 && (piece.length >= MAX_OPS || bytes + size > MAX_BYTES || (more > 0 && named + more > MAX_NAMED))) {
      pieces.push(piece);
      piece = [];
      bytes = 0;
      named = 0;
    }
    piece.push(stored);
    bytes += size;
    named += more;
  }
  if (piece.length > 0) pieces.push(piece);
  return pieces;
}

/** Own ops that the remote does not have, as far as is remembered. */
export function unpublished(party: SyncParty, marks: Marks): StoredOp[][] {
  const { store } = party;
  const own = store.device.id;
  const tips = store.publisher === own ? marks.tips() : [];
  const from = !store.isForked(own) && tips.length === 1 ? (tips[0]?.seq ?? -1) + 1 : 0;
  return unpublishedRuns(store.opsOf(own, from, Number.MAX_SAFE_INTEGER), tips);
}

/** Says how far this device's log goes, unless the head that says so was put from here last. */
export async function putHead({ store }: SyncParty, remote: Remote, marks: Marks, signal?: AbortSignal): Promise<void> {
  const { device } = store;
  const tips = marks.tips();
  const top = [...tips].sort((a, b) => b.seq - a.seq || (a.hash < b.hash ? -1 : 1))[0];
  if (!top) return;
  const body = encodeHead(signHead(device, store.id, top.seq, top.hash), tips.map(({ hash }) => hash), marks.remoteId, marks.recent(), await configSeen(remote, signal));
  const name = blake3Hex(body);
  if (marks.publishedHead() === name) return;
  marks.save({ putting: name });
  const tag = await remote.put(headKey(device.id), body, signal);
  // Whatever head is listed next, its log is looked at: an earlier one means that the remote went back.
  marks.save({ head: name, put: tag ?? '', [`tag/${device.id}`]: '' });
}

export interface Published {
  /** Ops that went out. */
  readonly sent: number;
  readonly findings: readonly SyncFinding[];
}

/** Stopping anywhere and calling again is how it resumes. */
export async function publish(party: SyncParty, remote: Remote, marks: Marks, carrier: Carrier, signal?: AbortSignal): Promise<Published> {
  const { store } = party;
  const { device } = store;
  const findings: SyncFinding[] = [];
  let sent = 0;
  // A new identity since this sync began: the next one sees to what the former one left.
  if (store.publisher !== device.id) return { sent, findings };
  for (const run of unpublished(party, marks)) {
    for (const piece of cut(run)) {
      const last = piece[piece.length - 1];
      if (!last) continue;
      if (marks.tips().length === 0 || !marks.hasPutDevice()) {
        await publishDevice(remote, device, signal);
        marks.save({ device: '1' });
      }
      const intent = createIntent(party, remote, signal);
      const { withoutManifest: missing, findings: found } = await carrier.carry(piece.map(({ op }) => op), signal, intent.announce).catch(async (error: unknown) => {
        await intent.withdraw().catch(() => {}); // a later collection does it
        throw error;
      });
      findings.push(...found);
      const { key, body, hash: segmentHash } = encodeSegment(piece.map(({ op }) => op), signHead(device, store.id, last.op.seq, last.hash));
      // One that fails here may have taken effect, or do so yet: then it stays announced.
      await putWhole(remote, key, body, signal);
      marks.save(() => {
        const tips = addTip(marks.tips(), piece[0]?.op.prev ?? null, piece.map(({ hash }) => hash), { seq: last.op.seq, hash: last.hash });
        const waiting: Unpacked[] = [...marks.unpacked(), [piece[0]?.op.seq ?? 0, last.op.seq, segmentHash, piece.filter(({ op }) => op.kind === 'version').length]];
        return { [`seen/${key}`]: '1', tips: JSON.stringify(tips), unpacked: JSON.stringify(waiting), recent: recentWith(marks, key), ...wantedWith(marks, missing) };
      });
      await intent.withdraw();
      sent += piece.length;
    }
  }
  await putHead(party, remote, marks, signal);
  while (await packOwn(party, remote, marks, signal));
  return { sent, findings };
}
