// Keeps what goes over the wire below a number of bytes a second that a person set, and counts it.
import type { Remote } from '../types.js';

export interface Limiter {
  /** Waits until `bytes` more may pass. */
  take(bytes: number, signal?: AbortSignal): Promise<void>;
}

/**
 * A bucket that fills with `rate()` bytes a second, one second deep. A large piece passes at once and is paid for after, so that
 * the mean holds whatever the pieces. `rate()` undefined: no limit. It may change at any time.
 */
export function createLimiter(rate: () => number | undefined, nowMs: () => number, sleep: (ms: number, signal: AbortSignal | undefined) => Promise<void>): Limiter {
  let free = 0;
  let at = nowMs();
  return {
    async take(bytes, signal) {
      for (;;) {
        const limit = rate();
        if (limit === undefined) return;
        const now = nowMs();
        // A clock that was set back has earned nothing, and owes nothing.
        free = Math.min(limit, free + (Math.max(0, now - at) / 1000) * limit);
        at = now;
        if (free > 0 || bytes === 0) {
          free -= bytes;
          return;
        }
        await sleep(Math.min(1000, Math.ceil((-free / limit) * 1000) + 1), signal);
      }
    },
  };
}

export interface Traffic {
  sent: number;
  received: number;
  requests: number;
}

export interface ThrottleOptions {
  readonly up: Limiter;
  readonly down: Limiter;
  /** Grows with what passes. */
  readonly traffic: Traffic;
}

export function withThrottle(remote: Remote, { up, down, traffic }: ThrottleOptions): Remote {
  const asked = <T>(work: () => Promise<T>): Promise<T> => {
    traffic.requests += 1;
    return work();
  };
  const sending = async <T>(body: Uint8Array, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> => {
    await up.take(body.length, signal);
    const answer = await asked(work);
    traffic.sent += body.length;
    return answer;
  };
  const receiving = async (signal: AbortSignal | undefined, work: () => Promise<Uint8Array | undefined>): Promise<Uint8Array | undefined> => {
    const body = await asked(work);
    traffic.received += body?.length ?? 0;
    await down.take(body?.length ?? 0, signal);
    return body;
  };
  return {
    url: remote.url,
    capabilities: remote.capabilities,
    get: (key, maxBytes, signal, room) => receiving(signal, () => remote.get(key, maxBytes, signal, room)),
    getRange: (key, from, length, signal) => receiving(signal, () => remote.getRange(key, from, length, signal)),
    head: (key, signal) => asked(() => remote.head(key, signal)),
    putIfAbsent: (key, body, signal) => sending(body, signal, () => remote.putIfAbsent(key, body, signal)),
    put: (key, body, signal) => sending(body, signal, () => remote.put(key, body, signal)),
    mend: (key, tag, body, signal) => sending(body, signal, () => remote.mend(key, tag, body, signal)),
    list: (prefix, after, signal, options) => asked(() => remote.list(prefix, after, signal, options)),
    delete: (key, signal) => asked(() => remote.delete(key, signal)),
    now: (signal) => asked(() => remote.now(signal)),
    policies: (signal) => asked(() => remote.policies(signal)),
  };
}
