// Frees disk space: only what a remote verifiably has, that nobody pinned, shares with a pinned version, or uses now. Never the only copy.
import { CairnError } from '../../../../shared/contract/errors.js';
import type { Digest } from '../../../../shared/contract/primitives.js';
import type { Freed } from '../../../../shared/contract/storage.js';
import { createCarriedCheck } from '../../sync/bytes/carried.js';
import { allOf, createLanes } from '../../sync/bytes/lanes.js';
import { INLINE } from '../../sync/bytes/lists.js';
import { placesIn, provenChunks, type LocalChunk, type Proofs } from '../../sync/bytes/prove.js';
import { createUnsentCheck } from '../../sync/bytes/unsent.js';
import { lastRemote } from '../../sync/marks.js';
import type { RegistryStore } from '../../store/types.js';
import type { EngineContext } from '../context.js';
import { pinnedBlobs } from './roots.js';
import { blobsOf, keptRows, type Chosen } from './subject.js';
import { tellOfBlobs } from './told.js';

type Reason = Freed['kept'][number]['reason'];

const WORDS: Readonly<Record<Reason, string>> = {
  pinned: 'it is pinned',
  only_copy: 'no remote has it',
  unsent: 'what needs it here was not sent yet',
  not_verified: 'the remote could not be asked whether it has it',
  held: 'it is being used',
  shared: 'a pinned version holds the same bytes',
  linked: 'a folder shares its bytes',
};

interface Candidate {
  readonly blob: Digest;
  readonly size: number;
  /**
   * Registries whose remotes have to hold it: all with a remote where a version that is not deleted names it. Where only deleted ones do
   * anywhere, all with a remote that know of one.
   */
  readonly relying: readonly RegistryStore[];
}

/** Chunks that were proven to lie in remotes, while this process lives; each is looked at again before anything rests on it. */
const proofs: Proofs = new Map();

const isLive = ({ read }: RegistryStore, blob: Digest): boolean => read.versionsOfBlob(blob).some((id) => read.version(id)?.deleted === false);

/** Of these blobs, those that the remote of every registry that relies on them holds whole and right, and all that could be asked about; looked at now. */
async function whatRemotesHold(engine: EngineContext, candidates: readonly Candidate[], signal: AbortSignal | undefined): Promise<{ held: Set<Digest>; asked: Set<Digest> }> {
  const left = new Set(candidates.flatMap(({ blob, relying }) => (relying.length > 0 ? [blob] : [])));
  const asked = new Set(left);
  const lanes = createLanes();
  for (const store of new Set(candidates.flatMap(({ relying }) => relying))) {
    const mine = candidates.flatMap(({ blob, relying }) => (relying.includes(store) ? [blob] : []));
    const proven = new Set<Digest>();
    try {
      const { remote, remoteId } = await engine.sync.open(store.id, signal);
      // One that was made anew: what it holds was not looked at yet.
      if (remoteId !== lastRemote(store)) throw new CairnError('offline', `${remote.url} was not synced with yet.`);
      const isCarried = createCarriedCheck(store, remote, lanes, signal);
      const places = new Map<Digest, readonly LocalChunk[]>();
      await allOf(mine.filter((blob) => left.has(blob)), async (blob) => {
        const list = engine.cache.chunks(blob);
        if (list) places.set(blob, (await isCarried(blob, list)) ? placesIn(blob, list) : []);
      });
      const there = await provenChunks(remote, engine.cache, lanes, [...new Map([...places.values()].flat().map((place) => [place.chunk, place])).values()], proofs, signal);
      for (const [blob, chunks] of places) if (chunks.length > 0 && chunks.every(({ chunk }) => there.has(chunk))) proven.add(blob);
    } catch (error) {
      if (!(error instanceof CairnError) || error.code !== 'offline') throw error;
      for (const blob of mine) asked.delete(blob);
    }
    for (const blob of mine) if (!proven.has(blob)) left.delete(blob);
  }
  return { held: left, asked };
}

function withRemote({ registries, remotes }: EngineContext): RegistryStore[] {
  const known = new Set(remotes.list().map(({ registry }) => registry));
  return registries.filter(({ id }) => known.has(id));
}

function candidatesOf(engine: EngineContext, blobs: readonly { readonly blob: Digest; readonly size: number }[]): Candidate[] {
  const shared = withRemote(engine);
  return blobs.map(({ blob, size }) => {
    const live = engine.registries.filter((store) => isLive(store, blob));
    const relying = shared.filter((store) => (live.length > 0 ? live.includes(store) : store.read.versionsOfBlob(blob).length > 0));
    return { blob, size, relying };
  });
}

/** Asked at any time, says of a blob whether something in any registry with a remote needs it and was not sent there yet. */
function createUnsentLook(engine: EngineContext): () => (blob: Digest) => boolean {
  const { clock, random } = engine.ports;
  let known: { readonly seen: string; readonly isUnsent: (blob: Digest) => boolean } | undefined;
  return () => {
    const stores = withRemote(engine);
    const seen = stores.map((store) => `${store.id} ${store.changeSeq()}`).join();
    if (known?.seen !== seen) {
      const checks = stores.map((store) => createUnsentCheck({ store, actor: engine.actor(), clock, random }));
      known = { seen, isUnsent: (blob) => checks.some((isUnsent) => isUnsent(blob)) };
    }
    return known.isUnsent;
  };
}

interface Sorted {
  readonly going: readonly Candidate[];
  readonly staying: readonly { readonly blob: Digest; readonly size: number; readonly reason: Reason }[];
}

