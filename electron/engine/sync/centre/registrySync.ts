// One registry and its remote: one sync at a time, when it is due, with growing waits after failures.
import { asCairnError, type CairnError, type ErrorShape } from '../../../../shared/contract/errors.js';
import type { Clock, Random } from '../../ports.js';
import { backoffMs } from '../../remotes/wrap/retry.js';
import type { RegistryStore } from '../../store/types.js';
import type { SyncFinding, SyncReport } from '../types.js';
import { fraction } from './session.js';

/** Idle poll: one LIST. */
const POLL_MS = 15_000;
/** Local changes are gathered this long before they are sent. */
const GATHER_MS = 400;
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 5 * 60_000;

export interface RegistrySyncState {
  readonly going: boolean;
  readonly next: number | null;
  readonly synced: number | null;
  readonly error: ErrorShape | null;
  readonly findings: readonly SyncFinding[];
}

export interface RegistryRunner {
  readonly state: RegistrySyncState;
  /** True when it should sync now. */
  isDue(): boolean;
  /** Whatever the back-off says: the network or the lid opened. */
  hurry(): void;
  /** Syncs after what is going on. Failures are noted and thrown. */
  run(work: () => Promise<SyncReport>): Promise<SyncReport>;
}

export function createRunner(store: RegistryStore, clock: Clock, random: Random, changed: () => void): RegistryRunner {
  let going = 0;
  let failures = 0;
  let next: number | null = clock.now();
  let synced: number | null = null;
  let error: CairnError | undefined;
  let findings: readonly SyncFinding[] = [];
  let seen = -1;
  let changedAt: number | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  async function attempt(work: () => Promise<SyncReport>): Promise<SyncReport> {
    seen = store.changeSeq();
    changedAt = undefined;
    try {
      const report = await work();
      failures = 0;
      error = undefined;
      ({ findings } = report);
      synced = clock.now();
      next = synced + POLL_MS;
      return report;
    } catch (thrown) {
      error = asCairnError(thrown);
      if (error.code !== 'cancelled') failures += 1;
      next = clock.now() + Math.max(FIRST_WAIT_MS, backoffMs(failures, () => fraction(random), FIRST_WAIT_MS, LONGEST_WAIT_MS));
      throw thrown;
    } finally {
      going -= 1;
      changed();
    }
  }

  return {
    get state() {
      return { going: going > 0, next: going > 0 ? null : next, synced, error: error?.toShape() ?? null, findings };
    },
    isDue() {
      if (going > 0) return false;
      const now = clock.now();
      if (failures === 0 && store.changeSeq() !== seen) {
        changedAt ??= now;
        if (now - changedAt >= GATHER_MS || now < changedAt) return true;
      }
      // A clock that was set back must not stop syncing.
      return next !== null && (now >= next || next - now > LONGEST_WAIT_MS + POLL_MS);
    },
    hurry() {
      failures = 0;
      next = clock.now();
    },
    run(work) {
      going += 1;
      changed();
      const mine = turn.then(
        () => attempt(work),
        () => attempt(work),
      );
      turn = mine.catch(() => {});
      return mine;
    },
  };
}
