// `heads/<device>`: how far a device's log goes. A hint: what it says is believed once the operations themselves are here.
import { z } from 'zod';
import { canonicalJson, parseCanonicalJson } from '../domain/canonicalJson.js';
import { SignedHead } from '../domain/chain.js';
import { OpHash } from '../domain/ops.js';

const HeadObject = z.object({ cairn: z.literal('head/1'), head: SignedHead, tips: z.array(OpHash) });

/**
 * `tips` are the ends of all published stretches: several where machines write under one identity. They make the body another one
 * whenever any of them published something, also where the highest end stays.
 */
export function encodeHead(head: SignedHead, tips: readonly string[]): Uint8Array {
  return Buffer.from(canonicalJson({ cairn: 'head/1', head, tips: [...tips].sort() }), 'utf8');
}

/** The ops that have to be here before the log counts as read to its end; undefined for what is no head. */
export function tipsIn(body: Uint8Array): readonly string[] | undefined {
  const parsed = HeadObject.safeParse(parseCanonicalJson(Buffer.from(body).toString('utf8')));
  return parsed.success ? [parsed.data.head.hash, ...parsed.data.tips] : undefined;
}
