// A Sigstore bundle around a signed statement: a DSSE envelope, and by which key it was signed.
import { z } from 'zod';
import { canonicalJson } from '../canonicalJson.js';
import { certified, fingerprintOf, verifyEc, type Signer } from './ecKey.js';

const MEDIA_TYPE = 'application/vnd.dev.sigstore.bundle.v0.3+json';
const PAYLOAD_TYPE = 'application/vnd.in-toto+json';

const Certificate = z.object({ rawBytes: z.base64() });
const Bundle = z.object({
  mediaType: z.string().startsWith('application/vnd.dev.sigstore.bundle'),
  verificationMaterial: z.object({
    publicKey: z.object({ hint: z.string().nullish() }).optional(),
    certificate: Certificate.optional(),
    x509CertificateChain: z.object({ certificates: z.array(Certificate).min(1) }).optional(),
  }),
  dsseEnvelope: z.object({ payload: z.base64(), payloadType: z.literal(PAYLOAD_TYPE), signatures: z.array(z.object({ sig: z.base64() })).length(1) }),
});

export interface ModelBundle {
  /** The statement, as it was signed. */
  readonly payload: Uint8Array;
  readonly signature: Uint8Array;
  /** Fingerprint of the key, where the bundle names it so. */
  readonly hint: string | null;
  /** Key and name of the certificate that is in the bundle. Who vouches for it is not looked at. */
  readonly certified: { readonly publicKey: string; readonly signer: string } | undefined;
}

/** DSSE's pre-authentication encoding: what the signature is over. */
function authenticated(payload: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(`DSSEv1 ${PAYLOAD_TYPE.length} ${PAYLOAD_TYPE} ${payload.length} `, 'utf8'), payload]);
}

/** Signs a statement. */
export function signBundle(payload: Uint8Array, signer: Signer): string {
  return canonicalJson({
    mediaType: MEDIA_TYPE,
    verificationMaterial: { publicKey: { hint: fingerprintOf(signer.publicKey) }, tlogEntries: [] },
    dsseEnvelope: { payload: Buffer.from(payload).toString('base64'), payloadType: PAYLOAD_TYPE, signatures: [{ sig: Buffer.from(signer.sign(authenticated(payload))).toString('base64'), keyid: '' }] },
  });
}

/** Undefined for what is no bundle of a signed statement. */
export function readBundle(text: string): ModelBundle | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  const bundle = Bundle.safeParse(parsed);
  if (!bundle.success) return undefined;
  const { verificationMaterial: material, dsseEnvelope: envelope } = bundle.data;
  const certificate = material.certificate ?? material.x509CertificateChain?.certificates[0];
  return {
    payload: Buffer.from(envelope.payload, 'base64'),
    signature: Buffer.from(envelope.signatures[0]?.sig ?? '', 'base64'),
    hint: material.publicKey?.hint ?? null,
    certified: certificate && certified(Buffer.from(certificate.rawBytes, 'base64')),
  };
}

/** Whether this key signed the statement in the bundle. */
export function isSignedBy({ payload, signature, hint }: ModelBundle, publicKey: string): boolean {
  return (hint === null || hint === '' || hint === fingerprintOf(publicKey)) && verifyEc(publicKey, authenticated(payload), signature);
}
