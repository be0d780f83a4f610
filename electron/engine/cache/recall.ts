// Which files need not be read: those the stat cache knows, whose blobs are still what they were. Looked up in slices, and where
// a thread is up that has nothing else to do it looks at the blobs while this one goes on.
import { setImmediate } from 'node:timers/promises';
import type { Digest } from '../../../shared/contract/primitives.js';
import type { Recalled } from './blobRows.js';
import type { Parts } from './parts.js';
import type { Recall } from './recallMemo.js';
import type { FileIdentity, SourceEntry } from './types.js';

/** Files asked about together. */
const SLICE = 1000;
/** Blobs this thread looks at before it answers others. */
const LOOKS = 250;

/** Those that are not on disk with the stamp of their row. */
async function unsoundOf({ presence, workers, layout }: Parts, blobs: readonly Recalled[]): Promise<ReadonlySet<Recalled>> {
  const looking = workers.look({ kind: 'look', files: blobs.map(({ digest, stamp }) => `${layout.blob(digest)}\0${stamp}`).join('\0') });
  if (looking) return new Set((await looking).otherwise.map((at) => blobs[at] as Recalled));
  const unsound = new Set<Recalled>();
  for (let at = 0; at < blobs.length; at += LOOKS) {
    for (const blob of blobs.slice(at, at + LOOKS)) if (!presence.hasStamp(blob.digest, blob.stamp)) unsound.add(blob);
    await setImmediate();
  }
  return unsound;
}

/** What is known of files, asked for as they are found. */
export interface Foresight {
  /** Once every blob is held: gives what begins to look up entries. */
  begin(): (entries: readonly SourceEntry[]) => void;
  /** Of each entry, begun with or not; undefined where it must be read. */
  of(entries: readonly SourceEntry[]): Promise<(Recalled | undefined)[]>;
}

export function createForesight(parts: Parts): Foresight {
  const found = new Map<FileIdentity, Recalled | undefined>();
  const going: Promise<void>[] = [];

  async function look(recall: Recall, entries: readonly SourceEntry[]): Promise<void> {
    const recalled = recall(entries.map(({ identity }) => identity));
    entries.forEach(({ identity }, index) => found.set(identity, recalled[index]));
    const blobs = recalled.filter((blob) => blob !== undefined);
    if (blobs.length === 0) return;
    const unsound = await unsoundOf(parts, blobs);
    if (unsound.size === 0) return;
    for (const { identity } of entries) if (unsound.has(found.get(identity) as Recalled)) found.set(identity, undefined);
  }

  return {
    begin() {
      const recall = parts.rows.beginRecall();
      return (entries) => {
        const work = look(recall, entries);
        work.catch(() => {}); // thrown by `of`
        going.push(work);
      };
    },
    async of(entries) {
      await Promise.all(going);
      const left = entries.filter(({ identity }) => !found.has(identity));
      if (left.length > 0) {
        const recall = parts.rows.beginRecall();
        for (let at = 0; at < left.length; at += SLICE) await look(recall, left.slice(at, at + SLICE));
      }
      return entries.map(({ identity }) => found.get(identity));
    },
  };
}

/** See `Cache.known`. */
export async function recallAll(parts: Parts, entries: readonly SourceEntry[]): Promise<(Digest | null)[]> {
  const known = await createForesight(parts).of(entries);
  if (known.includes(undefined)) parts.workers.warm();
  return known.map((blob) => blob?.digest ?? null);
}
