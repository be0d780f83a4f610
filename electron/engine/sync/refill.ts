// A remote that was made anew lacks the logs of devices that may never come back: whoever has them puts them there, under the
// signatures of those who wrote them.
import type { SignedHead } from '../domain/chain.js';
import type { Remote } from '../remotes/types.js';
import type { StoredOp } from '../store/readTypes.js';
import type { Carrier } from './bytes/carrier.js';
import { putDevice } from './deviceRecord.js';
import { encodeHead } from './headObject.js';
import { headKey } from './keys.js';
import type { Marks } from './marks.js';
import { encodeSegment } from './segment.js';
import { putWhole } from './putWhole.js';
import type { SyncParty } from './types.js';

/** Ops in one segment of another device; its head has to cover each, so that the cuts lie where a head is known. */
interface Stretch {
  readonly ops: readonly StoredOp[];
  readonly head: SignedHead;
}

/** The device's ops from seq 0 on, cut where signed heads are known; undefined for a forked chain, or one that is not whole. */
function stretchesOf({ store }: SyncParty, device: string): Stretch[] {
  const heads = new Map(store.signedHeads(device).map((head) => [head.hash, head]));
  const stretches: Stretch[] = [];
  let ops: StoredOp[] = [];
  let before: string | null = null;
  for (const stored of store.opsOf(device, 0, Number.MAX_SAFE_INTEGER)) {
    if (stored.op.prev !== before) break;
    ops.push(stored);
    before = stored.hash;
    const head = heads.get(stored.hash);
    if (!head) continue;
    stretches.push({ ops, head });
    ops = [];
  }
  return stretches;
}

/**
 * Puts the logs of the other devices that this one knows and the remote does not name.
 * @param there devices whose heads the remote has
 */
export async function refillOthers(party: SyncParty, remote: Remote, marks: Marks, carrier: Carrier, there: ReadonlySet<string>, signal?: AbortSignal): Promise<number> {
  const { store } = party;
  let sent = 0;
  for (const { device, key, forked } of store.devices()) {
    if (device === store.device.id || there.has(device) || forked || key === '') continue;
    const stretches = stretchesOf(party, device);
    const last = stretches[stretches.length - 1];
    if (!last) continue;
    await putDevice(remote, device, key, signal);
    for (const { ops, head } of stretches) {
      const { withoutManifest: missing } = await carrier.carry(ops.map(({ op }) => op), signal);
      const segment = encodeSegment(ops.map(({ op }) => op), head);
      await putWhole(remote, segment.key, segment.body, signal);
      marks.save({ [`seen/${segment.key}`]: '1', wanted: JSON.stringify([...new Set([...marks.wanted(), ...missing])]) });
      sent += ops.length;
    }
    // It names no segments: by that its device, when it comes back, sees that it is another's.
    await remote.putIfAbsent(headKey(device), encodeHead(last.head, [last.head.hash], marks.remoteId, []), signal);
  }
  return sent;
}
