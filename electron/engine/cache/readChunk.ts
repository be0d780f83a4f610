// Chunks of kept blobs, verified as they are read: nothing damaged leaves this device.
import { blake3 } from '@napi-rs/blake-hash';
import { open } from 'node:fs/promises';
import type { Digest } from '../../../shared/contract/primitives.js';
import { errnoOf } from './fsErrors.js';
import { digestText } from './layout.js';
import type { Parts } from './parts.js';
import { setAside } from './quarantine.js';
import type { Chunk } from './types.js';

/** Whether the blob's own rows say this of it: then its bytes are wrong where they differ. Else who asked may be: lists come from outside too. */
function isOwn(parts: Parts, blob: Digest, from: number, { digest, length }: Chunk): boolean {
  const chunks = parts.rows.chunks(blob)?.chunks ?? [];
  let at = 0;
  for (const chunk of chunks) {
    if (at === from && chunk.digest === digest && chunk.length === length) return true;
    at += chunk.length;
  }
  return from === 0 && digest === blob && length === at;
}

/** See `Cache.readChunk`. */
export async function readChunk(parts: Parts, blob: Digest, from: number, chunk: Chunk, room?: Uint8Array): Promise<Uint8Array | undefined> {
  const row = parts.rows.get(blob);
  if (!row || row.damaged) return undefined;
  try {
    const file = await open(parts.layout.blob(blob), 'r');
    try {
      const bytes = room && chunk.length <= room.length ? room.subarray(0, chunk.length) : Buffer.allocUnsafeSlow(chunk.length);
      let got = 0;
      while (got < chunk.length) {
        const { bytesRead } = await file.read(bytes, got, chunk.length - got, from + got);
        if (bytesRead === 0) break;
        got += bytesRead;
      }
      if (got === chunk.length && digestText(blake3(bytes)) === chunk.digest) return bytes;
      if (isOwn(parts, blob, from, chunk)) setAside(parts, blob, await file.stat({ bigint: true }));
      return undefined;
    } finally {
      await file.close();
    }
  } catch (error) {
    // What the disk refuses to read is not here, whatever a verification will say of it.
    if (['ENOENT', 'EIO'].includes(errnoOf(error) ?? '')) return undefined;
    throw error;
  }
}