async function sortOut(engine: EngineContext, blobs: readonly { readonly blob: Digest; readonly size: number }[], pinnedReason: Reason, signal: AbortSignal | undefined): Promise<Sorted> {
  const pinned = pinnedBlobs(engine);
  const linked = new Set(engine.cache.sync.leastUsed(-1).filter((row) => row.linked).map(({ blob }) => blob));
  const isUnsent = createUnsentLook(engine)();
  const free = candidatesOf(engine, blobs.filter(({ blob }) => !pinned.has(blob) && !linked.has(blob)));
  const sent = free.filter(({ blob }) => !isUnsent(blob));
  const { held, asked } = await whatRemotesHold(engine, sent, signal);
  return {
    going: sent.filter(({ blob }) => held.has(blob)),
    staying: [
      ...blobs.filter(({ blob }) => pinned.has(blob)).map((blob) => ({ ...blob, reason: pinnedReason })),
      ...blobs.filter(({ blob }) => !pinned.has(blob) && linked.has(blob)).map((blob) => ({ ...blob, reason: 'linked' as const })),
      ...free.filter((candidate) => !sent.includes(candidate)).map(({ blob, size }) => ({ blob, size, reason: 'unsent' as const })),
      ...sent.filter(({ blob }) => !held.has(blob)).map(({ blob, size, relying }) => ({ blob, size, reason: relying.length > 0 && !asked.has(blob) ? ('not_verified' as const) : ('only_copy' as const) })),
    ],
  };
}

async function take(engine: EngineContext, { going }: Sorted, confirm: boolean): Promise<{ bytes: number; blobs: number; held: ReadonlySet<Digest> }> {
  if (!confirm) return { bytes: going.reduce((sum, { size }) => sum + size, 0), blobs: going.length, held: new Set() };
  const unsentNow = createUnsentLook(engine);
  const { removed, held, bytes } = await engine.cache.remove(
    going.map(({ blob }) => blob),
    (blobs) => {
      const pinned = pinnedBlobs(engine);
      // Looked at again: it may have been logged anew while the remote was asked.
      const isUnsent = unsentNow();
      return new Set(blobs.filter((blob) => !pinned.has(blob) && !isUnsent(blob)));
    },
  );
  tellOfBlobs(engine, removed);
  return { bytes, blobs: removed.length, held: new Set(held) };
}

function keptLines(engine: EngineContext, staying: Sorted['staying']): Freed['kept'] {
  const lines = new Map<string, Freed['kept'][number]>();
  for (const { blob, size, reason } of staying) {
    const store = engine.registries.find((each) => each.read.versionsOfBlob(blob).length > 0);
    const version = store?.read.versionsOfBlob(blob)[0];
    const ref = (version && store?.read.version(version)?.ref) ?? blob.slice(0, 15);
    const line = lines.get(`${ref} ${reason}`) ?? { ref, bytes: 0, reason, message: `${ref} stays: ${WORDS[reason]}.` };
    lines.set(`${ref} ${reason}`, { ...line, bytes: line.bytes + size });
  }
  return [...lines.values()];
}

/** What is smaller lies inline in manifests, and its going would free next to nothing. */
const WORTH = INLINE.each;

export async function evict(engine: EngineContext, chosen: Chosen, confirm: boolean, signal?: AbortSignal): Promise<Freed> {
  const { store, versions } = chosen;
  const free = versions.filter((version) => !engine.cache.sync.isPinned(store.id, version));
  const rows = blobsOf(store, { ...chosen, versions: free });
  const here = engine.cache.has(rows.map(({ blob }) => blob));
  const blobs = [...new Map(rows.filter((row, index) => here[index] && row.bytes > WORTH).map(({ blob, bytes }) => [blob, { blob, size: bytes }])).values()];
  const sorted = await sortOut(engine, blobs, 'shared', signal);
  const taken = await take(engine, sorted, confirm);
  const pinned = versions.filter((version) => !free.includes(version)).map((version) => ({ ref: store.read.version(version)?.ref ?? version, bytes: store.read.version(version)?.bytes ?? 0, reason: 'pinned' as const, message: `${store.read.version(version)?.ref ?? version} stays: it is pinned.` }));
  const held = sorted.going.filter(({ blob }) => taken.held.has(blob)).map(({ blob, size }) => ({ blob, size, reason: 'held' as const }));
  return { done: confirm, bytes: taken.bytes, sharing: await engine.cache.sharesBytes(), blobs: taken.blobs, versions: keptRows(engine, chosen), kept: [...pinned, ...keptLines(engine, [...sorted.staying, ...held])] };
}

/** Blobs looked at together: the remote is asked about them in few requests. */
const AT_ONCE = 500;

/** Frees bytes, the least recently used first. */
export async function freeBytes(engine: EngineContext, bytes: number, confirm: boolean, signal?: AbortSignal): Promise<Freed> {
  const rows = engine.cache.sync.leastUsed(WORTH).filter(({ confirmed }) => confirmed);
  const going: Candidate[] = [];
  const staying: Sorted['staying'][number][] = [];
  let found = 0;
  for (let from = 0; from < rows.length && found < bytes; from += AT_ONCE) {
    const sorted = await sortOut(engine, rows.slice(from, from + AT_ONCE), 'pinned', signal);
    staying.push(...sorted.staying);
    for (const candidate of sorted.going) {
      if (found >= bytes) break;
      going.push(candidate);
      found += candidate.size;
    }
  }
  const taken = await take(engine, { going, staying }, confirm);
  return { done: confirm, bytes: taken.bytes, sharing: await engine.cache.sharesBytes(), blobs: taken.blobs, versions: [], kept: keptLines(engine, staying) };
}
