// One pass of a mirror: whatever lies in the remote and not in the mirror is copied. Nothing is ever taken away there.
import { CairnError } from '../../../../shared/contract/errors.js';
import { blake3Hex } from '../../domain/blake3.js';
import type { Remote, RemoteItem } from '../../remotes/types.js';
import { mayOverwrite } from '../../remotes/types.js';
import { allOf, type Lanes } from '../bytes/lanes.js';
import { MAX_CHUNK } from '../bytes/lists.js';
import { fetchBody } from '../fetchBody.js';
import { CHUNKS_PREFIX, CLAIMS_PREFIX, DEVICES_PREFIX, HEADS_PREFIX, LIMITS, LISTS_PREFIX, LOGS_PREFIX, MANIFESTS_PREFIX, PACKS_PREFIX } from '../keys.js';
import { eachItem } from '../listAll.js';

/**
 * What may lie in a remote, and its longest body. They are copied in this order, bytes before what names them, and listed in the other:
 * what is listed names only what was there before, so a pass during which others publish, or one that is cut, leaves nothing that
 * promises more than is there.
 */
const ORDER: readonly (readonly [prefix: string, most: number])[] = [
  [CHUNKS_PREFIX, MAX_CHUNK],
  [LISTS_PREFIX, LIMITS.list],
  [MANIFESTS_PREFIX, LIMITS.manifest],
  [CLAIMS_PREFIX, LIMITS.claim],
  [DEVICES_PREFIX, LIMITS.device],
  [LOGS_PREFIX, LIMITS.segment],
  [PACKS_PREFIX, LIMITS.pack],
  [HEADS_PREFIX, LIMITS.head],
];
/** So many objects are shown as one transfer. */
const AT_ONCE = 500;

/** What a pass found and did. */
export interface Copied {
  /** Objects of the remote, and their bytes. */
  readonly objects: number;
  readonly bytes: number;
  /** Of these, what was copied now. */
  readonly copied: number;
  /** Keys whose bytes in the remote are not what the key says, or more than such an object may have: they are left out. */
  readonly damaged: readonly string[];
}

export interface CopyOptions {
  readonly lanes: Lanes;
  readonly signal?: AbortSignal | undefined;
  /** Somebody who watches some of it. */
  begin(bytes: number): { moved(bytes: number, wire: number): void; end(): void; readonly signal?: AbortSignal };
}

/** An object that the mirror lacks, or holds at another length; of a head, which is overwritten in place, its bytes when it was listed. */
interface Wanted {
  readonly item: RemoteItem;
  readonly at: RemoteItem | undefined;
  readonly head?: Uint8Array;
}

/** Whether a body is what its key says, where the key is the hash of it. */
function isSound(key: string, body: Uint8Array): boolean {
  const hash = /^(?:chunks\/..\/|(?:lists|manifests)\/[0-9a-f]{64}\/|(?:log|snap)\/[0-9a-f]{64}\/\d{16}-)([0-9a-f]{64})$/.exec(key)?.[1];
  return hash === undefined || blake3Hex(body) === hash;
}

/** A key that is none of the protocol's, such as the name of a folder that the console of a bucket makes, is passed over where the mirror cannot hold it. */
const isStray = (error: unknown): boolean => error instanceof CairnError && error.code === 'invalid_input' && error.details['key'] !== undefined;

/** @throws CairnError offline, forbidden, no_space ...; what was copied until then stays for the next pass */
export async function copyRemote(from: Remote, to: Remote, { lanes, signal, begin }: CopyOptions): Promise<Copied> {
  let [objects, bytes, copied] = [0, 0, 0];
  const damaged: string[] = [];

  async function copy({ item: { key }, at, head }: Wanted, most: number, ending: AbortSignal | undefined): Promise<void> {
    const fetched = head ? { body: head } : await fetchBody(from, key, most, ending);
    // Let go in the remote meanwhile.
    if ('reason' in fetched && fetched.reason === 'missing') return;
    if ('reason' in fetched || !isSound(key, fetched.body)) {
      damaged.push(key);
      return;
    }
    if (at && !mayOverwrite(key)) return;
    if (at) await to.put(key, fetched.body, ending);
    else await to.putIfAbsent(key, fetched.body, ending);
    copied += 1;
  }

  async function copyAll(batch: readonly Wanted[], most: number): Promise<void> {
    if (batch.length === 0) return;
    const watched = begin(batch.reduce((sum, { item }) => sum + item.size, 0));
    const ending = watched.signal ?? signal;
    try {
      await allOf(batch, (wanted) =>
        lanes.run({ bytes: Math.min(wanted.item.size, most), signal: ending }, async () => {
          await copy(wanted, most, ending).catch((error: unknown) => {
            if (!isStray(error)) throw error;
          });
          watched.moved(wanted.item.size, wanted.item.size);
        }),
      );
    } finally {
      watched.end();
    }
  }

  /** What has to be copied of a prefix, in ascending order of key. */
  async function* lacking(prefix: string): AsyncGenerator<Wanted, void, void> {
    const there = eachItem(to, prefix, signal);
    let next = await there.next();
    for await (const item of eachItem(from, prefix, signal)) {
      objects += 1;
      bytes += item.size;
      while (!next.done && next.value.key < item.key) next = await there.next();
      const at = !next.done && next.value.key === item.key ? next.value : undefined;
      if (prefix === HEADS_PREFIX) yield* changed(item, at);
      else if (at?.size !== item.size) yield { item, at };
    }
  }

  async function* changed(item: RemoteItem, at: RemoteItem | undefined): AsyncGenerator<Wanted, void, void> {
    const fetched = await fetchBody(from, item.key, LIMITS.head, signal);
    if ('reason' in fetched) {
      if (fetched.reason === 'too_long') damaged.push(item.key);
      return;
    }
    const there = at && (await fetchBody(to, item.key, LIMITS.head, signal));
    if (!(there && 'body' in there && Buffer.from(there.body).equals(fetched.body))) yield { item, at, head: fetched.body };
  }

  async function copyThose(wanted: AsyncIterable<Wanted> | Iterable<Wanted>, most: number): Promise<void> {
    let batch: Wanted[] = [];
    for await (const each of wanted) {
      batch.push(each);
      if (batch.length < AT_ONCE) continue;
      await copyAll(batch, most);
      batch = [];
    }
    await copyAll(batch, most);
  }

  const names = ORDER.filter(([prefix]) => prefix !== CHUNKS_PREFIX);
  const wanted = new Map<string, Wanted[]>();
  for (const [prefix] of [...names].reverse()) {
    const found: Wanted[] = [];
    for await (const each of lacking(prefix)) found.push(each);
    wanted.set(prefix, found);
  }
  // The many come one after the other as they are listed.
  await copyThose(lacking(CHUNKS_PREFIX), MAX_CHUNK);
  for (const [prefix, most] of names) await copyThose(wanted.get(prefix) ?? [], most);
  return { objects, bytes, copied, damaged };
}
