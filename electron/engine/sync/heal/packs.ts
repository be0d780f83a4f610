// Looks at packs: they add nothing to the log, so that one that is read twice and is damaged is dropped, and its own device packs again
// what was in it.
import { canonicalJson } from '../../domain/canonicalJson.js';
import { blake3Hex } from '../../domain/blake3.js';
import { fetchDecision } from '../fetchDecision.js';
import { LIMITS, PACKS_PREFIX, readPackKey, readSegmentKey } from '../keys.js';
import { listAll } from '../listAll.js';
import { openMarks } from '../marks.js';
import { decodePack } from '../pack.js';
import { packOwn, type Unpacked } from '../packOwn.js';
import type { Log } from './logs.js';
import type { HealContext, RemoteLack } from './types.js';

/** Own segments that lie in none of these, as what is to be packed. */
function unpackedOf({ party: { store } }: HealContext, own: Log, packed: ReadonlySet<string>): Unpacked[] {
  return [...own.counts].flatMap(([key, count]): Unpacked[] => {
    const name = readSegmentKey(key);
    if (!name || packed.has(key)) return [];
    const last = name.first + count - 1;
    return [[name.first, last, name.hash, store.opsOf(own.device, name.first, last + 1).filter(({ op }) => op.kind === 'version').length]];
  }).sort(([a], [b]) => a - b);
}

export async function healPacks(context: HealContext, logs: readonly Log[]): Promise<RemoteLack[]> {
  const { party, remote, remoteId, lanes, signal } = context;
  const { store } = party;
  const lacks: RemoteLack[] = [];
  const packed = new Set<string>();
  let ownLost = false;
  for (const { key } of await listAll(remote, PACKS_PREFIX, signal)) {
    const name = readPackKey(key);
    if (!name) continue;
    const fetched = await lanes.run({ signal }, () => fetchDecision(remote, key, LIMITS.pack, (body) => (blake3Hex(body) === name.hash ? body : undefined), signal));
    if ('value' in fetched && name.device === store.device.id) for (const segment of decodePack(key, fetched.value, store.id)?.segments ?? []) packed.add(segment.key);
    if ('value' in fetched || fetched.reason !== 'void') continue;
    if (remote.capabilities.writable) await remote.delete(key, signal);
    ownLost ||= name.device === store.device.id;
    lacks.push({ id: key, what: 'pack', problem: 'damaged', healed: remote.capabilities.writable, device: name.device });
  }
  const own = logs.find(({ device }) => device === store.device.id);
  if (ownLost && own && remote.capabilities.writable) {
    const marks = openMarks(store, party.actor, remoteId);
    marks.save({ unpacked: canonicalJson(unpackedOf(context, own, packed)) });
    while (await packOwn(party, remote, marks, signal));
  }
  return lacks;
}
