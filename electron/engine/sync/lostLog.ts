// What this device published and the remote has no longer: it went back to an earlier state of itself (a restored copy, a disk that
// lost its last writes), or what was written to was another disk in its place.
import { segmentKey } from './keys.js';
import type { PullContext } from './pull.js';

/**
 * Where a segment that this device published lately is neither listed nor there, nothing of what is remembered about its log and its
 * chunks is believed any more: all of it is published again.
 * @param listed keys of this device's log, as listed now; a listing may lag behind
 */
export async function noticeLoss({ party, remote, marks, signal }: PullContext, listed: ReadonlySet<string>): Promise<void> {
  for (const [first, hash] of marks.recent()) {
    const key = segmentKey(party.store.device.id, first, hash);
    if (listed.has(key) || (await remote.head(key, signal))) continue;
    party.bytes?.store.sync.forgetInRemote(marks.remoteId);
    marks.save({ tips: '[]', recent: '[]', unpacked: '[]', head: '' });
    return;
  }
}
