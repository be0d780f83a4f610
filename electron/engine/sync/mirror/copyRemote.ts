// One pass of a mirror: whatever lies in the remote and not in the mirror is copied. Nothing is ever taken away there.
import { blake3Hex } from '../../domain/blake3.js';
import type { Remote, RemoteItem } from '../../remotes/types.js';
import { mayOverwrite } from '../../remotes/types.js';
import { allOf, type Lanes } from '../bytes/lanes.js';
import { CHUNKS_PREFIX, DEVICES_PREFIX, HEADS_PREFIX, LIMITS, LISTS_PREFIX, LOGS_PREFIX, MANIFESTS_PREFIX } from '../keys.js';
import { eachItem } from '../listAll.js';

/** Bytes before what names them: a pass that is cut leaves nothing that promises more than is there. */
const ORDER = [CHUNKS_PREFIX, LISTS_PREFIX, MANIFESTS_PREFIX, 'claims/', DEVICES_PREFIX, LOGS_PREFIX, 'snap/', HEADS_PREFIX];
/** So many objects are shown as one transfer. */
const AT_ONCE = 500;

/** What a pass found and did. */
export interface Copied {
  /** Objects of the remote, and their bytes. */
  readonly objects: number;
  readonly bytes: number;
  /** Of these, what was copied now. */
  readonly copied: number;
  /** Keys whose bytes in the remote are not what the key says: they are left out. */
  readonly damaged: readonly string[];
}

export interface CopyOptions {
  readonly lanes: Lanes;
  readonly signal?: AbortSignal | undefined;
  /** Somebody who watches some of it. */
  begin(bytes: number): { moved(bytes: number, wire: number): void; end(): void; readonly signal?: AbortSignal };
}

/** Heads are overwritten in place. */
const changes = (key: string): boolean => key.startsWith(HEADS_PREFIX);

/** Whether a body is what its key says, where the key is the hash of it. */
function isSound(key: string, body: Uint8Array): boolean {
  const hash = /^(?:chunks\/..\/|(?:lists|manifests)\/[0-9a-f]{64}\/|(?:log|snap)\/[0-9a-f]{64}\/\d{16}-)([0-9a-f]{64})$/.exec(key)?.[1];
  return hash === undefined || blake3Hex(body) === hash;
}

/** @throws CairnError offline, forbidden, no_space ...; what was copied until then stays for the next pass */
export async function copyRemote(from: Remote, to: Remote, { lanes, signal, begin }: CopyOptions): Promise<Copied> {
  let [objects, bytes, copied] = [0, 0, 0];
  const damaged: string[] = [];

  async function copy({ key, size }: RemoteItem, at: RemoteItem | undefined, ending: AbortSignal | undefined): Promise<void> {
    const body = await from.get(key, Math.max(size, LIMITS.head), ending);
    // Let go in the remote meanwhile.
    if (!body) return;
    if (!isSound(key, body)) {
      damaged.push(key);
      return;
    }
    if (at && !mayOverwrite(key)) return;
    if (at && changes(key)) {
      const there = await to.get(key, LIMITS.head, ending);
      if (there && Buffer.from(there).equals(body)) return;
    }
    if (at) await to.put(key, body, ending);
    else await to.putIfAbsent(key, body, ending);
    copied += 1;
  }

  async function copyAll(batch: readonly { readonly item: RemoteItem; readonly at: RemoteItem | undefined }[]): Promise<void> {
    if (batch.length === 0) return;
    const watched = begin(batch.reduce((sum, { item }) => sum + item.size, 0));
    const ending = watched.signal ?? signal;
    try {
      await allOf(batch, ({ item, at }) =>
        lanes.run({ bytes: item.size, signal: ending }, async () => {
          await copy(item, at, ending);
          watched.moved(item.size, item.size);
        }),
      );
    } finally {
      watched.end();
    }
  }

  for (const prefix of ORDER) {
    const there = eachItem(to, prefix, signal);
    let next = await there.next();
    let batch: { item: RemoteItem; at: RemoteItem | undefined }[] = [];
    for await (const item of eachItem(from, prefix, signal)) {
      objects += 1;
      bytes += item.size;
      while (!next.done && next.value.key < item.key) next = await there.next();
      const at = !next.done && next.value.key === item.key ? next.value : undefined;
      if (at && at.size === item.size && !changes(item.key)) continue;
      batch.push({ item, at });
      if (batch.length < AT_ONCE) continue;
      await copyAll(batch);
      batch = [];
    }
    await copyAll(batch);
  }
  return { objects, bytes, copied, damaged };
}
