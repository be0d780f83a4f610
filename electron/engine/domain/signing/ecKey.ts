// Elliptic-curve keys of model signatures: P-256, P-384 and P-521, each with the hash that belongs to it.
import { createHash, createPrivateKey, createPublicKey, sign, verify, X509Certificate, type KeyObject } from 'node:crypto';
import { CairnError } from '../../../../shared/contract/errors.js';

const HASHES: Readonly<Record<string, string>> = { prime256v1: 'sha256', secp384r1: 'sha384', secp521r1: 'sha512' };

function hashOf(key: KeyObject): string {
  const hash = HASHES[key.asymmetricKeyDetails?.namedCurve ?? ''];
  if (hash === undefined) throw new CairnError('invalid_input', 'The key is not one of an elliptic curve that model signatures use: P-256, P-384 or P-521. Make one with "openssl ecparam -name prime256v1 -genkey -noout".');
  return hash;
}

function readable(read: () => KeyObject, what: string): KeyObject {
  try {
    return read();
  } catch (error) {
    throw new CairnError('invalid_input', `Reading ${what} failed: ${(error as Error).message}. It has to be PEM text.`, {}, { cause: error });
  }
}

/** A public key in its one PEM form. @throws CairnError invalid_input */
export function publicKeyPem(pem: string): string {
  const key = readable(() => createPublicKey(pem), 'the public key');
  hashOf(key);
  return key.export({ type: 'spki', format: 'pem' }).toString();
}

/** What a bundle calls a key by: SHA-256 (64 hex) of its PEM text. */
export const fingerprintOf = (publicKey: string): string => createHash('sha256').update(publicKey).digest('hex');

export interface Signer {
  readonly publicKey: string;
  /** ECDSA, DER. */
  sign(bytes: Uint8Array): Uint8Array;
}

/** @param passphrase of a key that is encrypted @throws CairnError invalid_input */
export function signerOf(privateKey: string, passphrase?: string): Signer {
  const key = readable(() => createPrivateKey({ key: privateKey, ...(passphrase === undefined ? {} : { passphrase }) }), 'the private key');
  const hash = hashOf(key);
  return { publicKey: createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString(), sign: (bytes) => sign(hash, bytes, key) };
}

export function verifyEc(publicKey: string, bytes: Uint8Array, signature: Uint8Array): boolean {
  const key = createPublicKey(publicKey);
  return verify(hashOf(key), bytes, key, signature);
}

/** The key of a certificate (DER), and whom it names. Undefined for what is no certificate of such a key. */
export function certified(der: Uint8Array): { readonly publicKey: string; readonly signer: string } | undefined {
  try {
    const { publicKey, subject, subjectAltName } = new X509Certificate(der);
    return { publicKey: publicKeyPem(publicKey.export({ type: 'spki', format: 'pem' }).toString()), signer: (subjectAltName ?? subject ?? '').replaceAll('\n', ', ') };
  } catch {
    return undefined;
  }
}
