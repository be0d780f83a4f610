// Removes chunks that nothing names from a remote: marked first, removed when a time has passed in which every device had to see the
// mark, and only what is still named by nothing and was not put again since.
import { CairnError } from '../../../../shared/contract/errors.js';
import type { Random } from '../../ports.js';
import type { Remote, RemoteItem } from '../../remotes/types.js';
import { CHUNKS_PREFIX } from '../keys.js';
import { listAll } from '../listAll.js';
import { remoteTime, timeOfLook } from '../remoteTime.js';
import type { NamedChunks } from './named.js';
import { listWriting, putMark, putSweep, readCondemned, takeLease, type Named } from './objects.js';

/** Between mark and removal, by the remote's clock: as long as a device believes that it saw a chunk, and then carries what rests on it. */
export const GRACE_MS = 14 * 24 * 60 * 60 * 1000;
/** A sweep that takes longer is somebody else's. */
export const LEASE_MS = 30 * 60_000;
/** Nothing is removed so long after a sweep began: those who publish heed it till the lease is over, and clocks and requests may be slow. */
const SWEEP_MS = LEASE_MS / 2;
/** Removals from one look at the lease, and at the clock of the remote, to the next: this device's may be set back. */
const LOOK_EVERY = 100;

interface Sum {
  readonly count: number;
  readonly bytes: number;
}

export interface RemoteCollected {
  readonly done: boolean;
  /** Removed, or ready to be. */
  readonly gone: Sum;
  /** Marked, and not for long enough; or left for the next call. */
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
  readonly random: Random;
  readonly confirm: boolean;
  /** Asked once everything that others published was read, and again when it was announced what goes. */
  readonly graceMs: () => Promise<number>;
  /** Where the remote has no clock of its own. */
  readonly now: () => number;
  /** Reads what others published and says what is named at this moment, by the remote's clock. */
  readonly named: (at: number) => Promise<NamedChunks>;
  readonly signal?: AbortSignal | undefined;
}

/** A chunk that nothing names, and when it was marked. */
interface Marked {
  readonly item: RemoteItem;
  readonly chunk: string;
  readonly marked: number;
}

const sum = (items: readonly { readonly item: RemoteItem }[]): Sum => ({ count: items.length, bytes: items.reduce((total, { item }) => total + item.size, 0) });

function chunkOf(key: string): string | undefined {
  const hex = /^chunks\/[0-9a-f]{2}\/([0-9a-f]{64})$/.exec(key)?.[1];
  return hex && `b3:${hex}`;
}

/** When a chunk was first marked since it was put last; undefined when it was not. */
function markedAt(marks: readonly Named[], chunk: string, item: RemoteItem): number | undefined {
  const times = marks.filter(({ chunks, at }) => chunks.has(chunk) && at >= item.at).map(({ at }) => at);
  return times.length === 0 ? undefined : Math.min(...times);
}

const isOver = (at: number, { marked }: Marked, graceMs: number): boolean => graceMs === 0 || at - marked >= graceMs;

/** The object that was listed. Some stores list milliseconds and tell whole seconds when they are asked for one. */
const isSame = (there: RemoteItem | undefined, listed: RemoteItem): boolean => there?.tag === listed.tag && Math.floor(there.at / 1000) === Math.floor(listed.at / 1000);

async function readNamed(named: CollectRemoteOptions['named'], at: number): Promise<ReadonlySet<string>> {
  const { chunks, unread } = await named(at);
  if (unread.length > 0) throw new CairnError('corrupt', `Collecting in the remote failed: ${unread.length} ${unread.length === 1 ? 'list of files' : 'lists of files'} cannot be read there, so what is needed is not known. Nothing was removed. Run "cairn verify --remote" first.`, { manifests: unread.slice(0, 20) });
  return chunks;
}

