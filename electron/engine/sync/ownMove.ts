// A move of a protected alias that waits on this device: its record, and what becomes of it where others came before.
import { CairnError } from '../../../shared/contract/errors.js';
import { canonicalJson } from '../domain/canonicalJson.js';
import { signMove, type MoveRecord } from '../domain/moveRecord.js';
import type { PendingMove, PlacedMove } from '../store/readTypes.js';
import type { LateMoves, SyncParty } from './types.js';

/** What becomes of a move that others came before: made offline it is published as a challenge, made online it is refused. */
export type Late = 'challenge' | 'refuse';

export const CHALLENGES: LateMoves = { how: () => 'challenge', refused: () => {} };

/** The record of a move. Without `k` it asks another device for its place. Made twice it is the same. */
export function ownRecord({ store }: SyncParty, move: PendingMove, k?: number): MoveRecord {
  const { collection, alias, target, observed, actor, hlc, at, note } = move;
  const { id: device, publicKey: key } = store.device;
  return signMove({ cairn: 'move/1', registry: store.id, collection, alias, target, observed: [...observed], device, key, actor, hlc, at, ...(k === undefined ? {} : { k }), ...(note === null ? {} : { note }) }, store.device);
}

/** The move that waits, as it stands elsewhere: under whichever identity of this device, or by another machine with a copy of this disk. */
export function isThis(move: PendingMove, other: PlacedMove): boolean {
  return other.hlc === move.hlc && other.at === move.at && other.target === move.target && canonicalJson(other.actor) === canonicalJson(move.actor);
}

/** A move that did not observe the newest in sequence. What it says may be said already; else it stands as a challenge, or goes. */
export function settleLate({ store, actor }: SyncParty, move: PendingMove, late: Late): 'said' | 'challenge' | 'refused' {
  const { collection, alias, target, observed, note } = move;
  return store.write(actor, (tx) => {
    tx.dropMove(collection, alias);
    if ((tx.read.aliasHeads(collection, alias)[0]?.target ?? null) === target) return 'said';
    if (late === 'refuse') return 'refused';
    const said = note === null ? {} : { note };
    const made = { at: move.at, actor: move.actor };
    if (target === null) tx.append({ kind: 'alias.remove', body: { collection, alias, ...said }, observed }, made);
    else tx.append({ kind: 'alias.move', body: { collection, alias, target, ...said }, observed }, made);
    return 'challenge';
  });
}

export function refusal({ store }: SyncParty, move: PendingMove): CairnError {
  const state = store.read.aliasStates(move.collection).find((each) => each.alias === move.alias);
  const where = state?.label ? `moved to ${state.label}` : 'taken off';
  return new CairnError('alias_moved', `Moving ${move.alias} failed: it was ${where} by ${state?.actor.name ?? 'someone else'} first${state ? `, on ${state.device}, ${new Date(state.at).toISOString()}` : ''}. Look at that, and move it again if it is still meant.`, {
    alias: move.alias,
    collection: move.collection,
    ...(state ? { to: state.ref, actor: state.actor, device: state.device, at: state.at } : {}),
  });
}
