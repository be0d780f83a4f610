// One at a time brings a blob: two that write into one file would take it from each other, and fetch all of it twice.
import type { Digest } from '../../../shared/contract/primitives.js';
import type { Parts } from './parts.js';
import type { Arrival } from './types.js';

/** Another has brought it. */
const HERE: Arrival = { has: () => true, write: async () => true, finish: async () => true, close: async () => {}, discard: async () => {} };

/** Begins when its turn has come, which lasts until it is closed. */
export async function arriveInTurn(parts: Parts, blob: Digest, begin: () => Promise<Arrival>, signal: AbortSignal | undefined): Promise<Arrival> {
  const leave = await parts.arrivals.take(blob, signal);
  try {
    const arrival = parts.presence.isHere(blob) ? HERE : await begin();
    const thenLeave = (end: () => Promise<void>) => (): Promise<void> => end().finally(leave);
    return { ...arrival, close: thenLeave(arrival.close), discard: thenLeave(arrival.discard) };
  } catch (error) {
    leave();
    throw error;
  }
}
