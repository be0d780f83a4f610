// A device's chain, walked from an operation to its begin.
import type { StoredOp } from '../store/readTypes.js';

/** The operation with this hash and those that it goes on from, as far as the map has them. What was given may be taken out of it. */
export function* chainDown(ops: ReadonlyMap<string, StoredOp>, from: string): Generator<StoredOp> {
  for (let at = ops.get(from); at; at = at.op.prev === null ? undefined : ops.get(at.op.prev)) yield at;
}
