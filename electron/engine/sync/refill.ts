// What nobody puts by itself any more is put by whoever has it, under the signatures of those who wrote it: in a remote that was made anew
// the logs of devices that may never come back, in one that went back those of identities that all their machines have left.
import { signHead, type SignedHead } from '../domain/chain.js';
import type { StoredOp } from '../store/readTypes.js';
import type { Carrier } from './bytes/carrier.js';
import { chainDown, opsByHash } from './chainDown.js';
import { putDevice } from './deviceRecord.js';
import { encodeHead, type HeadHints } from './headObject.js';
import { headKey, logPrefix, readSegmentKey } from './keys.js';
import { listAll } from './listAll.js';
import { wantedWith } from './marks.js';
import type { PullContext } from './pull.js';
import { putWhole } from './putWhole.js';
import { encodeSegment } from './segment.js';
import { unpublishedIn } from './tips.js';
import type { SyncParty } from './types.js';

/** Ops in one segment of another device; its head has to cover each, so that the cuts lie where a head is known. */
export interface Stretch {
  readonly ops: readonly StoredOp[];
  readonly head: SignedHead;
}

export type RefillContext = Omit<PullContext, 'lanes' | 'carrier'> & { readonly carrier: Carrier };

/** From an op down to seq 0, the op first; undefined where not all of it is here. `ends` stop it: what lies below them is known. */
function downFrom(ops: ReadonlyMap<string, StoredOp>, from: string, ends: ReadonlySet<string>): StoredOp[] | undefined {
  if (ends.has(from)) return [];
  const found: StoredOp[] = [];
  for (const stored of chainDown(ops, from)) {
    found.push(stored);
    const { prev } = stored.op;
    if (prev === null || ends.has(prev)) return found;
  }
  return undefined;
}

/**
 * The device's ops from seq 0 on, all branches of a chain that forked, cut where signed heads are known; each after what it goes on from.
 * Ends for which others stand are left out: whoever issued them again had not published them.
 * @param there hashes of ops that need not be given
 */
export function stretchesOf(party: SyncParty, device: string, there: ReadonlySet<string> = new Set(), ops = opsByHash(party.store, device)): Stretch[] {
  const { store } = party;
  const given = new Set(there);
  return store
    .signedHeads(device)
    .filter(({ hash }) => !store.isReissued(hash))
    .sort((a, b) => a.seq - b.seq)
    .flatMap((head) => {
      const stretch = downFrom(ops, head.hash, given);
      if (!stretch || stretch.length === 0) return [];
      for (const { hash } of stretch) given.add(hash);
      return [{ ops: stretch.reverse(), head }];
    });
}

/** Heads that no other stretch goes on from. */
function endsOf(stretches: readonly Stretch[]): SignedHead[] {
  const inner = new Set(stretches.map(({ ops }) => ops[0]?.op.prev));
  return stretches.flatMap(({ head }) => (inner.has(head.hash) ? [] : [head]));
}

async function putStretches({ remote, marks, carrier, signal }: RefillContext, stretches: readonly Stretch[], there: ReadonlySet<string>): Promise<number> {
  let sent = 0;
  for (const { ops, head } of stretches) {
    const segment = encodeSegment(ops.map(({ op }) => op), head);
    if (there.has(segment.key)) continue;
    const { withoutManifest: missing } = await carrier.carry(ops.map(({ op }) => op), signal);
    await putWhole(remote, segment.key, segment.body, signal);
    marks.save(() => ({ [`seen/${segment.key}`]: '1', ...wantedWith(marks, missing) }));
    sent += ops.length;
  }
  return sent;
}

/**
 * Puts the logs of the other devices that this one knows and the remote does not name.
 * @param there devices whose heads the remote has
 */
export async function refillOthers(context: RefillContext, there: ReadonlySet<string>): Promise<number> {
  const { party, remote, marks, signal } = context;
  const { store } = party;
  let sent = 0;
  for (const { device, key } of store.devices()) {
    if (device === store.device.id || there.has(device) || key === '') continue;
    const stretches = stretchesOf(party, device);
    const ends = endsOf(stretches);
    const last = ends[ends.length - 1];
    if (!last) continue;
    await putDevice(remote, device, key, signal);
    sent += await putStretches(context, stretches, new Set());
    // It names no segments: by that its device, when it comes back, sees that it is another's.
    await remote.putIfAbsent(headKey(device), encodeHead(last, ends.map(({ hash }) => hash), marks.remoteId, []), signal);
  }
  return sent;
}

/**
 * Puts what this device knows of a forked log and its head does not name: the head of one of its machines went over that of another, or
 * the remote went back behind what they published before they left it. The head that is there is put again with the ends of both.
 * @param head all of which is here
 */
export async function refillFork(context: RefillContext, device: string, { head, tips }: HeadHints): Promise<void> {
  const { party, remote, marks, signal } = context;
  const ops = opsByHash(party.store, device);
  const below = tips.flatMap((hash) => downFrom(ops, hash, new Set())?.map((stored) => stored.hash) ?? []);
  const stretches = stretchesOf(party, device, new Set(below), ops);
  if (stretches.length === 0) return;
  const listed = await listAll(remote, logPrefix(device), signal);
  await putStretches(context, stretches, new Set(listed.map(({ key }) => key)));
  await remote.put(headKey(device), encodeHead(head, [...new Set([...tips, ...endsOf(stretches).map(({ hash }) => hash)])], marks.remoteId, []), signal);
}

/**
 * Signs the ends of the segments that are published under this device's identity, which it is about to leave: from then on anybody can put
 * them again, byte for byte.
 */
export async function signPublished({ party: { store }, remote, marks, signal }: Omit<RefillContext, 'carrier'>): Promise<void> {
  const { device } = store;
  const firsts = new Set((await listAll(remote, logPrefix(device.id), signal)).map(({ key }) => readSegmentKey(key)?.first));
  const ends = new Set(marks.tips().map(({ hash }) => hash));
  const ops = store.opsOf(device.id, 0, Number.MAX_SAFE_INTEGER);
  const unsent = new Set(unpublishedIn(ops, marks.tips()));
  const last = ops.filter((stored) => !unsent.has(stored) && (ends.has(stored.hash) || firsts.has(stored.op.seq + 1)));
  store.receive([], last.map(({ op, hash }) => signHead(device, store.id, op.seq, hash)));
}
