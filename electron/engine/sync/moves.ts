// Moves of protected aliases that wait in the outbox get their place in the sequence where the store decides (`cas`): the record at k is made
// by create-if-absent, and the decision is carried into the log. One that came too late becomes a challenge, or is given back.
import { CairnError } from '../../../shared/contract/errors.js';
import type { JsonObject } from '../../../shared/contract/primitives.js';
import { isGenuine, MoveRecord, moveBytes, moveHash } from '../domain/moveRecord.js';
import { parseCanonicalJson } from '../domain/canonicalJson.js';
import type { Remote } from '../remotes/types.js';
import type { PendingMove } from '../store/readTypes.js';
import { fetchDecision, type Decision } from './fetchDecision.js';
import { LIMITS, moveKey } from './keys.js';
import { CHALLENGES, isThis, ownRecord, refusal, settleLate, type Late } from './ownMove.js';
import { contradiction } from './storeMode.js';
import type { LateMoves, SyncFinding, SyncParty } from './types.js';

export interface MovesResult {
  /** Moves that got a place, or were published as challenges. */
  readonly settled: number;
  readonly findings: readonly SyncFinding[];
}

/** The move that its device signed for this place of this registry, or undefined. */
export function decodeMove(body: Uint8Array, registry: string, key: string): MoveRecord | undefined {
  const parsed = MoveRecord.safeParse(parseCanonicalJson(Buffer.from(body).toString('utf8')));
  if (!parsed.success || !isGenuine(parsed.data) || parsed.data.registry !== registry) return undefined;
  const { collection, alias, k } = parsed.data;
  return k !== undefined && moveKey(collection, alias, k) === key ? parsed.data : undefined;
}

function recordAt(party: SyncParty, remote: Remote, move: PendingMove, k: number, signal?: AbortSignal): Promise<Decision<MoveRecord>> {
  const key = moveKey(move.collection, move.alias, k);
  const read = (body: Uint8Array): MoveRecord | undefined => {
    const record = decodeMove(body, party.store.id, key);
    // Of a device that was taken out nothing is carried any more: its place stays empty.
    return record && party.store.lastAccepted(record.device) === undefined ? record : undefined;
  };
  return fetchDecision(remote, key, LIMITS.claim, read, signal);
}

/** Takes a record into the log unless it is there; with `settles`, in one transaction with the end of the move that waits. */
function carry(party: SyncParty, record: MoveRecord, settles: boolean): void {
  party.store.write(party.actor, (tx) => {
    if (!tx.read.knowsMove(moveHash(record))) tx.append({ kind: 'alias.sequence', body: { record: JSON.parse(JSON.stringify(record)) as JsonObject } });
    if (settles) tx.dropMove(record.collection, record.alias);
  });
}

/** An earlier move of this device, published before a crash and forgotten: the one that waits came after it and counts as having seen it. */
function seeOwn({ store, actor }: SyncParty, move: PendingMove, record: MoveRecord): PendingMove {
  const seen = { ...move, observed: [...new Set([...move.observed, ...record.observed, moveHash(record)])].sort() };
  store.write(actor, (tx) => tx.keepMove(seen));
  return seen;
}

/** It got a place before this process ended, or before a backup was made that it comes from, and others have carried it since. */
function hasPlace({ store: { read } }: SyncParty, move: PendingMove): boolean {
  const newest = read.newestInSequence(move.collection, move.alias);
  if (newest === undefined || move.observed.includes(newest.id)) return false;
  return read.movesInSequence(move.collection, move.alias).some((placed) => isThis(move, placed));
}

async function settleMove(party: SyncParty, remote: Remote, waiting: PendingMove, late: Late, signal?: AbortSignal): Promise<MovesResult> {
  const { read } = party.store;
  const { collection, alias } = waiting;
  let move = waiting;
  const findings: SyncFinding[] = [];
  if (hasPlace(party, move)) {
    party.store.write(party.actor, (tx) => tx.dropMove(collection, alias));
    return { settled: 1, findings };
  }
  for (let k = (read.newestInSequence(collection, alias)?.k ?? -1) + 1; ; k += 1) {
    if (!Number.isSafeInteger(k)) {
      // Somebody has taken the last place there is: from now on nobody can decide.
      settleLate(party, move, 'challenge');
      return { settled: 1, findings };
    }
    const key = moveKey(collection, alias, k);
    let there = await recordAt(party, remote, move, k, signal);
    const newest = read.newestInSequence(collection, alias);
    if ('reason' in there && there.reason === 'missing') {
      if (newest !== undefined && !move.observed.includes(newest.id)) {
        if (settleLate(party, move, late) === 'refused') throw refusal(party, move);
        return { settled: 1, findings };
      }
      const own = ownRecord(party, move, k);
      const answer = await remote.putIfAbsent(key, moveBytes(own), signal);
      there = await recordAt(party, remote, move, k, signal);
      if (answer !== 'exists' && 'value' in there && moveHash(there.value) !== moveHash(own)) findings.push(contradiction(key));
    }
    if ('reason' in there) {
      if (there.reason === 'void') {
        findings.push({ key, reason: 'void_claim', message: `${key}: not a valid move; its place stays empty.` });
        continue;
      }
      const missing = there.reason === 'missing';
      findings.push({ key, reason: missing ? 'claim_missing' : 'unclear_claim', message: missing ? `${key}: a move was put and is not there; it waits.` : there.message });
      return { settled: 0, findings };
    }
    const { value: record } = there;
    const ours = isThis(move, record);
    carry(party, record, ours);
    if (ours) return { settled: 1, findings };
    if (record.device === party.store.device.id) move = seeOwn(party, move, record);
  }
}

/** Publishes every move that waits, where the store decides about their places (`cas`). */
export async function settleMoves(party: SyncParty, remote: Remote, late: LateMoves = CHALLENGES, signal?: AbortSignal): Promise<MovesResult> {
  const findings: SyncFinding[] = [];
  let settled = 0;
  for (const move of party.store.read.pendingMoves()) {
    const how = late.how(move);
    if (how === 'wait') continue;
    try {
      const result = await settleMove(party, remote, move, how, signal);
      findings.push(...result.findings);
      settled += result.settled;
    } catch (error) {
      if (!(error instanceof CairnError) || error.code !== 'alias_moved') throw error;
      late.refused(move, error);
    }
  }
  return { settled, findings };
}
