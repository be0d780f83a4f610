// A registry's remote, opened and wrapped for work: retried, throttled, counted.
import { setTimeout as delay } from 'node:timers/promises';
import type { CairnError } from '../../../../shared/contract/errors.js';
import type { Clock, Random, Secrets } from '../../ports.js';
import { openRemote } from '../../remotes/registry.js';
import type { OpenOptions, Remote, RemoteSecrets } from '../../remotes/types.js';
import { withRetry } from '../../remotes/wrap/retry.js';
import { withThrottle, type Limiter, type Traffic } from '../../remotes/wrap/throttle.js';
import type { Lanes } from '../bytes/lanes.js';
import { secretName, type StoredRemote } from './remotesFile.js';

/** Waits; ends early, by throwing, with the signal. */
export async function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await delay(ms, undefined, signal ? { signal } : {});
}

/** In [0, 1), from the port. */
export function fraction(random: Random): number {
  return Buffer.from(random.bytes(4)).readUInt32LE() / 2 ** 32;
}

export async function secretsOf(secrets: Secrets, remote: Pick<StoredRemote, 'name' | 'secrets'>): Promise<RemoteSecrets> {
  const found: Record<string, string> = {};
  for (const name of remote.secrets) {
    const value = await secrets.get(secretName(remote.name, name));
    if (value !== undefined) found[name] = value;
  }
  return found;
}

export interface Wrapping {
  readonly clock: Clock;
  readonly random: Random;
  readonly up: Limiter;
  readonly down: Limiter;
  readonly traffic: Traffic;
  readonly lanes: Lanes;
  readonly tries?: number;
  /** Told once of each request that failed in passing, however often it is tried. */
  readonly retried?: (error: CairnError) => void;
}

/** @throws CairnError invalid_input, offline, forbidden */
export async function openForWork(url: string, options: Omit<OpenOptions, 'random' | 'clock'>, { clock, random, up, down, traffic, lanes, tries, retried }: Wrapping): Promise<Remote> {
  const opened = await openRemote(url, { ...options, clock, random });
  return withRetry(withThrottle(opened, { up, down, traffic }), {
    random: () => fraction(random),
    sleep,
    ...(tries === undefined ? {} : { tries }),
    onRetry: ({ error, attempt, slow }) => {
      if (slow) lanes.slower();
      if (attempt === 1) retried?.(error);
    },
  });
}
