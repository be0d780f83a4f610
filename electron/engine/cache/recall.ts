// Which files need not be read: those the stat cache knows, whose blobs are still what they were. Looked up in slices, and where
// a thread is up that has nothing else to do it looks at the blobs while this one goes on.
import { setImmediate } from 'node:timers/promises';
import type { Digest } from '../../../shared/contract/primitives.js';
import type { Recalled } from './blobRows.js';
import type { Parts } from './parts.js';
import type { FileIdentity, SourceEntry } from './types.js';

/** Files asked about together. */
const SLICE = 1000;
/** Blobs this thread looks at before it answers others. */
const LOOKS = 250;

/** Digests of those that are on disk with the stamp of their row. */
async function soundOf({ presence, workers, layout }: Parts, stamps: ReadonlyMap<Digest, string>): Promise<ReadonlySet<Digest>> {
  const blobs = [...stamps];
  const looking = workers.look({ kind: 'look', files: blobs.map(([digest, stamp]) => `${layout.blob(digest)}\0${stamp}`).join('\0') });
  if (looking) {
    const unsound = new Set((await looking).otherwise);
    return new Set(blobs.filter((_, at) => !unsound.has(at)).map(([digest]) => digest));
  }
  const sound = new Set<Digest>();
  for (let at = 0; at < blobs.length; at += LOOKS) {
    for (const [digest, stamp] of blobs.slice(at, at + LOOKS)) if (presence.hasStamp(digest, stamp)) sound.add(digest);
    await setImmediate();
  }
  return sound;
}

async function recallSlice(parts: Parts, entries: readonly SourceEntry[]): Promise<ReadonlyMap<FileIdentity, Recalled>> {
  const recalled = parts.rows.recall(entries.map((entry) => entry.identity));
  if (recalled.size === 0) return recalled;
  const sound = await soundOf(parts, new Map([...recalled.values()].map(({ digest, stamp }) => [digest, stamp])));
  return sound.size === recalled.size ? recalled : new Map([...recalled].filter(([, { digest }]) => sound.has(digest)));
}

/** What is known of files, asked for as they are found. */
export interface Foresight {
  /** Begins to look them up. */
  add(entries: readonly SourceEntry[]): void;
  /** Of each entry, added before or not; undefined where it must be read. */
  of(entries: readonly SourceEntry[]): Promise<(Recalled | undefined)[]>;
}

export function createForesight(parts: Parts): Foresight {
  const asked = new Set<FileIdentity>();
  const found = new Map<FileIdentity, Recalled>();
  const going: Promise<void>[] = [];

  async function look(entries: readonly SourceEntry[]): Promise<void> {
    for (const [identity, known] of await recallSlice(parts, entries)) found.set(identity, known);
  }

  return {
    add(entries) {
      for (const { identity } of entries) asked.add(identity);
      const work = look(entries);
      work.catch(() => {}); // thrown by `of`
      going.push(work);
    },
    async of(entries) {
      await Promise.all(going);
      const left = entries.filter(({ identity }) => !asked.has(identity));
      for (let at = 0; at < left.length; at += SLICE) await look(left.slice(at, at + SLICE));
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
