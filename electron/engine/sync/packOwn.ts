// Gathers what this device has published into packs, once there is enough of it.
import { canonicalJson } from '../domain/canonicalJson.js';
import { signHead } from '../domain/chain.js';
import type { Remote } from '../remotes/types.js';
import { manifestsNamedBy } from './manifests.js';
import type { Marks } from './marks.js';
import { encodePack, type PackedSegment } from './pack.js';
import { putWhole } from './putWhole.js';
import { encodeSegment } from './segment.js';
import type { PackRules, SyncParty } from './types.js';

/** Unless a party has its own. */
export const PACKS: PackRules = { ops: 8000, segments: 32, manifests: 100, worth: 6 };
/** A pack ends after so many bytes. */
const MAX_BYTES = 16 * 1024 * 1024;
/** Longer manifests are asked for by themselves. */
const MAX_MANIFEST = 64 * 1024;

/** A published segment that lies in no pack: its first and last seq, its hash, and how many manifests it names. */
export type Unpacked = readonly [first: number, last: number, hash: string, manifests: number];

function isEnough(waiting: readonly Unpacked[], packs: PackRules): boolean {
  const ops = waiting.reduce((sum, [first, last]) => sum + last - first + 1, 0);
  return waiting.length >= packs.segments || ops >= packs.ops || waiting.reduce((sum, [, , , named]) => sum + named, 0) >= packs.manifests;
}

/**
 * Puts one pack if there is enough for it. Segments that come out other than they were published (a chain that forked) are in none.
 * @returns false when there was not enough
 */
export async function packOwn({ store, packs = PACKS }: SyncParty, remote: Remote, marks: Marks, signal?: AbortSignal): Promise<boolean> {
  const waiting = marks.unpacked();
  if (!isEnough(waiting, packs)) return false;
  const { device } = store;
  const segments: PackedSegment[] = [];
  const manifests = new Map<string, Uint8Array>();
  let bytes = 0;
  let taken = 0;
  for (const [first, last, hash] of waiting) {
    if (bytes >= MAX_BYTES) break;
    taken += 1;
    const ops = store.opsOf(device.id, first, last + 1);
    const end = ops[ops.length - 1];
    if (!end) continue;
    const segment = encodeSegment(ops.map(({ op }) => op), signHead(device, store.id, end.op.seq, end.hash));
    if (segment.hash !== hash) continue;
    segments.push({ first, hash, body: segment.body });
    bytes += segment.body.length;
    for (const digest of manifestsNamedBy(ops.map(({ op }) => op))) {
      const manifest = store.read.manifest(digest);
      if (manifest === undefined || manifest.length > MAX_MANIFEST || manifests.has(digest)) continue;
      const body = Buffer.from(manifest, 'utf8');
      manifests.set(digest, body);
      bytes += body.length;
    }
  }
  if (segments.length > 0) {
    const { key, body } = encodePack(store.id, device.id, segments, manifests);
    await putWhole(remote, key, body, signal);
  }
  marks.save({ unpacked: canonicalJson(waiting.slice(taken)) });
  return true;
}
