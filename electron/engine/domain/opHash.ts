// An op's identity, and the strict reading of an op that came from elsewhere.
import { blake3Hex } from './blake3.js';
import { canonicalJson } from './canonicalJson.js';
import { Op } from './ops.js';

/** BLAKE3 (64 hex) of the canonical JSON of the envelope, exactly as it stands. */
export function opHash(op: Op): string {
  return blake3Hex(canonicalJson(op));
}

const ENVELOPE: ReadonlySet<string> = new Set(Object.keys(Op.shape));
const ACTOR: ReadonlySet<string> = new Set(['name', 'email']);
const ORIGIN: ReadonlySet<string> = new Set(['registry', 'op', 'actor', 'at']);

function strangeKey(value: object, known: ReadonlySet<string>): string | undefined {
  return Object.keys(value).find((key) => !known.has(key));
}

/**
 * Checks an envelope of unknown provenance: every key known, every field in form, `observed` sorted without repeats.
 * The body is not looked into, so that kinds of tomorrow pass.
 * @returns the op itself, or what is wrong with it
 */
export function readOp(value: unknown): { readonly op: Op } | { readonly problem: string } {
  const parsed = Op.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return { problem: `${issue?.path.join('.') || 'op'}: ${issue?.message ?? 'not an op'}` };
  }
  const op = value as Op;
  const strange = strangeKey(op, ENVELOPE) ?? strangeKey(op.actor, ACTOR) ?? (op.origin && (strangeKey(op.origin, ORIGIN) ?? strangeKey(op.origin.actor, ACTOR)));
  if (strange !== undefined) return { problem: `unknown envelope key ${JSON.stringify(strange)}` };
  if ((op.seq === 0) !== (op.prev === null)) return { problem: 'prev is null exactly at seq 0' };
  for (let i = 1; i < op.observed.length; i += 1) {
    if ((op.observed[i - 1] ?? '') >= (op.observed[i] ?? '')) return { problem: 'observed is not sorted without repeats' };
  }
  return { op };
}
