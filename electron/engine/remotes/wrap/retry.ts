// Asks again where asking again may help: after a time that grows, and is drawn at random below its limit (full jitter).
import { CairnError } from '../../../../shared/contract/errors.js';
import type { Remote } from '../types.js';

export interface RetryOptions {
  /** In [0, 1). */
  readonly random: () => number;
  readonly sleep: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
  /** Tries in all; 5 if absent. */
  readonly tries?: number;
  /** Told before each wait. `slow`: fewer requests at once may help. */
  readonly onRetry?: (event: { readonly error: CairnError; readonly attempt: number; readonly waitMs: number; readonly slow: boolean }) => void;
}

const BASE_MS = 200;
const CAP_MS = 20_000;

/** The wait before try `attempt` (1, 2 ...), drawn below a limit that doubles. */
export function backoffMs(attempt: number, random: () => number, baseMs = BASE_MS, capMs = CAP_MS): number {
  return Math.floor(random() * Math.min(capMs, baseMs * 2 ** (attempt - 1)));
}

function isPassing(error: unknown): error is CairnError {
  return error instanceof CairnError && error.code === 'offline' && error.details['retry'] !== false;
}

/** A remote whose calls are repeated when they fail in passing. Every call of a remote may be repeated: that is its contract. */
export function withRetry(remote: Remote, { random, sleep, tries = 5, onRetry }: RetryOptions): Remote {
  const again = async <T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await work();
      } catch (error) {
        if (!isPassing(error) || attempt >= tries || signal?.aborted) throw error;
        const waitMs = backoffMs(attempt, random);
        onRetry?.({ error, attempt, waitMs, slow: error.details['slow'] === true });
        await sleep(waitMs, signal);
      }
    }
  };
  return {
    url: remote.url,
    capabilities: remote.capabilities,
    get: (key, maxBytes, signal, room) => again(signal, () => remote.get(key, maxBytes, signal, room)),
    getRange: (key, from, length, signal) => again(signal, () => remote.getRange(key, from, length, signal)),
    head: (key, signal) => again(signal, () => remote.head(key, signal)),
    putIfAbsent: (key, body, signal) => again(signal, () => remote.putIfAbsent(key, body, signal)),
    put: (key, body, signal) => again(signal, () => remote.put(key, body, signal)),
    mend: (key, tag, body, signal) => again(signal, () => remote.mend(key, tag, body, signal)),
    list: (prefix, after, signal, options) => again(signal, () => remote.list(prefix, after, signal, options)),
    delete: (key, signal) => again(signal, () => remote.delete(key, signal)),
    now: (signal) => again(signal, () => remote.now(signal)),
    policies: (signal) => again(signal, () => remote.policies(signal)),
  };
}
