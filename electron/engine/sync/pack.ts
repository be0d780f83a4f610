// A pack: segments of one device as they are, one after the other, with the short manifests they name. It spares a device that comes new
// a request for each; what is in it is believed for what it is itself.
import { z } from 'zod';
import { blake3Hex } from '../domain/blake3.js';
import { canonicalJson, parseCanonicalJson } from '../domain/canonicalJson.js';
import { OpHash } from '../domain/ops.js';
import { packKey, readPackKey, segmentKey } from './keys.js';

const Length = z.number().int().positive().safe();
const Header = z.object({
  cairn: z.literal('pack/1'),
  registry: z.string(),
  device: OpHash,
  /** First seq, hash and length of each segment, in the order of the chain. */
  segments: z.array(z.tuple([z.number().int().nonnegative().safe(), OpHash, Length])).min(1),
  /** Digest (without `b3:`) and length of each canonical manifest. */
  manifests: z.array(z.tuple([OpHash, Length])),
});

/** A segment with the parts of its key. */
export interface PackedSegment {
  readonly first: number;
  readonly hash: string;
  readonly body: Uint8Array;
}

export interface Pack {
  readonly segments: readonly { readonly key: string; readonly body: Uint8Array }[];
  /** Digest to canonical manifest, as said: not checked yet. */
  readonly manifests: ReadonlyMap<string, Uint8Array>;
}

/** Bytes and key: a header line of canonical JSON, then the segments, then the manifests. */
export function encodePack(registry: string, device: string, segments: readonly PackedSegment[], manifests: ReadonlyMap<string, Uint8Array>): { readonly key: string; readonly body: Uint8Array } {
  const header = {
    cairn: 'pack/1',
    registry,
    device,
    segments: segments.map(({ first, hash, body }) => [first, hash, body.length]),
    manifests: [...manifests].map(([digest, body]) => [digest.slice(3), body.length]),
  };
  const body = Buffer.concat([Buffer.from(`${canonicalJson(header)}\n`, 'utf8'), ...segments.map((segment) => segment.body), ...manifests.values()]);
  return { key: packKey(device, segments[0]?.first ?? 0, blake3Hex(body)), body };
}

/** Undefined for what is not the pack that its key names, or not of this registry. */
export function decodePack(key: string, body: Uint8Array, registry: string): Pack | undefined {
  const name = readPackKey(key);
  if (!name || blake3Hex(body) !== name.hash) return undefined;
  const end = body.indexOf(10);
  const header = Header.safeParse(parseCanonicalJson(Buffer.from(body.subarray(0, Math.max(0, end))).toString('utf8')));
  if (!header.success || header.data.registry !== registry || header.data.device !== name.device) return undefined;
  let at = end + 1;
  const take = (length: number): Uint8Array => body.subarray(at, (at += length));
  const segments = header.data.segments.map(([first, hash, length]) => ({ key: segmentKey(name.device, first, hash), body: take(length) }));
  const manifests = new Map(header.data.manifests.map(([hex, length]) => [`b3:${hex}`, take(length)]));
  return at === body.length ? { segments, manifests } : undefined;
}
