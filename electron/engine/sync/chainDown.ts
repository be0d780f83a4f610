// A device's chain, walked from an operation to its begin.
import type { StoredOp } from '../store/readTypes.js';
import type { RegistryStore } from '../store/types.js';

/** A device's operations that are here, by their hashes. */
export function opsByHash(store: RegistryStore, device: string): ReadonlyMap<string, StoredOp> {
  return new Map(store.opsOf(device, 0, Number.MAX_SAFE_INTEGER).map((stored) => [stored.hash, stored]));
}

/** The operation with this hash and those that it goes on from, as far as the map has them. What was given may be taken out of it. */
export function* chainDown(ops: ReadonlyMap<string, StoredOp>, from: string): Generator<StoredOp> {
  for (let at = ops.get(from); at; at = at.op.prev === null ? undefined : ops.get(at.op.prev)) yield at;
}
