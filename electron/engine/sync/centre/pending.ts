// What of this device the remote does not have yet, as far as is remembered: cheap enough to ask whenever the status is shown.
import { lastRemote, openMarks } from '../marks.js';
import { unsent } from '../succession.js';
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
  const waiting = unsent(party, openMarks(store, party.actor, remoteId ?? 'none'));
  const bytes = waiting.reduce((sum, { op }) => sum + (op.kind === 'version' && typeof op.body['bytes'] === 'number' ? op.body['bytes'] : 0), 0);
  return { ops: waiting.length, bytes, claims: store.intents().length + store.read.pendingMoves().length };
}
