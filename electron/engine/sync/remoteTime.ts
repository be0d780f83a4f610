// What time it is where objects are dated: what was seen there, and how long ago, is judged by no clock that may be set.
import { CairnError } from '../../../shared/contract/errors.js';
import type { Remote } from '../remotes/types.js';

/** The remote's clock, in ms; `now` where it has none, or tells it only to who may write there. */
export async function remoteTime(remote: Remote, now: () => number, signal?: AbortSignal): Promise<number> {
  try {
    return (await remote.now(signal)) ?? now();
  } catch (error) {
    if (error instanceof CairnError && error.code === 'forbidden') return now();
    throw error;
  }
}
