// signatures.*: who signed the files of a version, as OpenSSF Model Signing has it, and whether that holds.
import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { Actor, Digest, Id, Millis, Progress } from './primitives.js';

/** PEM text of a public key. */
const PublicKey = z.string().min(1).max(10_000);
const Ref = z.string().min(1).max(2000);

export const ModelSignature = z.object({
  id: Id,
  /** The blob that is the bundle. */
  bundle: Digest,
  /** SHA-256 of the key's PEM text, as bundles name a key. Null where neither the bundle nor anybody said it. */
  fingerprint: z.string().nullable(),
  /** Whom the certificate in the bundle names; nobody looked who vouches for it. */
  signer: z.string().nullable(),
  /** Who attached it, when, and where. */
  actor: Actor,
  at: Millis,
  device: z.string(),
  /** `unchecked`: what it takes was not read yet, or cannot be checked here; `message` says which. */
  state: z.enum(['holds', 'broken', 'unchecked']),
  message: z.string(),
  /** Files that it says nothing about, at most 100. */
  unsigned: z.array(z.string()),
});
export type ModelSignature = z.infer<typeof ModelSignature>;

const progress = z.object({ event: z.literal('progress'), progress: Progress });

export const StatementEvent = z.discriminatedUnion('event', [progress, z.object({ event: z.literal('done'), version: Id, ref: z.string(), payload: z.base64() })]);
export type StatementEvent = z.infer<typeof StatementEvent>;

export const SignatureEvent = z.discriminatedUnion('event', [progress, z.object({ event: z.literal('done'), ref: z.string(), signatures: z.array(ModelSignature) })]);
export type SignatureEvent = z.infer<typeof SignatureEvent>;

export const signaturesContract = {
  /** What is to be signed for a version: every file is read. Whoever has the key signs it; the key stays there. @throws offline, corrupt, invalid_input */
  statement: oc.input(z.object({ ref: Ref })).output(eventIterator(StatementEvent)),
  /** Attaches a bundle, once it holds for the files of the version. @throws invalid_input when it does not */
  attach: oc.input(z.object({ ref: Ref, bundle: z.string().min(2).max(64 * 1024 * 1024), publicKey: PublicKey.optional() })).output(eventIterator(SignatureEvent)),
  /** The signatures of a version, newest first, as far as is known without reading files. */
  list: oc.input(z.object({ ref: Ref })).output(z.array(ModelSignature)),
  /** Reads every file, and says of each signature whether it holds; with `publicKey` whether it is by that key. */
  check: oc.input(z.object({ ref: Ref, publicKey: PublicKey.optional() })).output(eventIterator(SignatureEvent)),
  /** The newest bundle of a version. @throws not_found, offline */
  bundle: oc.input(z.object({ ref: Ref })).output(z.object({ ref: z.string(), text: z.string() })),
};
