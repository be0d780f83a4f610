// What of this device the remote does not have yet, as far as is remembered: cheap enough to ask whenever the status is shown.
import type { RegistryStore } from '../../store/types.js';
import { openMarks } from '../marks.js';
import { unpublished } from '../publish.js';
import type { SyncParty } from '../types.js';

/** Local value that remembers which remote (by the hash of its config) this registry was synced with last. */
const LAST_REMOTE = 'sync/remote';

export interface Pending {
  readonly ops: number;
  readonly claims: number;
  /** Bytes of the versions among them. What the remote holds already is counted too. */
  readonly bytes: number;
}

export function rememberRemote(party: SyncParty, remoteId: string): void {
  if (party.store.local(LAST_REMOTE) !== remoteId) party.store.write(party.actor, (tx) => tx.setLocal(LAST_REMOTE, remoteId));
}

export function lastRemote(store: RegistryStore): string | undefined {
  return store.local(LAST_REMOTE);
}

export function pendingOf(party: SyncParty): Pending {
  const { store } = party;
  const remoteId = lastRemote(store);
  const runs = unpublished(party, openMarks(store, party.actor, remoteId ?? 'none'));
  let ops = 0;
  let bytes = 0;
  for (const run of runs) {
    ops += run.length;
    for (const { op } of run) if (op.kind === 'version' && typeof op.body['bytes'] === 'number') bytes += op.body['bytes'];
  }
  return { ops, bytes, claims: store.intents().length + store.read.pendingMoves().length };
}
