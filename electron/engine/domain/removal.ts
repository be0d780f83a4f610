// Which ops of devices that were taken out still count: decided by the removals alone, whatever the order in which they came.
import { OP_BODIES, type Op } from './ops.js';

/** A `device.remove` op. */
export interface Removal {
  /** Who removed, and at which place of its own chain. */
  readonly author: string;
  readonly seq: number;
  readonly hlc: string;
  readonly hash: string;
  /** Who was removed, and the last place of its chain that counts. */
  readonly device: string;
  readonly lastSeq: number;
}

/** The removal that an op is; undefined for any other op, and for one that this build does not read. */
export function removalIn(op: Op, hash: string): Removal | undefined {
  if (op.kind !== 'device.remove' || op.v !== 1) return undefined;
  const body = OP_BODIES['device.remove'].safeParse(op.body);
  return body.success ? { author: op.device, seq: op.seq, hlc: op.hlc, hash, device: body.data.device, lastSeq: body.data.lastSeq } : undefined;
}

const before = (a: Removal, b: Removal): number => (a.hlc < b.hlc ? -1 : a.hlc > b.hlc ? 1 : a.hash < b.hash ? -1 : 1);

/**
 * device -> last seq that counts. Of two removals of one device the lower place stands. A removal by a device that an earlier one
 * shut out below it says nothing: of two devices that remove each other, the earlier stands.
 */
export function lastAccepted(removals: Iterable<Removal>): ReadonlyMap<string, number> {
  const bounds = new Map<string, number>();
  for (const { author, seq, device, lastSeq } of [...removals].sort(before)) {
    if (seq > (bounds.get(author) ?? seq)) continue;
    bounds.set(device, Math.min(lastSeq, bounds.get(device) ?? lastSeq));
  }
  return bounds;
}
