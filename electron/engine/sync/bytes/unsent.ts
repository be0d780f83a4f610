// What a device has not sent yet: till it has, nobody else knows that the bytes are needed, and the remote may drop them.
import { textsIn } from '../../domain/textsIn.js';
import { lastRemote, openMarks } from '../marks.js';
import { unsent } from '../succession.js';
import type { SyncParty } from '../types.js';

/**
 * Says of a blob whether something that was written here and not sent yet names it, or a version that it belongs to: a version, a log or a
 * use of one, a link, a move of an alias, whatever keeps it from being deleted. Nothing is asked of the remote.
 */
export function createUnsentCheck(party: SyncParty): (blob: string) => boolean {
  const { store, actor } = party;
  const waiting = unsent(party, openMarks(store, actor, lastRemote(store) ?? 'none'));
  const named = new Set(textsIn([...waiting.map(({ op }) => op.body), ...store.read.pendingMoves().map(({ target }) => target)]));
  return (blob) => named.has(blob) || store.read.versionsOfBlob(blob).some((version) => named.has(version));
}
