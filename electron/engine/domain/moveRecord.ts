// A move of a protected alias at its place in the sequence: a signed record whose creation in the remote is the decision. It
// has no place in any chain; whoever has read it may carry it in an `alias.sequence` op, and its hash is its identity.
import { z } from 'zod';
import { Actor, Id, Millis } from '../../../shared/contract/primitives.js';
import { blake3Hex } from './blake3.js';
import { canonicalJson } from './canonicalJson.js';
import { fingerprint, verifySignature, type DeviceIdentity } from './identity.js';
import type { Op } from './ops.js';

const MoveBody = z.strictObject({
  cairn: z.literal('move/1'),
  registry: z.string(),
  collection: Id,
  alias: z.string().min(1),
  /** 0, 1, 2 ... One that is not first observed the one before it. */
  k: z.number().int().nonnegative().safe(),
  /** A version of the collection, or a link of the model; null takes the alias off. */
  target: Id.nullable(),
  observed: z.array(Id),
  device: Id,
  key: Id,
  actor: Actor,
  hlc: z.string().regex(/^[0-9a-f]{16}$/),
  at: Millis,
  note: z.string().optional(),
});
export const MoveRecord = MoveBody.extend({ signature: z.string().regex(/^[0-9a-f]{128}$/) });

export type MoveBody = z.infer<typeof MoveBody>;
export type MoveRecord = z.infer<typeof MoveRecord>;

const signed = (body: MoveBody): Uint8Array => Buffer.from(canonicalJson(['cairn:move', body]), 'utf8');

export function signMove(body: MoveBody, identity: DeviceIdentity): MoveRecord {
  return { ...body, signature: identity.sign(signed(body)) };
}

/** The bytes that lie in the remote. */
export function moveBytes(record: MoveRecord): Uint8Array {
  return Buffer.from(canonicalJson(record), 'utf8');
}

/** Identity of a move: what later moves list in `observed`. */
export function moveHash(record: MoveRecord): string {
  return blake3Hex(moveBytes(record));
}

/** True when the record was signed by the device it names. */
export function isGenuine({ signature, ...body }: MoveRecord): boolean {
  return fingerprint(body.key) === body.device && verifySignature(body.key, signed(body), signature);
}

/** The record that an op carries, if it is one that carries. */
export function carriedBy(op: Op): MoveRecord | undefined {
  if (op.kind !== 'alias.sequence') return undefined;
  const parsed = MoveRecord.safeParse(op.body['record']);
  return parsed.success ? parsed.data : undefined;
}

/** What an op tells of: a carried move as the move it is, by whom and when it was made; any other op itself. */
export function toldBy(op: Op): Op {
  const record = carriedBy(op);
  if (!record) return op;
  const { collection, alias, target, note, device, actor, at, hlc, observed } = record;
  const body = { collection, alias, ...(target === null ? {} : { target }), ...(note === undefined ? {} : { note }) };
  return { ...op, kind: target === null ? 'alias.remove' : 'alias.move', device, actor, at, hlc, observed, body };
}
