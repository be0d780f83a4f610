// Chunks of kept blobs, verified as they are read: nothing damaged leaves this device.
import { blake3 } from '@napi-rs/blake-hash';
import { open } from 'node:fs/promises';
import type { Digest } from '../../../shared/contract/primitives.js';
import { errnoOf } from './fsErrors.js';
import { digestText } from './layout.js';
import type { Parts } from './parts.js';
import { setAside } from './quarantine.js';
import type { Chunk } from './types.js';

/** See `Cache.readChunk`. */
export async function readChunk(parts: Parts, blob: Digest, from: number, chunk: Chunk, room?: Uint8Array): Promise<Uint8Array | undefined> {
  const row = parts.rows.get(blob);
  if (!row || row.damaged) return undefined;
  let bytes: Uint8Array;
  try {
    const file = await open(parts.layout.blob(blob), 'r');
    try {
      bytes = room && chunk.length <= room.length ? room.subarray(0, chunk.length) : Buffer.allocUnsafeSlow(chunk.length);
      let got = 0;
      while (got < chunk.length) {
        const { bytesRead } = await file.read(bytes, got, chunk.length - got, from + got);
        if (bytesRead === 0) break;
        got += bytesRead;
      }
      bytes = bytes.subarray(0, got);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
  if (bytes.length === chunk.length && digestText(blake3(bytes)) === chunk.digest) return bytes;
  await setAside(parts, blob);
  return undefined;
}
