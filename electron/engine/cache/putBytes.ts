// Small derived bytes (facts, manifests, diffs) become a durable blob like any other.
import { blake3 } from '@napi-rs/blake-hash';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Digest } from '../../../shared/contract/primitives.js';
import { createChunkStream } from './chunker/chunkStream.js';
import { namedError } from './fsErrors.js';
import type { WorkingHold } from './holds.js';
import { chunkListOf } from './ingestLarge.js';
import { place, record } from './keep.js';
import { BLOB_MODE, digestText } from './layout.js';
import type { Parts } from './parts.js';

export async function putBytes(parts: Parts, hold: WorkingHold, bytes: Uint8Array): Promise<Digest> {
  const digest = digestText(blake3(bytes));
  hold.take([digest]);
  if (parts.presence.isSound(digest)) return digest;
  const stream = createChunkStream(bytes.length, null);
  stream.push(bytes);
  const temp = join(hold.seat.folder, `${hold.id}-${digest.slice(3)}`);
  try {
    const file = await open(temp, 'w', 0o600);
    try {
      await file.writeFile(bytes);
      await file.chmod(BLOB_MODE);
      await file.sync();
    } finally {
      await file.close();
    }
    const kept = await place(parts, hold, [{ temp, digest, size: bytes.length, list: chunkListOf(bytes.length, stream.finish()) }]);
    await record(parts, kept, []);
    return digest;
  } catch (error) {
    throw namedError(error, 'root', 'Keeping', parts.layout.root);
  }
}
