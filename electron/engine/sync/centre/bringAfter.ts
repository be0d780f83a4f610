// What comes by itself after a sync: the facts that lists and search go by, what the code of runs was, and the files of pinned versions.
import { fetchLone, fetchVersions, missingBlobs, type FetchContext, type FetchOptions } from './fetchVersions.js';
import type { Misses } from './misses.js';

/** Facts, and captures of code, that are fetched after a sync, the newest first. */
const FACTS_AT_ONCE = 500;

export interface Bringing {
  /** What was asked for in vain is not asked for with every sync. */
  readonly misses: Misses;
  /** Ids of versions that are kept here. */
  readonly pinned: readonly string[];
  /** Somebody who watches what comes of one version. */
  begin(label: string, bytes: number, version: string): ReturnType<FetchOptions['begin']>;
  /** So many files of a pinned version are not in the remote. */
  lacking(label: string, files: number): void;
  readonly signal: AbortSignal;
}

const isEnded = (error: unknown): boolean => error instanceof Error && error.name === 'AbortError';

/** One that fails, or is ended by a person, keeps none of the others from coming. @throws what went wrong with the first that failed */
export async function bringAfter(context: FetchContext, { misses, pinned, begin, lacking, signal }: Bringing): Promise<void> {
  const { read } = context.party.store;
  const absent = (blobs: readonly string[]): string[] => {
    const here = context.bytes.store.has(blobs);
    return blobs.filter((_, index) => !here[index]);
  };

  async function bringNewest(blobs: readonly string[]): Promise<void> {
    const wanted = misses.worth(absent(blobs));
    await fetchLone(context, wanted, FACTS_AT_ONCE, signal);
    misses.note(absent(wanted));
  }

  async function bringPinned(version: string): Promise<void> {
    const only = new Set(misses.worth(missingBlobs(context, [version]).map(({ blob }) => blob)));
    if (only.size === 0) return;
    const label = read.version(version)?.ref ?? version.slice(0, 12);
    const missing = await fetchVersions(context, [version], { urgent: false, only, signal, begin: (bytes) => begin(label, bytes, version) });
    misses.note(missing.map(({ blob }) => blob));
    if (missing.length > 0) lacking(label, missing.length);
  }

  const failures: unknown[] = [];
  for (const bring of [() => bringNewest(read.factBlobs(FACTS_AT_ONCE)), () => bringNewest(read.captureBlobs(FACTS_AT_ONCE)), ...pinned.map((version) => () => bringPinned(version))]) {
    signal.throwIfAborted();
    await bring().catch((error: unknown) => {
      if (!isEnded(error)) failures.push(error);
    });
  }
  signal.throwIfAborted();
  if (failures.length > 0) throw failures[0];
}
