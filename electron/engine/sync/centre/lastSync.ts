// How a registry's last sync ended: kept beside it, for the processes that come after the one that made it.
import { z } from 'zod';
import { ErrorShape } from '../../../../shared/contract/errors.js';
import type { Actor } from '../../../../shared/contract/primitives.js';
import type { RegistryStore } from '../../store/types.js';

const LastSync = z.object({
  /** When everything was exchanged last; null for never. */
  synced: z.number().nullable(),
  /** What the last sync ended with, and since when it has been so. */
  error: ErrorShape.nullable(),
  since: z.number().nullable(),
  /** Clock of the remote minus ours, in ms, whole minutes; null where it never showed it. */
  offset: z.number().nullable(),
  findings: z.array(z.object({ key: z.string(), reason: z.string(), message: z.string() })).readonly(),
});
export type LastSync = z.infer<typeof LastSync>;

const KEY = 'sync/last';
const NEVER: LastSync = { synced: null, error: null, since: null, offset: null, findings: [] };

export function readLastSync(store: RegistryStore): LastSync {
  const read = LastSync.safeParse(JSON.parse(store.local(KEY) ?? 'null'));
  return read.success ? read.data : NEVER;
}

export function keepLastSync(store: RegistryStore, actor: Actor, last: LastSync): void {
  store.write(actor, (tx) => tx.setLocal(KEY, JSON.stringify(last)));
}
