// A registry's remote, opened and wrapped for work: retried, throttled, counted.
import { setTimeout as delay } from 'node:timers/promises';
import { CairnError } from '../../../../shared/contract/errors.js';
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

/**
 * The secrets of a remote, and in their place those that are given now.
 * @throws CairnError forbidden when one that was given is here no more, and none is given now: keys of the environment are never taken instead
 */
export async function secretsOf(secrets: Secrets, remote: Pick<StoredRemote, 'name' | 'secrets'>, given: RemoteSecrets = {}): Promise<RemoteSecrets> {
  const found: Record<string, string> = {};
  const gone: string[] = [];
  for (const name of remote.secrets.filter((each) => given[each] === undefined)) {
    const value = await secrets.get(secretName(remote.name, name));
    if (value === undefined) gone.push(name);
    else found[name] = value;
  }
  if (gone.length > 0 && Object.keys(given).length === 0) throw new CairnError('forbidden', `The keys that were given for "${remote.name}" are on this computer no more (${gone.join(', ')}), and no others are taken instead. Enter them again, in the window or with "cairn remote set ${remote.name} URL --keep-keys"; a mirror is taken off and added again.`, { remote: remote.name, secrets: gone });
  return { ...found, ...given };
}

/** The same remote, to be read from alone. */
export function toRead(remote: Remote): Remote {
  return { ...remote, capabilities: { ...remote.capabilities, writable: false } };
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
