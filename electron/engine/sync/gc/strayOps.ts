// Segments that no head led to: a device puts its segment, and then its head, and may not come to the second for weeks. What they name is
// needed all the same.
import type { Op } from '../../domain/ops.js';
import type { Remote } from '../../remotes/types.js';
import type { RegistryStore } from '../../store/types.js';
import { fetchDeviceKey } from '../deviceRecord.js';
import { fetchBody } from '../fetchBody.js';
import { LIMITS, LOGS_PREFIX, readSegmentKey } from '../keys.js';
import { listAll } from '../listAll.js';
import type { Marks } from '../marks.js';
import { decodeSegment } from '../segment.js';

export interface Stray {
  readonly ops: readonly Op[];
  /** Why segments could not be read: what they name is not known. */
  readonly unread: readonly string[];
}

/** Operations of every segment of the log that was not seen by a sync. They are read and not kept: that is for the sync that sees their head. */
export async function strayOps(store: RegistryStore, remote: Remote, marks: Marks, signal?: AbortSignal): Promise<Stray> {
  const ops: Op[] = [];
  const unread: string[] = [];
  for (const { key } of await listAll(remote, LOGS_PREFIX, signal)) {
    const name = readSegmentKey(key);
    if (!name || marks.isSeen(key)) continue;
    const publicKey = store.deviceKey(name.device) ?? (await fetchDeviceKey(remote, name.device, signal));
    const fetched = await fetchBody(remote, key, LIMITS.segment, signal);
    if (publicKey === undefined) unread.push(`${key}: no key of its device was found`);
    else if (!('body' in fetched)) unread.push(fetched.message);
    else {
      const read = decodeSegment(key, fetched.body, store.id, publicKey);
      if ('segment' in read) ops.push(...read.segment.ops);
      else unread.push(read.refusal.message);
    }
  }
  return { ops, unread };
}
