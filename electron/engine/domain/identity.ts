// A device's Ed25519 identity. Its id is the fingerprint of its public key.
import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { CairnError } from '../../../shared/contract/errors.js';
import type { Random } from '../ports.js';
import { blake3Hex } from './blake3.js';

const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

export interface DeviceIdentity {
  /** BLAKE3 (64 hex) of the 32 raw bytes of the public key. */
  readonly id: string;
  /** 64 hex: the raw public key. */
  readonly publicKey: string;
  /** Ed25519 signature, 128 hex. */
  sign(bytes: Uint8Array): string;
}

/** The device id that belongs to a public key (64 hex). */
export function fingerprint(publicKey: string): string {
  return blake3Hex(Buffer.from(publicKey, 'hex'));
}

function identityOf(key: KeyObject): DeviceIdentity {
  const publicKey = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(SPKI_PREFIX.length).toString('hex');
  return { id: fingerprint(publicKey), publicKey, sign: (bytes) => sign(null, bytes, key).toString('hex') };
}

function keyOf(seed: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: 'der', type: 'pkcs8' });
}

/** A new identity, and the text its key file holds (PKCS8 PEM, a secret). */
export function createIdentity(random: Random): { readonly identity: DeviceIdentity; readonly keyFile: string } {
  const key = keyOf(random.bytes(32));
  return { identity: identityOf(key), keyFile: key.export({ format: 'pem', type: 'pkcs8' }).toString() };
}

/** The identity of a 32-byte seed. */
export function identityFromSeed(seed: Uint8Array): DeviceIdentity {
  if (seed.length !== 32) throw new CairnError('invalid_input', `A device key has a seed of 32 bytes; ${seed.length} were given.`);
  return identityOf(keyOf(seed));
}

/** @throws CairnError data_root_unusable when the text is not an Ed25519 private key in PKCS8 PEM */
export function identityFromKeyFile(text: string, file = 'device.key'): DeviceIdentity {
  try {
    const key = createPrivateKey(text);
    if (key.asymmetricKeyType === 'ed25519') return identityOf(key);
  } catch (cause) {
    throw new CairnError('data_root_unusable', `Reading ${file}, no private key was found in it. Restore the file, or remove it to take a new identity.`, { file }, { cause });
  }
  throw new CairnError('data_root_unusable', `Reading ${file}, a key of another kind than Ed25519 was found. Restore the file, or remove it to take a new identity.`, { file });
}

/** Of the keys used last: making one out of its text takes longer than verifying with it. */
const keys = new Map<string, KeyObject>();
const MOST_KEYS = 1000;

function publicKeyOf(text: string): KeyObject {
  const known = keys.get(text);
  if (known) return known;
  const key = createPublicKey({ key: Buffer.concat([SPKI_PREFIX, Buffer.from(text, 'hex')]), format: 'der', type: 'spki' });
  if (keys.size === MOST_KEYS) keys.clear();
  keys.set(text, key);
  return key;
}

/** True when `signature` (128 hex) over `bytes` is by the holder of `publicKey` (64 hex). Malformed input is false. */
export function verifySignature(publicKey: string, bytes: Uint8Array, signature: string): boolean {
  if (!/^[0-9a-f]{64}$/.test(publicKey) || !/^[0-9a-f]{128}$/.test(signature)) return false;
  try {
    return verify(null, bytes, publicKeyOf(publicKey), Buffer.from(signature, 'hex'));
  } catch {
    return false;
  }
}
