// Whether a remote holds chunks whole and right, looked at now: by length and checksum. What is freed here rests on this alone.
import { blake3 } from '@napi-rs/blake-hash';
import { createHash } from 'node:crypto';
import type { ChunkList } from '../../cache/types.js';
import type { Remote, RemoteItem } from '../../remotes/types.js';
import { fetchBody } from '../fetchBody.js';
import { chunkKey, chunkPrefix } from '../keys.js';
import { listAll } from '../listAll.js';
import { allOf, type Lanes } from './lanes.js';
import { MAX_CHUNK } from './lists.js';
import type { ByteStore } from './types.js';

/** A chunk and where it lies here. */
export interface LocalChunk {
  readonly chunk: string;
  readonly blob: string;
  readonly from: number;
  readonly length: number;
}

/** The chunks of a blob that is here. */
export function placesIn(blob: string, { chunks }: ChunkList): LocalChunk[] {
  let at = 0;
  return chunks.map(({ digest: chunk, length }) => {
    const from = at;
    at += length;
    return { chunk, blob, from, length };
  });
}

/** Chunks that were proven, by remote and key, with the tag that their body had: one that stands is not read again. */
export interface Proofs {
  get(name: string): string | undefined;
  set(name: string, tag: string): void;
}

/** Some 10 MB of memory, for 400 GB of chunks. */
const MOST_PROOFS = 50_000;

/** The oldest go where there would be more. */
export function createProofs(most = MOST_PROOFS): Proofs {
  const tags = new Map<string, string>();
  return {
    get: (name) => tags.get(name),
    set(name, tag) {
      tags.delete(name);
      tags.set(name, tag);
      const [oldest] = tags.keys();
      if (tags.size > most && oldest !== undefined) tags.delete(oldest);
    },
  };
}

/** From so many chunks on, listing their folders takes fewer requests than asking for each. */
const LIST_FROM = 300;
/** Stores give the MD5 of what was put in one piece as its tag; encrypted ones give something else. */
const MD5 = /^[0-9a-f]{32}$/;

async function itemsOf(remote: Remote, lanes: Lanes, chunks: readonly LocalChunk[], signal: AbortSignal | undefined): Promise<Map<string, RemoteItem>> {
  const items = new Map<string, RemoteItem>();
  if (chunks.length < LIST_FROM) {
    await allOf(chunks, ({ chunk }) =>
      lanes.run({ signal }, async () => {
        const item = await remote.head(chunkKey(chunk), signal);
        if (item) items.set(item.key, item);
      }),
    );
    return items;
  }
  const folders = [...new Set(chunks.map(({ chunk }) => chunk.slice(3, 5)))];
  await allOf(folders, (folder) =>
    lanes.run({ signal }, async () => {
      for (const item of await listAll(remote, chunkPrefix(folder), signal)) items.set(item.key, item);
    }),
  );
  return items;
}

async function isRight(remote: Remote, store: ByteStore, { chunk, blob, from, length }: LocalChunk, tag: string, signal: AbortSignal | undefined): Promise<boolean> {
  if (MD5.test(tag)) {
    const own = await store.readChunk(blob, from, { digest: chunk, length });
    if (own && createHash('md5').update(own).digest('hex') === tag) return true;
  }
  const there = await fetchBody(remote, chunkKey(chunk), MAX_CHUNK, signal);
  return 'body' in there && `b3:${blake3(there.body).toString('hex')}` === chunk;
}

/** The chunks that lie in the remote, of the right length and with the right bytes. */
export async function provenChunks(remote: Remote, store: ByteStore, lanes: Lanes, chunks: readonly LocalChunk[], proofs: Proofs, signal?: AbortSignal): Promise<Set<string>> {
  const proven = new Set<string>();
  const items = await itemsOf(remote, lanes, chunks, signal);
  await allOf(chunks, async (local) => {
    const item = items.get(chunkKey(local.chunk));
    if (item?.size !== local.length) return;
    const name = `${remote.url} ${item.key}`;
    if (proofs.get(name) !== item.tag) {
      if (!(await lanes.run({ bytes: local.length, signal }, () => isRight(remote, store, local, item.tag, signal)))) return;
      proofs.set(name, item.tag);
    }
    proven.add(local.chunk);
  });
  return proven;
}
