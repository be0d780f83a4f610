// Reads of kept blobs.
import { blake3 } from '@napi-rs/blake-hash';
import { open } from 'node:fs/promises';
import { CairnError } from '../../../shared/contract/errors.js';
import type { Digest } from '../../../shared/contract/primitives.js';
import { namedError } from './fsErrors.js';
import { digestText } from './layout.js';
import type { Parts } from './parts.js';
import { corruptError, setAside } from './quarantine.js';
import type { BlobSource } from './types.js';

const MAX_READ = 256 * 1024 * 1024;

export function absentError(blob: Digest, what: string): CairnError {
  return new CairnError('offline', `Reading ${what}: its bytes are not on this computer; connect to the remote that has them`, { blob });
}

function sizeOf(parts: Parts, blob: Digest): number {
  const row = parts.rows.get(blob);
  if (!row || row.damaged || !parts.presence.isHere(blob)) throw absentError(blob, blob);
  return row.size;
}

export async function readBlob(parts: Parts, blob: Digest): Promise<Uint8Array> {
  const size = sizeOf(parts, blob);
  if (size > MAX_READ) throw new CairnError('invalid_input', `Reading ${blob}: it is ${size} bytes long, too long to read at once`, { blob, size });
  try {
    const file = await open(parts.layout.blob(blob), 'r');
    try {
      const bytes = await file.readFile();
      if (digestText(blake3(bytes)) === blob) return bytes;
      if (setAside(parts, blob, await file.stat({ bigint: true })) !== undefined) throw corruptError(parts, blob, blob);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw namedError(error, 'root', 'Reading', blob);
  }
  // Another file has come in its place.
  return readBlob(parts, blob);
}

export async function withBlobSource<T>(parts: Parts, blob: Digest, name: string, use: (source: BlobSource) => Promise<T>): Promise<T> {
  const size = sizeOf(parts, blob);
  const file = await open(parts.layout.blob(blob), 'r').catch((error: unknown) => {
    throw namedError(error, 'root', 'Reading', blob);
  });
  try {
    return await use({
      size,
      name,
      async read(offset, length) {
        const wanted = Math.max(0, Math.min(length, size - offset));
        const bytes = Buffer.allocUnsafe(wanted);
        let got = 0;
        while (got < wanted) {
          const { bytesRead } = await file.read(bytes, got, wanted - got, offset + got);
          if (bytesRead === 0) break;
          got += bytesRead;
        }
        return bytes.subarray(0, got);
      },
    });
  } finally {
    await file.close();
  }
}
