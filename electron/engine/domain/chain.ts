// A device's hash chain: signed heads, and the check that a run of ops hangs together under one.
import { z } from 'zod';
import { canonicalJson } from './canonicalJson.js';
import { fingerprint, verifySignature, type DeviceIdentity } from './identity.js';
import { opHash } from './opHash.js';
import { OpHash, type Op } from './ops.js';

export { createIdentity, fingerprint, identityFromKeyFile, identityFromSeed, verifySignature, type DeviceIdentity } from './identity.js';

/** "My chain in this registry has this op at this seq": covers every op below through the prev links. */
export const SignedHead = z.strictObject({
  registry: z.string(),
  device: OpHash,
  seq: z.number().int().nonnegative().safe(),
  hash: OpHash,
  signature: z.string().regex(/^[0-9a-f]{128}$/),
});
export type SignedHead = z.infer<typeof SignedHead>;

function headBytes(registry: string, device: string, seq: number, hash: string): Uint8Array {
  return Buffer.from(canonicalJson(['cairn:head', registry, device, seq, hash]), 'utf8');
}

export function signHead(identity: DeviceIdentity, registry: string, seq: number, hash: string): SignedHead {
  return { registry, device: identity.id, seq, hash, signature: identity.sign(headBytes(registry, identity.id, seq, hash)) };
}

/** True when the head was signed by this key, and the key is the device's. */
export function verifyHead(head: SignedHead, publicKey: string): boolean {
  return fingerprint(publicKey) === head.device && verifySignature(publicKey, headBytes(head.registry, head.device, head.seq, head.hash), head.signature);
}

export type ChainFindingCode = 'empty' | 'wrong_registry' | 'wrong_device' | 'wrong_seq' | 'wrong_prev' | 'bad_signature' | 'not_covered';

/** What is wrong with a run of ops, and at which op. */
export interface ChainFinding {
  readonly code: ChainFindingCode;
  readonly seq: number;
  /** Hash of the op, where there is one. */
  readonly op: string | undefined;
  readonly message: string;
}

export type ChainResult = { readonly ok: true; readonly hashes: readonly string[] } | { readonly ok: false; readonly finding: ChainFinding };

/**
 * Checks consecutive ops of one device (any part of its chain, in order) under its signed heads: registry, device, seq
 * without gaps, prev links by hash, and that a head signed by `publicKey` names the last op or one after which none is left.
 * The link of the first op to the op before it is for the caller, who knows that op.
 * @param known hashes of the ops, where the caller has hashed their canonical texts
 */
export function verifyChain(ops: readonly Op[], heads: readonly SignedHead[], publicKey: string, known?: readonly string[]): ChainResult {
  const fail = (code: ChainFindingCode, seq: number, op: string | undefined, message: string): ChainResult => ({ ok: false, finding: { code, seq, op, message } });
  const first = ops[0];
  const last = ops[ops.length - 1];
  if (!first || !last) return fail('empty', 0, undefined, 'A run of ops holds none.');
  const device = fingerprint(publicKey);
  const hashes: string[] = [];
  for (const [index, op] of ops.entries()) {
    const hash = known?.[index] ?? opHash(op);
    if (op.registry !== first.registry) return fail('wrong_registry', op.seq, hash, `Op ${op.seq} belongs to registry ${op.registry}, the run to ${first.registry}.`);
    if (op.device !== device) return fail('wrong_device', op.seq, hash, `Op ${op.seq} names device ${op.device}, the key belongs to ${device}.`);
    if (op.seq !== first.seq + index) return fail('wrong_seq', op.seq, hash, `Op ${op.seq} stands where ${first.seq + index} belongs.`);
    if (index > 0 ? op.prev !== hashes[index - 1] : (op.seq === 0) !== (op.prev === null)) return fail('wrong_prev', op.seq, hash, `Op ${op.seq} does not name the op before it.`);
    hashes.push(hash);
  }
  for (const head of heads) {
    if (head.registry !== first.registry || !verifyHead(head, publicKey)) return fail('bad_signature', head.seq, head.hash, `The head at ${head.seq} is not signed by device ${device} for registry ${first.registry}.`);
  }
  if (!heads.some((head) => head.seq === last.seq && head.hash === hashes[hashes.length - 1])) {
    return fail('not_covered', last.seq, hashes[hashes.length - 1], `No signed head names op ${last.seq}, so nothing vouches for it.`);
  }
  return { ok: true, hashes };
}
