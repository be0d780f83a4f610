// Many small blobs at once: written and made durable side by side, held, placed and recorded together.
import { blake3 } from '@napi-rs/blake-hash';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Digest } from '../../../shared/contract/primitives.js';
import { CHUNKERS } from './chunker/chunkStream.js';
import { namedError } from './fsErrors.js';
import type { WorkingHold } from './holds.js';
import { place, record, type TempFile } from './keep.js';
import { BLOB_MODE, digestText } from './layout.js';
import type { Parts } from './parts.js';

async function seal(hold: WorkingHold, digest: Digest, bytes: Uint8Array): Promise<TempFile> {
  const temp = join(hold.seat.folder, `${hold.id}-${digest.slice(3)}`);
  const file = await open(temp, 'w', 0o600);
  try {
    await file.writeFile(bytes);
    await file.chmod(BLOB_MODE);
    await file.sync();
  } finally {
    await file.close();
  }
  return { temp, digest, size: bytes.length, list: { chunker: 'whole', version: CHUNKERS.whole, chunks: [{ digest, length: bytes.length }] } };
}

/** See `Cache.putMany`. */
export async function putMany(parts: Parts, hold: WorkingHold, bodies: readonly Uint8Array[]): Promise<Digest[]> {
  const digests = bodies.map((bytes) => digestText(blake3(bytes)));
  const distinct = new Map(digests.map((digest, index) => [digest, bodies[index] as Uint8Array]));
  hold.take([...distinct.keys()]);
  const absent = [...distinct].filter(([digest]) => !hold.placed.has(digest) && !parts.presence.isSound(digest));
  try {
    const sealed = await Promise.all(absent.map(([digest, bytes]) => seal(hold, digest, bytes)));
    if (sealed.length > 0) await record(parts, await place(parts, hold, sealed), []);
    return digests;
  } catch (error) {
    throw namedError(error, 'root', 'Keeping', parts.layout.root);
  }
}
