// Two parties meet at a remote until neither has anything to tell the other.
import { CairnError } from '../../../shared/contract/errors.js';
import { createMemoryRemote } from '../remotes/memory.js';
import type { Remote } from '../remotes/types.js';
import { syncOnce } from './syncOnce.js';
import type { SyncFinding, SyncParty } from './types.js';

const MAX_ROUNDS = 50;

export interface ExchangeReport {
  readonly rounds: number;
  /** Of the last round: what still could not be let in. */
  readonly findings: readonly SyncFinding[];
}

/** Syncs the parties in turn until a whole round moves nothing. Each registry must have the same id and a home that is not this computer. */
export async function exchange(a: SyncParty, b: SyncParty, remote: Remote = createMemoryRemote(), signal?: AbortSignal): Promise<ExchangeReport> {
  for (let round = 1; round <= MAX_ROUNDS; round += 1) {
    const reports = [await syncOnce(a, remote, signal), await syncOnce(b, remote, signal)];
    if (reports.every(({ sent, received, numbered, manifests }) => sent + received + numbered + manifests === 0)) {
      return { rounds: round, findings: reports.flatMap(({ findings }) => findings) };
    }
  }
  throw new CairnError('internal', `Two devices were still telling each other news after ${MAX_ROUNDS} rounds.`);
}
