// A segment: consecutive ops of one device with a signed head. Immutable, named by its own hash.
import { z } from 'zod';
import { blake3Hex } from '../domain/blake3.js';
import { canonicalJson, parseCanonicalJson } from '../domain/canonicalJson.js';
import { SignedHead, verifyChain } from '../domain/chain.js';
import { readOp } from '../domain/opHash.js';
import { OpHash, type Op } from '../domain/ops.js';
import { readSegmentKey, segmentKey } from './keys.js';

const Header = z.strictObject({ cairn: z.literal('segment/1'), registry: z.string(), device: OpHash, first: z.number().int().nonnegative(), count: z.number().int().positive() });

export interface Segment {
  readonly ops: readonly Op[];
  readonly hashes: readonly string[];
  /** Canonical texts of the ops. */
  readonly texts: readonly string[];
  readonly head: SignedHead;
}

/** Why an object of the remote was not let in. */
export interface Refusal {
  readonly reason: string;
  readonly message: string;
}

/** Bytes and key of a segment: a header line, a line an op, a line with the head; each canonical JSON and a line feed. */
export function encodeSegment(ops: readonly Op[], head: SignedHead): { readonly key: string; readonly body: Uint8Array; readonly hash: string } {
  return encodeTexts(ops[0]?.seq ?? 0, ops.map(canonicalJson), head);
}

/** `encodeSegment` of operations whose canonical texts are known. */
export function encodeTexts(first: number, texts: readonly string[], head: SignedHead): { readonly key: string; readonly body: Uint8Array; readonly hash: string } {
  const header = { cairn: 'segment/1', registry: head.registry, device: head.device, first, count: texts.length };
  const body = Buffer.from([canonicalJson(header), ...texts, canonicalJson(head), ''].join('\n'), 'utf8');
  const hash = blake3Hex(body);
  return { key: segmentKey(head.device, first, hash), body, hash };
}

/** How many operations a body says it holds, also one that is damaged further on; undefined where it does not say. */
export function countIn(body: Uint8Array): number | undefined {
  const end = body.indexOf(0x0a);
  const header = Header.safeParse(end < 0 ? undefined : parseCanonicalJson(Buffer.from(body.subarray(0, end)).toString('utf8')));
  return header.data?.count;
}

/** Hash of the operation that a body ends with, as its last line says; empty where it does not. */
export function endOf(body: Uint8Array): string {
  const line = Buffer.from(body.subarray(0, -1));
  return SignedHead.safeParse(parseCanonicalJson(line.subarray(line.lastIndexOf(0x0a) + 1).toString('utf8'))).data?.hash ?? '';
}

/** Reads and verifies a segment: digest, canonical lines, registry, chain, signature. */
export function decodeSegment(key: string, body: Uint8Array, registry: string, publicKey: string): { readonly segment: Segment } | { readonly refusal: Refusal } {
  const refuse = (reason: string, message: string) => ({ refusal: { reason, message: `${key}: ${message}` } });
  const name = readSegmentKey(key);
  if (!name) return refuse('bad_key', 'not the key of a segment');
  if (blake3Hex(body) !== name.hash) return refuse('bad_digest', 'its bytes do not have the digest in its key');
  const lines = Buffer.from(body).toString('utf8').split('\n');
  const header = Header.safeParse(parseCanonicalJson(lines[0] ?? ''));
  if (!header.success || lines.pop() !== '' || lines.length !== header.data.count + 2) return refuse('malformed', 'its header line or the number of its lines is wrong');
  if (header.data.registry !== registry) return refuse('wrong_registry', `it belongs to registry ${header.data.registry}`);
  const ops: Op[] = [];
  const texts = lines.slice(1, -1);
  for (const line of texts) {
    const read = readOp(parseCanonicalJson(line));
    if ('problem' in read) return refuse('malformed', `line ${ops.length + 2}: ${read.problem}`);
    ops.push(read.op);
  }
  const head = SignedHead.safeParse(parseCanonicalJson(lines[lines.length - 1] ?? ''));
  if (!head.success) return refuse('malformed', 'its last line is not a signed head');
  if (ops[0]?.registry !== registry) return refuse('wrong_registry', 'its ops belong to another registry');
  if (header.data.device !== name.device || header.data.first !== name.first || ops[0].seq !== name.first) return refuse('malformed', 'its key, header and ops do not agree');
  const chain = verifyChain(ops, [head.data], publicKey, texts.map(blake3Hex));
  if (!chain.ok) return refuse(chain.finding.code, chain.finding.message);
  return { segment: { ops, hashes: chain.hashes, texts, head: head.data } };
}
