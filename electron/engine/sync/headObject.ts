// `heads/<device>`: how far a device's log goes, and its newest segments. A hint: what it says is believed once the operations themselves
// are here.
import { z } from 'zod';
import { canonicalJson, parseCanonicalJson } from '../domain/canonicalJson.js';
import { SignedHead } from '../domain/chain.js';
import { OpHash } from '../domain/ops.js';

const NewSegment = z.tuple([z.number().int().nonnegative().safe(), OpHash]);
const HeadObject = z.object({
  cairn: z.literal('head/1'),
  head: SignedHead,
  tips: z.array(OpHash),
  /** Hash of the remote's `config`: no head of another remote has these bytes. */
  remote: OpHash.optional(),
  segments: z.array(NewSegment).optional(),
  /** Which file `config` is, as the device of this head sees it: on the same disk others see the same. */
  config: z.string().max(200).optional(),
});

/** First seq and hash of a segment. */
export type NewSegment = z.infer<typeof NewSegment>;

/** Segments that a head names: enough for who was away for some publications. */
export const NAMED_SEGMENTS = 16;

export interface HeadHints {
  readonly head: SignedHead;
  /** The ops that have to be here before the log counts as read to its end. */
  readonly tips: readonly string[];
  readonly remote: string | undefined;
  readonly segments: readonly NewSegment[];
  readonly config: string | undefined;
}

/**
 * `tips` are the ends of all published stretches: several where machines write under one identity. They make the body another one
 * whenever any of them published something, also where the highest end stays.
 */
export function encodeHead(head: SignedHead, tips: readonly string[], remote: string, segments: readonly NewSegment[], config?: string): Uint8Array {
  return Buffer.from(canonicalJson({ cairn: 'head/1', head, tips: [...tips].sort(), remote, segments: segments.slice(-NAMED_SEGMENTS), ...(config === undefined ? {} : { config }) }), 'utf8');
}

/** Undefined for what is no head. */
export function readHead(body: Uint8Array): HeadHints | undefined {
  const parsed = HeadObject.safeParse(parseCanonicalJson(Buffer.from(body).toString('utf8')));
  if (!parsed.success) return undefined;
  const { head, tips, remote, segments = [], config } = parsed.data;
  return { head, tips: [head.hash, ...tips], remote, segments, config };
}
