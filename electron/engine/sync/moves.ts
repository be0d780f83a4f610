// Moves of protected aliases that wait in the outbox get their place in the sequence: the record at k is made by create-if-absent,
// and the decision is carried into the log. One that came too late becomes a challenge, or is given back.
import { CairnError } from '../../../shared/contract/errors.js';
import type { JsonObject } from '../../../shared/contract/primitives.js';
import { isGenuine, MoveRecord, moveBytes, moveHash, signMove } from '../domain/moveRecord.js';
import { canonicalJson, parseCanonicalJson } from '../domain/canonicalJson.js';
import type { Remote } from '../remotes/types.js';
import type { PendingMove, PlacedMove } from '../store/readTypes.js';
import { fetchDecision, type Decision } from './fetchDecision.js';
import { LIMITS, moveKey } from './keys.js';
import type { LateMoves, SyncFinding, SyncParty } from './types.js';

/** What becomes of a move that others came before: made offline it is published as a challenge, made online it is refused. */
export type Late = 'challenge' | 'refuse';

export interface MovesResult {
  /** Moves that got a place, or were published as challenges. */
  readonly settled: number;
  readonly findings: readonly SyncFinding[];
}

function recordAt(party: SyncParty, remote: Remote, move: PendingMove, k: number, signal?: AbortSignal): Promise<Decision<MoveRecord>> {
  const read = (body: Uint8Array): MoveRecord | undefined => {
    const parsed = MoveRecord.safeParse(parseCanonicalJson(Buffer.from(body).toString('utf8')));
    if (!parsed.success || !isGenuine(parsed.data)) return undefined;
    const { registry, collection, alias, k: own, device } = parsed.data;
    // Of a device that was taken out nothing is carried any more: its place stays empty.
    if (party.store.lastAccepted(device) !== undefined) return undefined;
    return registry === party.store.id && collection === move.collection && alias === move.alias && own === k ? parsed.data : undefined;
  };
  return fetchDecision(remote, moveKey(move.collection, move.alias, k), LIMITS.claim, read, signal);
}

function ownRecord({ store }: SyncParty, move: PendingMove, k: number): MoveRecord {
  const { collection, alias, target, observed, actor, hlc, at, note } = move;
  const { id: device, publicKey: key } = store.device;
  return signMove({ cairn: 'move/1', registry: store.id, collection, alias, k, target, observed: [...observed], device, key, actor, hlc, at, ...(note === null ? {} : { note }) }, store.device);
}

/** Takes a record into the log unless it is there; with `settles`, in one transaction with the end of the move that waits. */
function carry(party: SyncParty, record: MoveRecord, settles: boolean): void {
  party.store.write(party.actor, (tx) => {
    if (!tx.read.knowsMove(moveHash(record))) tx.append({ kind: 'alias.sequence', body: { record: JSON.parse(JSON.stringify(record)) as JsonObject } });
    if (settles) tx.dropMove(record.collection, record.alias);
  });
}

/** A move that did not observe the newest in sequence. What it says may be said already; else it stands as a challenge, or goes. */
function settleLate({ store, actor }: SyncParty, move: PendingMove, late: Late): 'said' | 'challenge' | 'refused' {
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

/** An earlier move of this device, published before a crash and forgotten: the one that waits came after it and counts as having seen it. */
function seeOwn({ store, actor }: SyncParty, move: PendingMove, record: MoveRecord): PendingMove {
  const seen = { ...move, observed: [...new Set([...move.observed, ...record.observed, moveHash(record)])].sort() };
  store.write(actor, (tx) => tx.keepMove(seen));
  return seen;
}

function refusal({ store }: SyncParty, move: PendingMove): CairnError {
  const state = store.read.aliasStates(move.collection).find((each) => each.alias === move.alias);
  const where = state?.label ? `moved to ${state.label}` : 'taken off';
  return new CairnError('alias_moved', `Moving ${move.alias} failed: it was ${where} by ${state?.actor.name ?? 'someone else'} first${state ? `, on ${state.device}, ${new Date(state.at).toISOString()}` : ''}. Look at that, and move it again if it is still meant.`, {
    alias: move.alias,
    collection: move.collection,
    ...(state ? { to: state.ref, actor: state.actor, device: state.device, at: state.at } : {}),
  });
}

/** The move that waits, with a place: under whichever identity of this device, or by another machine with a copy of this disk. */
function isThis(move: PendingMove, placed: PlacedMove): boolean {
  return placed.hlc === move.hlc && placed.at === move.at && placed.target === move.target && canonicalJson(placed.actor) === canonicalJson(move.actor);
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
      await remote.putIfAbsent(key, moveBytes(ownRecord(party, move, k)), signal);
      there = await recordAt(party, remote, move, k, signal);
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

const CHALLENGES: LateMoves = { how: () => 'challenge', refused: () => {} };

/** Publishes every move that waits. In a store that cannot decide (`single`) they are plain operations. */
export async function settleMoves(party: SyncParty, remote: Remote, late: LateMoves = CHALLENGES, signal?: AbortSignal): Promise<MovesResult> {
  const findings: SyncFinding[] = [];
  let settled = 0;
  for (const move of party.store.read.pendingMoves()) {
    if (remote.capabilities.mode !== 'cas') {
      settleLate(party, move, 'challenge');
      settled += 1;
      continue;
    }
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
