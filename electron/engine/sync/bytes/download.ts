// Blobs come down: chunks that any blob here holds are copied, the rest is fetched; each is verified before it is written, and the
// whole before it is a blob. What was begun is gone on with, also after a restart.
import { blake3 } from '@napi-rs/blake-hash';
import { CairnError } from '../../../../shared/contract/errors.js';
import type { Arrival, Chunk, ChunkList, Hold } from '../../cache/types.js';
import type { Remote } from '../../remotes/types.js';
import { fetchBody } from '../fetchBody.js';
import { chunkKey } from '../keys.js';
import { allOf, createLanes, type Lanes } from './lanes.js';
import { listFor, MAX_CHUNK, type CarriedBlob } from './lists.js';
import type { Presence } from './present.js';
import { UNWATCHED, type ByteStore, type Missing, type Wanted, type Watch } from './types.js';
import { readElsewhere } from './upload.js';

export interface DownloadContext {
  readonly remote: Remote;
  readonly store: ByteStore;
  readonly lanes: Lanes;
  readonly presence: Presence;
}

export interface DownloadOptions {
  /** How a blob is carried; undefined for one without an entry. */
  readonly entryOf: (blob: string) => CarriedBlob | undefined;
  readonly watch?: Watch;
  readonly signal?: AbortSignal | undefined;
  readonly urgent?: boolean;
}

/** Small blobs are kept together: so many, or so many bytes, at once. */
const BATCH = { blobs: 256, bytes: 32 * 1024 * 1024 } as const;

/** Blobs of many chunks that are open at once. */
const OPEN = 3;

const digestOf = (bytes: Uint8Array): string => `b3:${blake3(bytes).toString('hex')}`;

/** Keeps small blobs in batches as they come. */
function createKeeper(store: ByteStore, hold: Hold): { add(bytes: Uint8Array): Promise<void>; end(): Promise<void> } {
  let waiting: Uint8Array[] = [];
  let size = 0;
  let last: Promise<unknown> = Promise.resolve();
  const flush = (): Promise<unknown> => {
    const batch = waiting;
    waiting = [];
    size = 0;
    if (batch.length > 0) last = last.then(() => store.putMany(batch, hold));
    return last;
  };
  return {
    async add(bytes) {
      waiting.push(bytes);
      size += bytes.length;
      if (waiting.length >= BATCH.blobs || size >= BATCH.bytes) await flush();
    },
    async end() {
      await flush();
    },
  };
}

/** One chunk from the remote, verified. A damaged one is asked for once more: it may have been damaged on the way. */
async function fetchChunk({ remote, presence }: DownloadContext, chunk: Chunk, signal: AbortSignal | undefined): Promise<Uint8Array | Missing['reason']> {
  let found: Missing['reason'] = 'missing';
  for (let tries = 0; tries < 2; tries += 1) {
    const fetched = await fetchBody(remote, chunkKey(chunk.digest), MAX_CHUNK, signal);
    if ('body' in fetched && digestOf(fetched.body) === chunk.digest) return fetched.body;
    if ('reason' in fetched && fetched.reason === 'missing') break;
    found = 'bad_digest';
  }
  presence.forget([chunk.digest]);
  return found;
}

async function downloadLarge(context: DownloadContext, { blob, bytes }: Wanted, list: ChunkList, hold: Hold, options: DownloadOptions): Promise<Missing | undefined> {
  const { store, lanes } = context;
  const { watch = UNWATCHED, signal, urgent = false } = options;
  const arrival: Arrival = await store.arrive(blob, bytes, list, hold);
  let missing: Missing | undefined;
  try {
    await allOf(list.chunks, async (chunk, index) => {
      if (arrival.has(index)) {
        watch.moved(chunk.length, 0);
        return;
      }
      await lanes.run({ bytes: chunk.length, signal, urgent }, async () => {
        signal?.throwIfAborted();
        if (missing) return;
        const local = await readElsewhere(store, chunk.digest, chunk.length);
        const body = local ?? (await fetchChunk(context, chunk, signal));
        if (typeof body === 'string') missing = { blob, key: chunkKey(chunk.digest), reason: body };
        else if (await arrival.write(index, body)) watch.moved(chunk.length, local ? 0 : chunk.length);
      });
    });
    if (!missing) await arrival.finish();
  } catch (error) {
    if (!(error instanceof CairnError) || error.code !== 'corrupt') throw error;
    missing = { blob, key: undefined, reason: 'bad_digest' };
  } finally {
    await arrival.close();
  }
  return missing;
}

/**
 * Fetches blobs that are not here. What the remote does not hold, or holds damaged, is named; the rest is kept all the same.
 * @throws CairnError offline, no_space ...; what has arrived until then stays for the next time
 */
export async function downloadBlobs(context: DownloadContext, wanted: readonly Wanted[], options: DownloadOptions): Promise<Missing[]> {
  const { store, lanes } = context;
  const { watch = UNWATCHED, signal, urgent = false } = options;
  const hold = store.hold();
  const keeper = createKeeper(store, hold);
  const missing: Missing[] = [];
  const large = createLanes({ start: OPEN, most: OPEN });
  const here = store.has(wanted.map(({ blob }) => blob));
  try {
    await allOf(wanted, async (want, index) => {
      const { blob, bytes } = want;
      if (here[index]) {
        watch.moved(bytes, 0);
        return;
      }
      const entry = options.entryOf(blob);
      if (entry && 'inline' in entry) {
        const body = Buffer.from(entry.inline, 'base64');
        if (digestOf(body) === blob) {
          await keeper.add(body);
          watch.moved(bytes, 0);
          return;
        }
      }
      if (bytes === 0) return keeper.add(new Uint8Array(0));
      const list = listFor(blob, bytes, entry);
      const [only] = list?.chunks ?? [];
      if (!list || !only) missing.push({ blob, key: undefined, reason: 'no_list' });
      else if (list.chunks.length > 1 || only.digest !== blob) {
        const failed = await large.run({ signal, urgent }, () => downloadLarge(context, want, list, hold, options));
        if (failed) missing.push(failed);
      } else {
        await lanes.run({ bytes, signal, urgent }, async () => {
          signal?.throwIfAborted();
          const local = await readElsewhere(store, blob, bytes);
          const body = local ?? (await fetchChunk(context, only, signal));
          if (typeof body === 'string') {
            missing.push({ blob, key: chunkKey(blob), reason: body });
            return;
          }
          await keeper.add(body);
          watch.moved(bytes, local ? 0 : bytes);
        });
      }
    });
  } finally {
    // What came is kept, whatever else went wrong.
    try {
      await keeper.end();
    } finally {
      hold.release();
    }
  }
  return missing;
}
