// What a bundle begins with: who made it, of which registry, and the digests of everything in it, signed by the device that wrote it.
// PROTOCOL.md, section 11 (sync).
import { z } from 'zod';
import { Actor, Bytes, Digest, Id, Millis } from '../../../../shared/contract/primitives.js';
import { canonicalJson, parseCanonicalJson } from '../../domain/canonicalJson.js';
import { fingerprint, verifySignature, type DeviceIdentity } from '../../domain/identity.js';

export const HEADER_NAME = 'cairn.json';
export const OPS_NAME = 'ops.jsonl';
export const MANIFESTS_NAME = 'manifests.jsonl';
export const blobName = (digest: string): string => `blobs/${digest.slice(3)}`;

/** Most that is read into memory at once. */
export const LIMITS = { header: 256 * 1024 * 1024, lines: 512 * 1024 * 1024, entries: 10_000_000 } as const;

const BundleBody = z.strictObject({
  cairn: z.literal('bundle/1'),
  registry: z.string().min(1).max(200),
  /** What it was made of, in words. */
  of: z.string().max(2000),
  actor: Actor,
  deviceName: z.string().max(200),
  at: Millis,
  /** BLAKE3 of the other two files. */
  ops: Id,
  manifests: Id,
  /** Ids of the versions whose bytes are in it. */
  versions: z.array(Id),
  blobs: z.array(z.tuple([Digest, Bytes])),
  device: Id,
  key: Id,
});
const Bundle = BundleBody.extend({ signature: z.string().regex(/^[0-9a-f]{128}$/) });
export type BundleBody = z.infer<typeof BundleBody>;
export type Bundle = z.infer<typeof Bundle>;

const signed = (body: BundleBody): Uint8Array => Buffer.from(canonicalJson(['cairn:bundle', body]), 'utf8');

export function encodeBundle(body: BundleBody, identity: DeviceIdentity): Uint8Array {
  return Buffer.from(canonicalJson({ ...body, signature: identity.sign(signed(body)) }), 'utf8');
}

/** Undefined for what is no header, or was not signed by the device it names. */
export function decodeBundle(bytes: Uint8Array): Bundle | undefined {
  const parsed = Bundle.safeParse(parseCanonicalJson(Buffer.from(bytes).toString('utf8')));
  if (!parsed.success) return undefined;
  const { signature, ...body } = parsed.data;
  return fingerprint(body.key) === body.device && verifySignature(body.key, signed(body), signature) ? parsed.data : undefined;
}
