// What this device published and the remote has no longer: it went back to an earlier state of itself (a restored copy, a disk that
// lost its last writes), or what was written to was another disk in its place.
import { segmentKey } from './keys.js';
import { UNPUBLISHED } from './marks.js';
import type { PullContext } from './pull.js';

/** Nothing of what is remembered about this device's log and about chunks in the remote is believed any more: all of it is published again. */
export function publishAnew({ party, marks }: PullContext): void {
  party.bytes?.store.sync.forgetInRemote(marks.remoteId);
  marks.save(UNPUBLISHED);
}

/**
 * Publishes anew where a segment that this device published lately is neither listed nor there.
 * @param listed keys of this device's log, as listed now; a listing may lag behind
 */
export async function noticeLoss(context: PullContext, listed: ReadonlySet<string>): Promise<void> {
  const { party, remote, marks, signal } = context;
  for (const [first, hash] of marks.recent()) {
    const key = segmentKey(party.store.publisher, first, hash);
    if (listed.has(key) || (await remote.head(key, signal))) continue;
    publishAnew(context);
    return;
  }
}
