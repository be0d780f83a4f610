// Looks at the chunks and manifests' objects that no version which is looked at names: of deleted versions, or of nothing any more.
import { blake3 } from '@napi-rs/blake-hash';
import type { Op } from '../../domain/ops.js';
import { allOf } from '../bytes/lanes.js';
import { MAX_CHUNK } from '../bytes/lists.js';
import { readElsewhere } from '../bytes/upload.js';
import { fetchBody } from '../fetchBody.js';
import { CHUNKS_PREFIX, LIMITS, MANIFESTS_PREFIX } from '../keys.js';
import { listAll } from '../listAll.js';
import { healManifest } from './manifests.js';
import type { HealContext, RemoteLack } from './types.js';

/** Whether the bytes at the key are those that its last part names. */
async function isWhole({ remote, lanes, signal }: HealContext, key: string, size: number, most: number): Promise<boolean> {
  return lanes.run({ bytes: Math.min(size, most), signal }, async () => {
    const fetched = await fetchBody(remote, key, most, signal);
    if (!('body' in fetched)) return fetched.reason === 'missing';
    return blake3(fetched.body).toString('hex') === key.slice(key.lastIndexOf('/') + 1);
  });
}

/** @param looked chunks that were read */
export async function healStrayChunks(context: HealContext, looked: { has(chunk: string): boolean }): Promise<RemoteLack[]> {
  const { party, remote, lanes, signal } = context;
  const lacks: RemoteLack[] = [];
  await allOf(await listAll(remote, CHUNKS_PREFIX, signal), async ({ key, size }) => {
    const chunk = `b3:${/^chunks\/[0-9a-f]{2}\/([0-9a-f]{64})$/.exec(key)?.[1] ?? ''}`;
    if (chunk === 'b3:' || looked.has(chunk) || (await isWhole(context, key, size, MAX_CHUNK))) return;
    const here = remote.capabilities.writable && size <= MAX_CHUNK ? await lanes.run({ bytes: size, signal }, (room) => readElsewhere(party.bytes.store, chunk, size, room)) : undefined;
    if (here) await remote.put(key, here, signal);
    lacks.push({ id: key, what: 'chunk', problem: 'damaged', healed: here !== undefined });
  });
  return lacks;
}

/** @param looked digests of the manifests whose objects were read */
export async function healStrayManifests(context: HealContext, looked: ReadonlySet<string>): Promise<RemoteLack[]> {
  const { party, remote, signal } = context;
  const broken = new Map<string, string>();
  await allOf(await listAll(remote, MANIFESTS_PREFIX, signal), async ({ key, size }) => {
    const hex = /^manifests\/([0-9a-f]{64})\/[0-9a-f]{64}$/.exec(key)?.[1];
    if (hex === undefined || looked.has(`b3:${hex}`) || (await isWhole(context, key, size, LIMITS.manifest))) return;
    broken.set(`b3:${hex}`, key);
  });
  if (broken.size === 0) return [];
  const ops = new Map<string, Op>();
  for (const { op } of party.store.allOps()) if (op.kind === 'version' && broken.has(String(op.body['digest']))) ops.set(String(op.body['digest']), op);
  const lacks: RemoteLack[] = [];
  for (const [digest, key] of broken) {
    const op = ops.get(digest);
    if (op) lacks.push(...(await healManifest(context, op)).lacks);
    else lacks.push({ id: key, what: 'object', problem: 'damaged', healed: false });
  }
  return lacks;
}
