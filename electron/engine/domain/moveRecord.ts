// A move of a protected alias: a signed record that has no place in any chain, and whose hash is its identity. One with a place in
// the sequence is decided by its creation in the remote, and whoever has read it may carry it in an `alias.sequence` op. One without
// asks for a place, by an `alias.propose` op; the device that gives numbers decides by an `alias.place` op, which carries it.
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
  /** 0, 1, 2 ... One that is not first observed the one before it. Absent: another device says which place it has. */
  k: z.number().int().nonnegative().safe().optional(),
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

/** Kinds of ops that hold a record. */
export const holdsRecord = (kind: string): boolean => kind === 'alias.sequence' || kind === 'alias.propose' || kind === 'alias.place';

/** The record in an op, if it is one that holds any: with a place of its own, or one that asks for a place. */
export function recordIn(op: Op): MoveRecord | undefined {
  if (!holdsRecord(op.kind)) return undefined;
  const parsed = MoveRecord.safeParse(op.body['record']);
  return parsed.success && (parsed.data.k === undefined) === (op.kind !== 'alias.sequence') ? parsed.data : undefined;
}

/** The record that an op carries, if it is one that carries: from there on it counts. */
export function carriedBy(op: Op): MoveRecord | undefined {
  return op.kind === 'alias.propose' ? undefined : recordIn(op);
}

/** What an op tells of: a carried move as the move it is, by whom and when it was made; any other op itself. */
export function toldBy(op: Op): Op {
  const record = carriedBy(op);
  if (!record) return op;
  const { collection, alias, target, note, device, actor, at, hlc, observed } = record;
  const body = { collection, alias, ...(target === null ? {} : { target }), ...(note === undefined ? {} : { note }) };
  return { ...op, kind: target === null ? 'alias.remove' : 'alias.move', device, actor, at, hlc, observed, body };
}
