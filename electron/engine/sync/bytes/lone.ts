// Blobs that an operation names by itself: facts, parts of histories, diffs. Short ones are their own chunk; the list of a longer one
// is an object of its own.
import { z } from 'zod';
import type { ChunkList } from '../../cache/types.js';
import { blake3Hex } from '../../domain/blake3.js';
import { canonicalJson, parseCanonicalJson } from '../../domain/canonicalJson.js';
import type { Op } from '../../domain/ops.js';
import type { Remote } from '../../remotes/types.js';
import { fetchBody } from '../fetchBody.js';
import { chunkKey, LIMITS, listKey, listsPrefix } from '../keys.js';
import { listAll } from '../listAll.js';
import { putWhole } from '../putWhole.js';
import { carriedList, CarriedList, type CarriedBlob } from './lists.js';

const ListObject = z.object({ cairn: z.literal('list/1'), blob: z.string(), list: CarriedList });

/** Every digest in a body, whatever the kind: also kinds of tomorrow. The digest of a version is its manifest's, which travels by itself. */
export function loneBlobsOf(ops: readonly Op[]): string[] {
  const found = new Set<string>();
  const walk = (value: unknown): void => {
    if (typeof value === 'string') {
      if (/^b3:[0-9a-f]{64}$/.test(value)) found.add(value);
    } else if (typeof value === 'object' && value !== null) Object.values(value).forEach(walk);
  };
  for (const op of ops) {
    if (op.kind === 'version') continue;
    const { blob: _described, ...rest } = op.body;
    // The file that facts are about belongs to a version, and travels with it.
    walk(op.kind === 'facts' ? rest : op.body);
  }
  return [...found];
}

/** Puts the list of a blob of several chunks. */
export async function putList(remote: Remote, blob: string, list: ChunkList, signal?: AbortSignal): Promise<void> {
  const body = Buffer.from(canonicalJson({ cairn: 'list/1', blob, list: carriedList(list) }), 'utf8');
  await putWhole(remote, listKey(blob, blake3Hex(body)), body, signal);
}

/** The list in one object of a blob; or why there is none: `bad_digest` for bytes that are not those its key says. */
export async function readList(remote: Remote, blob: string, key: string, signal?: AbortSignal): Promise<{ readonly list: CarriedList } | { readonly reason: string }> {
  const fetched = await fetchBody(remote, key, LIMITS.list, signal);
  if (!('body' in fetched)) return fetched;
  if (listKey(blob, blake3Hex(fetched.body)) !== key) return { reason: 'bad_digest' };
  const parsed = ListObject.safeParse(parseCanonicalJson(Buffer.from(fetched.body).toString('utf8')));
  return parsed.success && parsed.data.blob === blob ? { list: parsed.data.list } : { reason: 'malformed' };
}

interface LoneBlob {
  readonly bytes: number;
  readonly entry: CarriedBlob | undefined;
}

/** How a blob by itself lies in the remote, and how long it is; undefined when it is not there. `unread`: a list of it is there that cannot be read. */
export async function readLone(remote: Remote, blob: string, signal?: AbortSignal): Promise<{ readonly found: LoneBlob | undefined; readonly unread: boolean }> {
  const chunk = await remote.head(chunkKey(blob), signal);
  if (chunk) return { found: { bytes: chunk.size, entry: undefined }, unread: false };
  let unread = false;
  for (const { key } of await listAll(remote, listsPrefix(blob), signal)) {
    const read = await readList(remote, blob, key, signal);
    if ('list' in read) return { found: { bytes: read.list.chunks.reduce((sum, [, length]) => sum + length, 0), entry: read.list }, unread };
    unread = true;
  }
  return { found: undefined, unread };
}

export const findLone = async (remote: Remote, blob: string, signal?: AbortSignal): Promise<LoneBlob | undefined> => (await readLone(remote, blob, signal)).found;
