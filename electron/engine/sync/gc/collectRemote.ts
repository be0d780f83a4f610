// Removes chunks that nothing names from a remote: marked first, removed when a time has passed in which every device had to see the
// mark, and only what is still named by nothing and was not put again since.
import { CairnError } from '../../../../shared/contract/errors.js';
import type { Remote, RemoteItem } from '../../remotes/types.js';
import { CHUNKS_PREFIX } from '../keys.js';
import { listAll } from '../listAll.js';
import type { NamedChunks } from './named.js';
import { putMark, putSweep, readCondemned, takeLease, type Named } from './objects.js';

/** Between mark and removal, by the remote's clock: twice as long as a device believes that it saw a chunk. */
export const GRACE_MS = 14 * 24 * 60 * 60 * 1000;
/** A sweep that takes longer is somebody else's. */
export const LEASE_MS = 30 * 60_000;

interface Sum {
  readonly count: number;
  readonly bytes: number;
}

export interface RemoteCollected {
  readonly done: boolean;
  /** Removed, or ready to be. */
  readonly gone: Sum;
  /** Marked, and not for long enough. */
  readonly waiting: Sum;
  /** Named by nothing and not marked before: marked now, if it was asked for. */
  readonly fresh: Sum;
  /** When what waits may be removed; null when nothing waits. */
  readonly until: number | null;
  readonly graceMs: number;
}

export interface CollectRemoteOptions {
  readonly remote: Remote;
  /** Of this device. */
  readonly device: string;
  readonly confirm: boolean;
  /** Asked once everything that others published was read. */
  readonly graceMs: () => number;
  /** Where the remote has no clock of its own. */
  readonly now: () => number;
  /** Reads what others published and says what is named now. */
  readonly named: () => Promise<NamedChunks>;
  readonly signal?: AbortSignal | undefined;
}

const sum = (items: readonly RemoteItem[]): Sum => ({ count: items.length, bytes: items.reduce((total, { size }) => total + size, 0) });

function chunkOf(key: string): string | undefined {
  const hex = /^chunks\/[0-9a-f]{2}\/([0-9a-f]{64})$/.exec(key)?.[1];
  return hex && `b3:${hex}`;
}

/** When a chunk was first marked since it was put last; undefined when it was not. */
function markedAt(marks: readonly Named[], chunk: string, item: RemoteItem): number | undefined {
  const times = marks.filter(({ chunks, at }) => chunks.has(chunk) && at >= item.at).map(({ at }) => at);
  return times.length === 0 ? undefined : Math.min(...times);
}

async function readNamed(named: CollectRemoteOptions['named']): Promise<ReadonlySet<string>> {
  const { chunks, unread } = await named();
  if (unread.length > 0) throw new CairnError('corrupt', `Collecting in the remote failed: ${unread.length} ${unread.length === 1 ? 'list of files' : 'lists of files'} cannot be read there, so what is needed is not known. Nothing was removed. Run "cairn verify --remote" first.`, { manifests: unread.slice(0, 20) });
  return chunks;
}

/** @throws CairnError corrupt when not everything could be read, busy when another device collects, offline */
export async function collectRemote({ remote, device, confirm, graceMs: graceOf, now, named, signal }: CollectRemoteOptions): Promise<RemoteCollected> {
  const clock = async (): Promise<number> => (await remote.now(signal)) ?? now();
  const needed = await readNamed(named);
  const graceMs = graceOf();
  const loose = (await listAll(remote, CHUNKS_PREFIX, signal)).flatMap((item) => {
    const chunk = chunkOf(item.key);
    return chunk !== undefined && !needed.has(chunk) ? [{ item, chunk }] : [];
  });
  let { marks } = await readCondemned(remote, signal);
  const unmarked = loose.filter(({ chunk, item }) => markedAt(marks, chunk, item) === undefined);
  if (confirm && unmarked.length > 0) {
    await putMark(remote, unmarked.map(({ chunk }) => chunk), signal);
    if (graceMs === 0) ({ marks } = await readCondemned(remote, signal));
  }
  const at = await clock();
  const ready: { item: RemoteItem; chunk: string }[] = [];
  const waiting: RemoteItem[] = [];
  let until: number | null = null;
  for (const each of loose) {
    const marked = markedAt(marks, each.chunk, each.item);
    if (marked === undefined) continue;
    if (at - marked >= graceMs) ready.push(each);
    else {
      waiting.push(each.item);
      until = Math.min(until ?? Number.MAX_SAFE_INTEGER, marked + graceMs);
    }
  }
  const fresh = sum(unmarked.map(({ item }) => item));
  if (!confirm || ready.length === 0) return { done: confirm, gone: sum(confirm ? [] : ready.map(({ item }) => item)), waiting: sum(waiting), fresh, until, graceMs };
  const removed = await sweep({ remote, device, named, signal }, ready, at);
  await dropSpent(remote, marks, new Set(removed.flatMap(({ key }) => chunkOf(key) ?? [])), loose, signal);
  return { done: true, gone: sum(removed), waiting: sum(waiting), fresh, until, graceMs };
}

async function sweep({ remote, device, named, signal }: Pick<CollectRemoteOptions, 'remote' | 'device' | 'named' | 'signal'>, ready: readonly { item: RemoteItem; chunk: string }[], at: number): Promise<RemoteItem[]> {
  const lease = await takeLease(remote, device, at, LEASE_MS, signal);
  if (!lease) throw new CairnError('busy', 'Collecting in the remote failed: another device collects there now. Try again in half an hour.', {});
  const removed: RemoteItem[] = [];
  // Said before anything is looked at again: who puts one of these from now on sees it, and waits.
  const announced = await putSweep(remote, lease.number, ready.map(({ chunk }) => chunk), signal);
  try {
    const needed = await readNamed(named);
    for (const { item, chunk } of ready) {
      if (needed.has(chunk)) continue;
      signal?.throwIfAborted();
      const there = await remote.head(item.key, signal);
      // Put again since it was marked: somebody is about to name it.
      if (!there || there.at !== item.at || there.tag !== item.tag) continue;
      if (removed.length % 100 === 0 && !(await lease.stands(signal))) break;
      await remote.delete(item.key, signal);
      removed.push(item);
    }
  } finally {
    await remote.delete(announced);
    await lease.release();
  }
  return removed;
}

/** Marks of which nothing is left to wait for. */
async function dropSpent(remote: Remote, marks: readonly Named[], gone: ReadonlySet<string>, loose: readonly { chunk: string }[], signal: AbortSignal | undefined): Promise<void> {
  const left = new Set(loose.flatMap(({ chunk }) => (gone.has(chunk) ? [] : [chunk])));
  for (const { key, chunks } of marks) if (![...chunks].some((chunk) => left.has(chunk))) await remote.delete(key, signal);
}
