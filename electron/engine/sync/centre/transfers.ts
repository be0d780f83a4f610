// The transfers that are going on, as they are shown: how far, how fast, how long still.
import type { ErrorShape } from '../../../../shared/contract/errors.js';
import type { Transfer } from '../../../../shared/contract/sync.js';
import type { Watched } from '../types.js';

/** Rates look back this far. */
const WINDOW_MS = 4000;
/** What passes within it is counted together. */
const STEP_MS = 100;

/** Counts what passes, and tells the mean of the last seconds. */
export function createRate(now: () => number): { add(bytes: number): void; perSecond(): number } {
  let passed: { at: number; bytes: number }[] = [];
  const recent = (until: number) => passed.filter(({ at }) => at >= until - WINDOW_MS);
  return {
    add(bytes) {
      const at = now();
      const last = passed[passed.length - 1];
      if (last && at - last.at < STEP_MS) last.bytes += bytes;
      else passed = [...recent(at), { at, bytes }];
    },
    perSecond() {
      passed = recent(now());
      return (passed.reduce((sum, { bytes }) => sum + bytes, 0) / WINDOW_MS) * 1000;
    },
  };
}

export interface Begin {
  readonly direction: 'up' | 'down';
  readonly registry: string;
  readonly label: string;
  readonly bytes: number;
  readonly urgent: boolean;
  /** What is sent or fetched; none where a mirror is copied to. */
  readonly versions?: readonly string[];
  readonly signal?: AbortSignal | undefined;
}

export interface Transfers {
  begin(transfer: Begin): Watched & { fail(error: ErrorShape): void };
  list(): Transfer[];
  /** @returns what was ended; undefined when there is none of this id */
  cancel(id: string): Begin | undefined;
  /** Bytes a second of all transfers together. */
  rate(direction: 'up' | 'down'): number;
  /** Bytes that went over the network since the start. */
  readonly total: { up: number; down: number };
}

export function createTransfers(now: () => number, changed: () => void): Transfers {
  const live = new Map<string, { transfer: Begin; done: number; rate: ReturnType<typeof createRate>; abort: AbortController; error: ErrorShape | null }>();
  const rates = { up: createRate(now), down: createRate(now) };
  const total = { up: 0, down: 0 };
  let count = 0;
  return {
    total,
    begin(transfer) {
      const id = `t${(count += 1)}`;
      const abort = new AbortController();
      const forward = (): void => abort.abort(transfer.signal?.reason);
      transfer.signal?.addEventListener('abort', forward, { once: true });
      if (transfer.signal?.aborted) forward();
      const entry = { transfer, done: 0, rate: createRate(now), abort, error: null as ErrorShape | null };
      live.set(id, entry);
      changed();
      return {
        signal: abort.signal,
        moved(bytes, wire) {
          entry.done += bytes;
          entry.rate.add(bytes);
          rates[transfer.direction].add(wire);
          total[transfer.direction] += wire;
          changed();
        },
        fail(error) {
          entry.error = error;
          changed();
        },
        end() {
          transfer.signal?.removeEventListener('abort', forward);
          live.delete(id);
          changed();
        },
      };
    },
    list: () =>
      [...live].map(([id, { transfer, done, rate, error }]): Transfer => {
        const perSecond = rate.perSecond();
        const rest = Math.max(0, transfer.bytes - done);
        return {
          id,
          direction: transfer.direction,
          registry: transfer.registry,
          label: transfer.label,
          state: error ? 'failed' : done > 0 ? 'running' : 'waiting',
          bytes: transfer.bytes,
          done: Math.min(done, transfer.bytes),
          rate: perSecond > 0 ? perSecond : null,
          left: perSecond > 0 ? rest / perSecond : null,
          urgent: transfer.urgent,
          error,
        };
      }),
    cancel(id) {
      const found = live.get(id);
      found?.abort.abort(new DOMException('The transfer was ended by a person.', 'AbortError'));
      return found?.transfer;
    },
    rate: (direction) => rates[direction].perSecond(),
  };
}

/** One who watches, and somebody who is told how far it is. */
export function alsoTelling(watched: Watched, total: number, tell: (progress: { readonly done: number; readonly total: number }) => void): Watched {
  let done = 0;
  return {
    ...watched,
    moved(bytes, wire) {
      done += bytes;
      watched.moved(bytes, wire);
      tell({ done, total });
    },
  };
}
