// A claim of numbers: a signed record whose creation in the remote is the decision.
import { z } from 'zod';
import { Actor, Id, Millis } from '../../../shared/contract/primitives.js';
import { blake3Hex } from '../domain/blake3.js';
import { canonicalJson, parseCanonicalJson } from '../domain/canonicalJson.js';
import { fingerprint, verifySignature, type DeviceIdentity } from '../domain/identity.js';

/** Numbers that one claim may take. */
export const MAX_TARGETS = 1000;

const ClaimBody = z.strictObject({
  cairn: z.literal('claim/1'),
  registry: z.string(),
  collection: Id,
  /** The number of `targets[0]`; the next has the next. */
  first: z.number().int().nonnegative().safe(),
  /** Versions of the collection, or links of the model. */
  targets: z.array(Id).min(1).max(MAX_TARGETS),
  device: Id,
  key: Id,
  actor: Actor,
  at: Millis,
});
const ClaimRecord = ClaimBody.extend({ signature: z.string().regex(/^[0-9a-f]{128}$/) });

export type ClaimBody = z.infer<typeof ClaimBody>;
export interface Claim {
  readonly record: z.infer<typeof ClaimRecord>;
  /** BLAKE3 of the record's bytes: what a `number` op names. */
  readonly hash: string;
}

function signed(body: ClaimBody): Uint8Array {
  return Buffer.from(canonicalJson(['cairn:claim', body]), 'utf8');
}

export function encodeClaim(body: ClaimBody, identity: DeviceIdentity): Uint8Array {
  return Buffer.from(canonicalJson({ ...body, signature: identity.sign(signed(body)) }), 'utf8');
}

/** The claim in these bytes, or undefined when it is void: not canonical, for another place, or not signed by its device. */
export function decodeClaim(bytes: Uint8Array, place: { readonly registry: string; readonly collection: string; readonly first: number }): Claim | undefined {
  const parsed = ClaimRecord.safeParse(parseCanonicalJson(Buffer.from(bytes).toString('utf8')));
  if (!parsed.success) return undefined;
  const { signature, ...body } = parsed.data;
  if (body.registry !== place.registry || body.collection !== place.collection || body.first !== place.first) return undefined;
  if (fingerprint(body.key) !== body.device || !verifySignature(body.key, signed(body), signature)) return undefined;
  return { record: parsed.data, hash: blake3Hex(bytes) };
}
