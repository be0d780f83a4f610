// What of this device the remote does not have yet, as far as is remembered: cheap enough to ask whenever the status is shown.
import { lastRemote, openMarks } from '../marks.js';
import { unpublished } from '../publish.js';
import type { SyncParty } from '../types.js';

export interface Pending {
  readonly ops: number;
  readonly claims: number;
  /** Bytes of the versions among them. What the remote holds already is counted too. */
  readonly bytes: number;
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
