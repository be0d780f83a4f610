// Mends the lists of blobs that operations name by themselves.
import type { ChunkList } from '../../cache/types.js';
import type { RemoteItem } from '../../remotes/types.js';
import { allOf } from '../bytes/lanes.js';
import { putList, readList } from '../bytes/lone.js';
import { listFor, type CarriedBlob } from '../bytes/lists.js';
import { listsPrefix, LISTS_PREFIX } from '../keys.js';
import { listAll } from '../listAll.js';
import type { HealContext, RemoteLack } from './types.js';

interface Looked {
  /** Of the first object that holds one. */
  readonly list: CarriedBlob | undefined;
  readonly broken: readonly string[];
}

async function look({ remote, lanes, signal }: HealContext, blob: string, items: readonly RemoteItem[]): Promise<Looked> {
  let list: CarriedBlob | undefined;
  const broken: string[] = [];
  for (const { key } of items) {
    const read = await lanes.run({ signal }, () => readList(remote, blob, key, signal));
    if ('list' in read) list ??= read.list;
    else if (read.reason === 'bad_digest') broken.push(key);
  }
  return { list, broken };
}

/** @returns the lists that readers go by, of blobs that are here and long, and what was wrong */
export async function healLists(context: HealContext, blobs: readonly string[]): Promise<{ readonly lists: ReadonlyMap<string, ChunkList>; readonly lacks: readonly RemoteLack[] }> {
  const { party, remote, signal } = context;
  const lists = new Map<string, ChunkList>();
  const lacks: RemoteLack[] = [];
  const there = new Map<string, RemoteItem[]>();
  for (const item of await listAll(remote, LISTS_PREFIX, signal)) {
    const folder = item.key.slice(0, item.key.lastIndexOf('/') + 1);
    const items = there.get(folder) ?? [];
    there.set(folder, items);
    items.push(item);
  }
  const listed = [...there.keys()].flatMap((folder) => (/^lists\/[0-9a-f]{64}\/$/.test(folder) ? [`b3:${folder.slice(LISTS_PREFIX.length, -1)}`] : []));
  await allOf([...new Set([...blobs, ...listed])], async (blob) => {
    const own = party.bytes.store.chunks(blob);
    const items = there.get(listsPrefix(blob)) ?? [];
    const long = own !== undefined && own.chunks.length > 1;
    if (items.length === 0 && !long) return;
    const before = await look(context, blob, items);
    let after = before;
    if (remote.capabilities.writable && long && (before.list === undefined || before.broken.length > 0)) {
      remote.overwrite(before.broken);
      await putList(remote, blob, own, signal);
      after = await look(context, blob, await listAll(remote, listsPrefix(blob), signal));
    }
    if (remote.capabilities.writable && after.list !== undefined) {
      for (const key of after.broken) await remote.delete(key, signal);
      after = { ...after, broken: [] };
    }
    const list = after.list && listFor(blob, 0, after.list);
    if (list && long) lists.set(blob, list);
    if (before.list === undefined || before.broken.length > 0) lacks.push({ id: blob, what: 'list', problem: before.broken.length > 0 ? 'damaged' : 'missing', healed: after.list !== undefined && after.broken.length === 0 });
  });
  return { lists, lacks };
}
