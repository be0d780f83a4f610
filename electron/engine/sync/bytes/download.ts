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
import { readElsewhere, readWithin } from './upload.js';

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

/** What lay in manifests is kept together: so many, or so many bytes in memory, at once. */
const INLINE_BATCH = { blobs: 256, bytes: 4 * 1024 * 1024 } as const;
/** Small blobs that arrived lie on disk already: the more are made durable together, the fewer folders have to be. */
const ARRIVED_BATCH = { blobs: 1024, bytes: 128 * 1024 * 1024 } as const;

/** Blobs of many chunks that are open at once. */
const OPEN = 3;
/** Bytes of a blob that is there for the most part which come at once: its digest, made from its front on, waits for the first of them. */
const FEW = 48 * 1024 * 1024;

const digestOf = (bytes: Uint8Array): string => `b3:${blake3(bytes).toString('hex')}`;

/** Collects until there is enough, then hands over what there is. One batch at a time. */
function createBatches<T>(limit: { readonly blobs: number; readonly bytes: number }, keep: (batch: readonly T[]) => Promise<unknown>): { add(item: T, bytes: number): Promise<void>; end(): Promise<void> } {
  let waiting: T[] = [];
  let size = 0;
  let last: Promise<unknown> = Promise.resolve();
  const flush = async (): Promise<void> => {
    const batch = waiting;
    waiting = [];
    size = 0;
    if (batch.length > 0) last = last.then(() => keep(batch));
    await last;
  };
  return {
    async add(item, bytes) {
      waiting.push(item);
      size += bytes;
      if (waiting.length >= limit.blobs || size >= limit.bytes) await flush();
    },
    end: flush,
  };
}

/** One chunk from the remote, verified. A damaged one is asked for once more: it may have been damaged on the way. */
async function fetchChunk({ remote, presence }: DownloadContext, chunk: Chunk, room: Uint8Array, signal: AbortSignal | undefined): Promise<Uint8Array | Missing['reason']> {
  let found: Missing['reason'] = 'missing';
  for (let tries = 0; tries < 2; tries += 1) {
    const fetched = await fetchBody(remote, chunkKey(chunk.digest), MAX_CHUNK, signal, room);
    if ('body' in fetched && digestOf(fetched.body) === chunk.digest) return fetched.body;
    if ('reason' in fetched && fetched.reason === 'missing') break;
    found = 'bad_digest';
  }
  presence.forget([chunk.digest]);
  return found;
}

async function bringChunks(context: DownloadContext, { blob, bytes }: Wanted, list: ChunkList, arrival: Arrival, options: DownloadOptions): Promise<Missing | undefined> {
  const { store, lanes } = context;
  const { watch = UNWATCHED, signal, urgent = false } = options;
  const mostly = list.chunks.filter((_, index) => arrival.has(index)).length > list.chunks.length / 2;
  const width = Math.ceil((FEW * list.chunks.length) / bytes);
  const few = createLanes({ start: width, most: width });
  const inTurn = (work: () => Promise<void>): Promise<void> => (mostly ? few.run({ signal, urgent }, work) : work());
  let missing: Missing | undefined;
  const told = new Set<number>();
  const tell = (index: number, length: number, fetched: number): void => {
    watch.moved(told.has(index) ? 0 : length, fetched);
    told.add(index);
  };
  const bring = (): Promise<void> =>
    allOf(list.chunks, async (chunk, index) => {
      if (arrival.has(index)) {
        tell(index, chunk.length, 0);
        return;
      }
      await inTurn(() =>
        lanes.run({ bytes: chunk.length, signal, urgent }, async (room) => {
          signal?.throwIfAborted();
          if (missing) return;
          const local = await readElsewhere(store, chunk.digest, chunk.length, room);
          const body = local ?? (await fetchChunk(context, chunk, room, signal));
          if (typeof body === 'string') missing = { blob, reason: body };
          else if (await arrival.write(index, body)) tell(index, chunk.length, local ? 0 : chunk.length);
          // These are the bytes of that name, and the list says another length.
          else missing = { blob, reason: 'bad_digest' };
        }),
      );
    });
  await bring();
  while (!missing && !(await arrival.finish())) await bring();
  return missing;
}

/** Brings a blob by its list. A list that makes another file, or one of another length, costs that blob alone. */
async function downloadLarge(context: DownloadContext, want: Wanted, list: ChunkList, hold: Hold, options: DownloadOptions): Promise<Missing | undefined> {
  try {
    const arrival = await context.store.arrive(want.blob, want.bytes, list, hold, options.signal);
    try {
      return await bringChunks(context, want, list, arrival, options);
    } finally {
      await arrival.close();
    }
  } catch (error) {
    if (!(error instanceof CairnError) || error.code !== 'corrupt') throw error;
    return { blob: want.blob, reason: 'bad_digest' };
  }
}

/**
 * Fetches blobs that are not here; one that is asked for twice comes once. What the remote does not hold, or holds damaged, is named; the rest is kept all the same.
 * @throws CairnError offline, no_space ...; what has arrived until then stays for the next time
 */
export async function downloadBlobs(context: DownloadContext, asked: readonly Wanted[], options: DownloadOptions): Promise<Missing[]> {
  const { store, lanes } = context;
  const wanted = [...new Map(asked.map((want) => [want.blob, want])).values()];
  const { watch = UNWATCHED, signal, urgent = false } = options;
  const hold = store.hold();
  const inline = createBatches<Uint8Array>(INLINE_BATCH, (bodies) => store.putMany(bodies, hold));
  const small = createBatches<Wanted>(ARRIVED_BATCH, (blobs) => store.keepArrived(blobs, hold));
  const begun = store.begun(wanted.map(({ blob }) => blob));
  const missing: Missing[] = [];
  const large = createLanes({ start: OPEN, most: OPEN });
  // What is here may be there by a log that is cancelled before this ends.
  const here = hold.add(wanted.map(({ blob }) => blob));
  const within = store.sync.withinOthers(wanted.map(({ blob }) => blob));
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
          await inline.add(body, bytes);
          watch.moved(bytes, 0);
          return;
        }
      }
      if (bytes === 0) return inline.add(new Uint8Array(0), 0);
      const list = listFor(blob, bytes, entry);
      const [only] = list?.chunks ?? [];
      if (!list || !only) missing.push({ blob, reason: 'no_list' });
      else if (list.chunks.length > 1 || only.digest !== blob) {
        const failed = await large.run({ signal, urgent }, () => downloadLarge(context, want, list, hold, options));
        if (failed) missing.push(failed);
      } else if (begun.has(blob) && (await store.hasArrived(blob, hold))) {
        watch.moved(bytes, 0);
        await small.add(want, bytes);
      } else {
        await lanes.run({ bytes, signal, urgent }, async (room) => {
          signal?.throwIfAborted();
          // Who asked for the same at the same time may have brought it.
          if (store.has([blob])[0]) {
            watch.moved(bytes, 0);
            return;
          }
          const local = within.has(blob) ? await readWithin(store, blob, bytes, room) : undefined;
          const body = local ?? (await fetchChunk(context, only, room, signal));
          if (typeof body === 'string' || body.length !== bytes) {
            missing.push({ blob, reason: typeof body === 'string' ? body : 'bad_digest' });
            return;
          }
          await store.arriveWhole(blob, body);
          watch.moved(bytes, local ? 0 : bytes);
          await small.add(want, bytes);
        });
      }
    });
  } finally {
    // What came is kept, whatever else went wrong.
    try {
      await allOf([inline, small], (batches) => batches.end());
    } finally {
      hold.release();
    }
  }
  return missing;
}
