// Chunks go up: those that the remote does not hold, side by side, each verified as it is read.
import { blake3 } from '@napi-rs/blake-hash';
import type { ChunkList } from '../../cache/types.js';
import type { Remote } from '../../remotes/types.js';
import { fetchBody } from '../fetchBody.js';
import { chunkKey } from '../keys.js';
import { allOf, type Lanes } from './lanes.js';
import { MAX_CHUNK } from './lists.js';
import type { Presence } from './present.js';
import { putWhole } from '../putWhole.js';
import { UNWATCHED, type ByteStore, type Missing, type Watch } from './types.js';

export interface Upload {
  readonly blob: string;
  /** As it lies, or shall lie, in the remote. */
  readonly list: ChunkList;
}

export interface UploadContext {
  readonly remote: Remote;
  readonly store: ByteStore;
  readonly lanes: Lanes;
  readonly presence: Presence;
}

/** Notes are kept in batches: one that is lost costs a request. */
const NOTE_EVERY = 64;

/**
 * Makes every chunk of the blobs be in the remote. What is absent or damaged here and not there either is named and left out.
 * `heal`: overwrite what is there, if need be with itself: it was found to be damaged, or is marked. `only`: none but these chunks.
 */
export async function uploadBlobs({ remote, store, lanes, presence }: UploadContext, blobs: readonly Upload[], options: { readonly watch?: Watch; readonly signal?: AbortSignal | undefined; readonly heal?: boolean; readonly only?: ReadonlySet<string> } = {}): Promise<Missing[]> {
  const { watch = UNWATCHED, signal, heal = false, only } = options;
  const places = new Map<string, { readonly blob: string; readonly from: number; readonly length: number }>();
  for (const { blob, list } of blobs) {
    let from = 0;
    for (const { digest, length } of list.chunks) {
      if (!places.has(digest) && (only?.has(digest) ?? true)) places.set(digest, { blob, from, length });
      from += length;
    }
  }
  const there = heal ? new Set<string>() : await presence.present(new Map([...places].map(([chunk, { length }]) => [chunk, length])), signal);
  const missing = new Map<string, Missing>();
  let done: string[] = [];
  const note = (): void => {
    if (done.length > 0) presence.note(done);
    done = [];
  };
  for (const [chunk, { length }] of places) if (there.has(chunk)) watch.moved(length, 0);
  const rest = [...places].filter(([chunk, { length }]) => !there.has(chunk) && length > 0);
  try {
    await allOf(rest, ([chunk, { blob, from, length }]) =>
      lanes.run({ bytes: length, signal }, async (room) => {
        signal?.throwIfAborted();
        const here = (await store.readChunk(blob, from, { digest: chunk, length }, room)) ?? (await readElsewhere(store, chunk, length, room));
        const body = here ?? (heal ? await readThere(remote, chunk, room, signal) : undefined);
        if (!body) {
          missing.set(blob, { blob, reason: 'missing' });
          return;
        }
        if (heal) await remote.put(chunkKey(chunk), body, signal);
        else await putWhole(remote, chunkKey(chunk), body, signal);
        watch.moved(length, length);
        done.push(chunk);
        if (done.length >= NOTE_EVERY) note();
      }),
    );
  } finally {
    note();
  }
  return [...missing.values()];
}

async function readThere(remote: Remote, chunk: string, room: Uint8Array, signal: AbortSignal | undefined): Promise<Uint8Array | undefined> {
  const there = await fetchBody(remote, chunkKey(chunk), MAX_CHUNK, signal, room);
  return 'body' in there && `b3:${blake3(there.body).toString('hex')}` === chunk ? there.body : undefined;
}

/** The chunk from the blob that it is, or from another that holds it, in the room if it is long enough. */
export async function readElsewhere(store: ByteStore, chunk: string, length: number, room: Uint8Array): Promise<Uint8Array | undefined> {
  return (await store.readChunk(chunk, 0, { digest: chunk, length }, room)) ?? readWithin(store, chunk, length, room);
}

/** The chunk from a longer blob that holds it, in the room if it is long enough. */
export async function readWithin(store: ByteStore, chunk: string, length: number, room: Uint8Array): Promise<Uint8Array | undefined> {
  for (const { blob, from } of store.sync.placesOf(chunk)) {
    const found = await store.readChunk(blob, from, { digest: chunk, length }, room);
    if (found) return found;
  }
  return undefined;
}
