// What time it is where objects are dated: what was seen there, and how long ago, is judged by no clock that may be set.
import { CairnError } from '../../../shared/contract/errors.js';
import type { Remote } from '../remotes/types.js';

/** The remote's clock, in ms; `now` where it has none. @throws CairnError what asking for it ends with */
export async function remoteTime(remote: Remote, now: () => number, signal?: AbortSignal): Promise<number> {
  return (await remote.now(signal)) ?? now();
}

/** The same for a look, by which nothing is published or removed: some remotes tell their clock only to who may write there. */
export async function timeOfLook(remote: Remote, now: () => number, signal?: AbortSignal): Promise<number> {
  try {
    return await remoteTime(remote, now, signal);
  } catch (error) {
    if (error instanceof CairnError && error.code === 'forbidden') return now();
    throw error;
  }
}
