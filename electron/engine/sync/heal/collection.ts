// Looks at what collection wrote. A damaged one cannot be made again; it is dropped once nobody can need it any more.
import { fetchBody } from '../fetchBody.js';
import { GRACE_MS, LEASE_MS } from '../gc/collectRemote.js';
import { GC_PREFIX, isWhole, MOST_BYTES } from '../gc/objects.js';
import { listAll } from '../listAll.js';
import { timeOfLook } from '../remoteTime.js';
import type { HealContext, RemoteLack } from './types.js';

/** @param devices those of the registry, and those that the remote names */
export async function healCollection(context: HealContext, devices: ReadonlySet<string>): Promise<RemoteLack[]> {
  const { party, remote, signal } = context;
  const lacks: RemoteLack[] = [];
  for (const { key, at } of await listAll(remote, GC_PREFIX, signal)) {
    const fetched = await fetchBody(remote, key, MOST_BYTES, signal);
    if ('reason' in fetched && fetched.reason === 'missing') continue;
    if ('body' in fetched && isWhole(key, fetched.body, devices)) continue;
    const spent = (await timeOfLook(remote, () => party.clock.now(), signal)) - at >= (key.startsWith('gc/marks/') ? GRACE_MS : LEASE_MS);
    const healed = spent && remote.capabilities.writable;
    if (healed) await remote.delete(key, signal);
    lacks.push({ id: key, what: 'collection', problem: 'damaged', healed });
  }
  return lacks;
}