/** @throws CairnError corrupt when not everything could be read, busy when another device collects, offline */
export async function collectRemote(options: CollectRemoteOptions): Promise<RemoteCollected> {
  const { remote, confirm, graceMs: graceOf, now, named, signal } = options;
  const clock = (): Promise<number> => (confirm ? remoteTime : timeOfLook)(remote, now, signal);
  const needed = await readNamed(named, await clock());
  const graceMs = await graceOf();
  const loose = (await listAll(remote, CHUNKS_PREFIX, signal)).flatMap((item) => {
    const chunk = chunkOf(item.key);
    return chunk !== undefined && !needed.has(chunk) ? [{ item, chunk }] : [];
  });
  let { marks } = await readCondemned(remote, signal);
  const unmarked = loose.filter(({ chunk, item }) => markedAt(marks, chunk, item) === undefined);
  if (confirm && unmarked.length > 0) {
    await putMark(remote, unmarked.map(({ chunk }) => chunk), { signal });
    if (graceMs === 0) ({ marks } = await readCondemned(remote, signal));
  }
  const at = await clock();
  const all = loose.flatMap((each): Marked[] => {
    const marked = markedAt(marks, each.chunk, each.item);
    return marked === undefined ? [] : [{ ...each, marked }];
  });
  const ready = all.filter((each) => isOver(at, each, graceMs));
  const { removed, late } = confirm && ready.length > 0 ? await sweep(options, ready, at) : { removed: [], late: [] };
  const gone = new Set(removed.map(({ chunk }) => chunk));
  if (confirm) await dropSpent(remote, at, new Set(loose.flatMap(({ chunk }) => (gone.has(chunk) ? [] : [chunk]))), signal);
  const waiting = [...all.filter((each) => !ready.includes(each)), ...late];
  const until = waiting.length === 0 ? null : waiting.reduce((first, { marked }) => Math.min(first, marked + graceMs), Number.MAX_SAFE_INTEGER);
  return { done: confirm, gone: sum(confirm ? removed : ready), waiting: sum(waiting), fresh: sum(unmarked), until, graceMs };
}

/** Removes what is ready, if it still is. `late`: what there was no time for. */
async function sweep({ remote, device, random, named, graceMs, now, signal }: CollectRemoteOptions, ready: readonly Marked[], at: number): Promise<{ readonly removed: readonly Marked[]; readonly late: readonly Marked[] }> {
  const lease = await takeLease(remote, { device, random, now: at, livesMs: LEASE_MS }, signal);
  if (!lease) throw new CairnError('busy', 'Collecting in the remote failed: another device collects there now. Try again in half an hour.', {});
  const begun = now();
  const removed: Marked[] = [];
  const late: Marked[] = [];
  // Said before anything is looked at again: who puts one of these from now on sees it, and waits.
  const announced = await putSweep(remote, lease.number, ready.map(({ chunk }) => chunk), signal);
  try {
    const needed = await readNamed(named, at);
    // Another device may have begun to write there since.
    const grace = await graceMs();
    const going = ready.filter((each) => !needed.has(each.chunk) && isOver(at, each, grace));
    // Who saw one of these lie there, and publishes what rests on it only when the sweep is over, finds the mark, and puts it again.
    await putMark(remote, going.map(({ chunk }) => chunk), { sweep: lease.number, signal });
    let passed = 0;
    for (const [index, each] of going.entries()) {
      signal?.throwIfAborted();
      const { item } = each;
      if (index % LOOK_EVERY === 0) {
        if (!(await lease.stands(signal))) break;
        passed = (await remoteTime(remote, now, signal)) - at;
      }
      // Put again since it was marked: somebody is about to name it.
      if (!isSame(await remote.head(item.key, signal), item)) continue;
      if (Math.max(passed, now() - begun) >= SWEEP_MS) {
        late.push(...going.slice(index));
        break;
      }
      await remote.delete(item.key, signal);
      removed.push(each);
    }
  } finally {
    await remote.delete(announced);
    await lease.release();
  }
  return { removed, late };
}

/** Removes marks that nobody has to see any more: older than the grace, and naming nothing that is loose; and what was left by who was cut off. */
async function dropSpent(remote: Remote, at: number, loose: ReadonlySet<string>, signal: AbortSignal | undefined): Promise<void> {
  const { marks, sweeps } = await readCondemned(remote, signal);
  for (const { key, chunks, at: marked } of marks) if (at - marked >= GRACE_MS && ![...chunks].some((chunk) => loose.has(chunk))) await remote.delete(key, signal);
  for (const { key, at: begun } of sweeps) if (at - begun >= LEASE_MS) await remote.delete(key, signal);
  for (const { key, at: begun } of await listWriting(remote, signal)) if (at - begun >= GRACE_MS) await remote.delete(key, signal);
}
