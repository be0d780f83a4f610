// Turns the outbox's intents into numbers: claims are read in order, and the first free place is taken by create-if-absent.
import { blake3Hex } from '../domain/blake3.js';
import { canonicalJson } from '../domain/canonicalJson.js';
import type { Remote } from '../remotes/types.js';
import { decodeClaim, encodeClaim, MAX_TARGETS, type Claim } from './claimRecord.js';
import { fetchDecision, type Decision } from './fetchDecision.js';
import { claimKey, LIMITS } from './keys.js';
import type { Marks } from './marks.js';
import { numbersGiven } from './numbersGiven.js';
import { contradiction } from './storeMode.js';
import type { SyncFinding, SyncParty } from './types.js';

/** Claims in a row that may name nothing but numbers of which no holder is known: what lies further apart is nobody's, and is passed over. */
const MOST_UNKNOWN = 16;

export interface ClaimResult {
  readonly numbered: number;
  readonly findings: readonly SyncFinding[];
}

/** Appends a `number` op for each intent that the claim answers. In one transaction with the removal of the intents. */
function settle(party: SyncParty, claim: Claim, remoteId: string): number {
  const { collection, first, targets } = claim.record;
  return party.store.write(party.actor, (tx) => {
    let numbered = 0;
    const waiting = new Set(party.store.waitingIn(collection));
    for (const [index, target] of targets.entries()) {
      if (!waiting.delete(target)) continue;
      if (tx.read.numberOf(collection, target) === undefined) {
        tx.append({ kind: 'number', body: { collection, version: target, number: first + index, claim: claim.hash, ...(index === 0 ? { block: { remote: remoteId, count: targets.length } } : {}) } });
        numbered += 1;
      }
      tx.dropIntent({ collection, target });
    }
    return numbered;
  });
}

function dropAnswered(party: SyncParty): void {
  const answered = party.store.intents().filter(({ collection, target }) => party.store.read.numberOf(collection, target) !== undefined);
  if (answered.length === 0) return;
  party.store.write(party.actor, (tx) => {
    for (const intent of answered) tx.dropIntent(intent);
  });
}

/**
 * A number that went to another (the remote was made anew, or decided nothing) is asked for again by the device that had it; where that
 * one forked, and so is nobody any more, by whoever sees it.
 */
export function askAgain({ store, actor }: SyncParty): void {
  const waiting = new Set(store.intents().map(({ collection, target }) => `${collection} ${target}`));
  const lost = store.read.numbersLost().filter(({ collection, target, device }) => (device === store.device.id || store.isForked(device)) && !waiting.has(`${collection} ${target}`));
  if (lost.length === 0) return;
  store.write(actor, (tx) => {
    for (const { collection, target } of lost) tx.number(collection, target);
  });
}

async function claimCollection(party: SyncParty, remote: Remote, marks: Marks, collection: string, signal?: AbortSignal): Promise<ClaimResult> {
  const { store, actor, clock } = party;
  const findings: SyncFinding[] = [];
  let numbered = 0;
  let next = marks.nextClaim(collection);
  let unknown = 0;
  for (let waiting = store.waitingIn(collection); waiting.length > 0; waiting = store.waitingIn(collection)) {
    // Claims that others have read, and say so in their logs, are not read again.
    for (let count = store.read.blockAt(collection, next, marks.remoteId); count !== undefined; count = store.read.blockAt(collection, next, marks.remoteId)) next += count;
    const place = { registry: store.id, collection, first: next };
    const key = claimKey(collection, next);
    const look = () => fetchDecision(remote, key, LIMITS.claim, (body) => decodeClaim(body, place), signal);
    const given = numbersGiven(store, collection, next, MAX_TARGETS);
    unknown = given.unknown ? unknown + 1 : 0;
    if (unknown > MOST_UNKNOWN) {
      next = given.next;
      continue;
    }
    // Where numbers are known to be given, their claim is there, or was lost; elsewhere the place is free, or the store says that it is not.
    let there: Decision<Claim> = given.holders.length > 0 ? await look() : { reason: 'missing', message: key };
    if ('reason' in there && there.reason === 'missing') {
      const targets = given.holders.length > 0 ? given.holders : waiting.slice(0, MAX_TARGETS);
      const own = encodeClaim({ cairn: 'claim/1', registry: store.id, collection, first: next, targets, device: store.device.id, key: store.device.publicKey, actor, at: clock.now() }, store.device);
      const answer = await remote.putIfAbsent(key, own, signal);
      const won = answer === 'verified' ? decodeClaim(own, place) : undefined;
      there = won ? { value: won } : await look();
      if (answer !== 'exists' && 'value' in there && there.value.hash !== blake3Hex(own)) findings.push(contradiction(key));
      if ('reason' in there && there.reason === 'missing') {
        findings.push({ key, reason: 'claim_missing', message: `${key}: a claim was put and is not there; no number is taken from it.` });
        break;
      }
    }
    if ('reason' in there && there.reason === 'unclear') {
      findings.push({ key, reason: 'unclear_claim', message: there.message });
      break;
    }
    const claim = 'value' in there ? there.value : undefined;
    if (claim) numbered += settle(party, claim, marks.remoteId);
    else findings.push({ key, reason: 'void_claim', message: `${key}: not a valid claim; its one number stays a gap.` });
    next += claim ? claim.record.targets.length : 1;
    marks.save({ [`claim/${collection}`]: String(next), ...(claim ? { [`stood/${key}`]: canonicalJson(claim.record) } : {}) });
  }
  // A number given under a claim of a remote made anew can be one that another version of ours held until now.
  if (numbered > 0) marks.save({ ask: '1' });
  return { numbered, findings };
}

/** Numbers everything that waits. A refused claim whose body holds our target is as good as a won one. */
export async function claimNumbers(party: SyncParty, remote: Remote, marks: Marks, signal?: AbortSignal): Promise<ClaimResult> {
  dropAnswered(party);
  const findings: SyncFinding[] = [];
  let numbered = 0;
  for (const collection of new Set(party.store.intents().map((intent) => intent.collection))) {
    const result = await claimCollection(party, remote, marks, collection, signal);
    numbered += result.numbered;
    findings.push(...result.findings);
  }
  return { numbered, findings };
}
