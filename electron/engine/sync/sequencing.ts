// Places of moves of protected aliases where the storage decides nothing (mode `single`): the device that gives numbers gives them too, to
// its own moves at once, to others' as they ask for it. All of it is operations: nothing but the log travels.
import type { JsonObject } from '../../../shared/contract/primitives.js';
import { moveHash, type MoveRecord } from '../domain/moveRecord.js';
import type { Queries } from '../store/queries/types.js';
import type { PendingMove } from '../store/readTypes.js';
import type { WriteTx } from '../store/types.js';
import { CHALLENGES, isThis, ownRecord, refusal, settleLate } from './ownMove.js';
import type { LateMoves, SyncParty } from './types.js';

/**
 * Every epoch of the role has places of its own, above those of the epochs before: what a device still gives that has lost the role, and
 * does not know it, comes before what stands.
 */
const PLACES_OF_EPOCH = 2 ** 32;

type Named = Pick<PendingMove, 'collection' | 'alias' | 'observed'>;

function isLate(read: Queries, { collection, alias, observed }: Named): boolean {
  const newest = read.newestInSequence(collection, alias);
  return newest !== undefined && !observed.includes(newest.id);
}

/** Null: the last place there is has been taken, and from now on nobody can decide. */
function nextPlace(read: Queries, epoch: number, { collection, alias }: Named): number | null {
  const k = Math.max((read.newestInSequence(collection, alias)?.k ?? -1) + 1, (epoch + 1) * PLACES_OF_EPOCH);
  return Number.isSafeInteger(k) ? k : null;
}

const bodyOf = (record: MoveRecord): JsonObject => JSON.parse(JSON.stringify(record)) as JsonObject;

function place(tx: WriteTx, record: MoveRecord, k: number | null): void {
  tx.append({ kind: 'alias.place', body: { record: bodyOf(record), k } });
}

/** Decides about moves that ask for a place. Without the role a device says of its own alone that they came too late. */
function decide({ store, actor }: SyncParty, epoch: number | undefined): void {
  if (store.read.proposedMoves().length === 0) return;
  store.write(actor, (tx) => {
    for (const { record } of tx.read.proposedMoves()) {
      const late = isLate(tx.read, record);
      if (epoch !== undefined) place(tx, record, late ? null : nextPlace(tx.read, epoch, record));
      else if (late && record.device === store.device.id) place(tx, record, null);
    }
  });
}

/** A move that waits here is placed, asks for its place, or came too late: as in mode `cas` it is a challenge then, or given back. */
function settle(party: SyncParty, move: PendingMove, epoch: number | undefined, late: LateMoves): void {
  const { store, actor } = party;
  const { collection, alias } = move;
  const record = ownRecord(party, move);
  const id = moveHash(record);
  if (store.read.knowsMove(id) || store.read.movesInSequence(collection, alias).some((placed) => isThis(move, placed))) {
    store.write(actor, (tx) => tx.dropMove(collection, alias));
    return;
  }
  const how = late.how(move);
  if (how === 'wait' || store.read.proposedMoves().some((asked) => asked.record.collection === collection && asked.record.alias === alias && isThis(move, asked.record))) return;
  if (isLate(store.read, move)) {
    if (settleLate(party, move, how) === 'refused') late.refused(move, refusal(party, move));
    return;
  }
  store.write(actor, (tx) => {
    if (epoch === undefined) {
      tx.append({ kind: 'alias.propose', body: { record: bodyOf(record) } });
      return;
    }
    place(tx, record, nextPlace(tx.read, epoch, move));
    tx.dropMove(collection, alias);
  });
}

/** What asked first comes first: before the moves that wait on this device. */
export function sequenceMoves(party: SyncParty, late: LateMoves = CHALLENGES): void {
  const { read, device } = party.store;
  const role = read.numberingRole();
  const epoch = role?.device === device.id ? role.epoch : undefined;
  decide(party, epoch);
  for (const move of read.pendingMoves()) settle(party, move, epoch, late);
}
