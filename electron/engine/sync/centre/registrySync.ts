// One registry and its remote: one sync at a time, when it is due, with growing waits after failures.
import { asCairnError } from '../../../../shared/contract/errors.js';
import type { Clock, Random } from '../../ports.js';
import { backoffMs } from '../../remotes/wrap/retry.js';
import type { RegistryStore } from '../../store/types.js';
import type { SyncReport } from '../types.js';
import { readLastSync, type LastSync } from './lastSync.js';
import { fraction } from './session.js';

/** Idle poll: one LIST. */
const POLL_MS = 15_000;
/** Local changes are gathered this long before they are sent. */
const GATHER_MS = 400;
/** Clocks are compared in steps of so much: less is the network. */
const OFFSET_MS = 60_000;
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 5 * 60_000;

/** That a sync ended well is kept again after this time at the least: only what it found has to be exact. */
const KEEP_MS = 10 * 60_000;

export interface RegistrySyncState extends LastSync {
  readonly going: boolean;
  readonly next: number | null;
}

export interface RegistryRunner {
  readonly state: RegistrySyncState;
  /** True when the last sync of this process could not reach the remote. */
  readonly offline: boolean;
  /** True when it should sync now. */
  isDue(): boolean;
  /** The remote's clock shows this time now. */
  told(there: number): void;
  /** Whatever the back-off says: the network or the lid opened. */
  hurry(): void;
  /** Syncs after what is going on. Failures are noted and thrown. */
  run(work: () => Promise<SyncReport>): Promise<SyncReport>;
}

/** @param keep is handed how a sync ended, for who asks after this process */
export function createRunner(store: RegistryStore, clock: Clock, random: Random, changed: () => void, keep: (last: LastSync) => void): RegistryRunner {
  let going = 0;
  let failures = 0;
  let next: number | null = clock.now();
  let last = readLastSync(store);
  let kept: LastSync | undefined;
  let offline = false;
  let seen = -1;
  let changedAt: number | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  function ended(now: LastSync): void {
    last = now;
    const same = kept && JSON.stringify({ ...kept, synced: 0 }) === JSON.stringify({ ...now, synced: 0 });
    if (same && Math.abs((now.synced ?? 0) - (kept?.synced ?? 0)) < KEEP_MS) return;
    kept = now;
    keep(now);
  }

  async function attempt(work: () => Promise<SyncReport>): Promise<SyncReport> {
    seen = store.changeSeq();
    changedAt = undefined;
    try {
      const report = await work();
      const now = clock.now();
      failures = 0;
      offline = false;
      next = now + POLL_MS;
      ended({ ...last, synced: now, error: null, since: null, findings: report.findings });
      return report;
    } catch (thrown) {
      const error = asCairnError(thrown);
      if (error.code !== 'cancelled') {
        failures += 1;
        offline = error.code === 'offline';
        ended({ ...last, error: error.toShape(), since: last.error?.code === error.code ? last.since : clock.now() });
      }
      next = clock.now() + Math.max(FIRST_WAIT_MS, backoffMs(failures, () => fraction(random), FIRST_WAIT_MS, LONGEST_WAIT_MS));
      throw thrown;
    } finally {
      going -= 1;
      changed();
    }
  }

  return {
    get state() {
      return { ...last, going: going > 0, next: going > 0 ? null : next };
    },
    get offline() {
      return offline;
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
    told(there) {
      last = { ...last, offset: Math.round((there - clock.now()) / OFFSET_MS) * OFFSET_MS };
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
