// The one hash of Cairn: BLAKE3-256 (native).
import { blake3 } from '@napi-rs/blake-hash';

/** 64 lower-case hex digits. A string is hashed as UTF-8; it must not hold lone surrogates. */
export function blake3Hex(input: string | Uint8Array): string {
  return blake3(typeof input === 'string' ? Buffer.from(input, 'utf8') : input).toString('hex');
}
