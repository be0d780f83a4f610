// Frees disk space: only what a remote verifiably has, that nobody pinned, shares with a pinned version, or uses now. Never the only copy
// that a registry has, whatever lies in the remote of another.
import { CairnError } from '../../../../shared/contract/errors.js';
import type { Digest } from '../../../../shared/contract/primitives.js';
import type { Freed } from '../../../../shared/contract/storage.js';
import { createCarriedCheck } from '../../sync/bytes/carried.js';
import { allOf, createLanes } from '../../sync/bytes/lanes.js';
import { INLINE } from '../../sync/bytes/lists.js';
import { createProofs, placesIn, provenChunks, type LocalChunk } from '../../sync/bytes/prove.js';
import { createUnsentCheck } from '../../sync/bytes/unsent.js';
import { lastRemote } from '../../sync/marks.js';
import { formatBytes } from '../../../../shared/util/formatBytes.js';
import type { RegistryStore } from '../../store/types.js';
import type { EngineContext } from '../context.js';
import { createAloneLook } from './alone.js';
import { createNeeds, pinnedBlobs, withRemote } from './roots.js';
import { blobsOf, keptRows, type Chosen } from './subject.js';
import { tellOfBlobs } from './told.js';

type Reason = Freed['kept'][number]['reason'];

const WORDS: Readonly<Record<Exclude<Reason, 'absent' | 'small'>, string>> = {
  pinned: 'it is pinned',
  only_copy: 'this is the only copy: no remote has it',
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
   * Registries whose remotes have to hold it: all with a remote that need it for a version. Where none does, all with a remote that know
   * of one.
   */
  readonly relying: readonly RegistryStore[];
}

/** Chunks that were proven to lie in remotes, while this process lives; each is looked at again before anything rests on it. */
const proofs = createProofs();

/** Of these blobs, those that the remote of every registry that relies on them holds whole and right, and all that could be asked about; looked at now. */
async function whatRemotesHold(engine: EngineContext, candidates: readonly Candidate[], signal: AbortSignal | undefined): Promise<{ held: Set<Digest>; asked: Set<Digest>; lacking: ReadonlyMap<Digest, string> }> {
  const left = new Set(candidates.flatMap(({ blob, relying }) => (relying.length > 0 ? [blob] : [])));
  const asked = new Set(left);
  const lacking = new Map<Digest, string>();
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
    const name = engine.remotes.list().find(({ registry }) => registry === store.id)?.name ?? store.home;
    for (const blob of mine) if (!proven.has(blob) && left.delete(blob)) lacking.set(blob, name);
  }
  return { held: left, asked, lacking };
}

function candidatesOf(engine: EngineContext, blobs: readonly { readonly blob: Digest; readonly size: number }[]): Candidate[] {
  const shared = withRemote(engine);
  const needs = createNeeds(engine);
  return blobs.map(({ blob, size }) => {
    const needing = shared.filter((store) => needs(store, blob).length > 0);
    return { blob, size, relying: needing.length > 0 ? needing : shared.filter(({ read }) => read.versionsOfBlob(blob).length > 0) };
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
  /** `lacking`: names of remotes that have to hold it and do not. `alone`: a version of a registry without a remote needs it. */
  readonly staying: readonly { readonly blob: Digest; readonly size: number; readonly reason: keyof typeof WORDS; readonly lacking?: string; readonly alone?: string | undefined }[];
}

/** What is looked at once, however many blobs are looked at after each other. */
function createLooks(engine: EngineContext) {
  return {
    pinned: pinnedBlobs(engine),
    linked: new Set(engine.cache.sync.leastUsed(-1).filter((row) => row.linked).map(({ blob }) => blob)),
    unsentNow: createUnsentLook(engine),
    aloneAmong: createAloneLook(engine),
  };
}
type Looks = ReturnType<typeof createLooks>;

async function sortOut(engine: EngineContext, { pinned, linked, unsentNow, aloneAmong }: Looks, blobs: readonly { readonly blob: Digest; readonly size: number }[], pinnedReason: 'pinned' | 'shared', signal: AbortSignal | undefined): Promise<Sorted> {
  const isUnsent = unsentNow();
  const free = candidatesOf(engine, blobs.filter(({ blob }) => !pinned.has(blob) && !linked.has(blob)));
  const sent = free.filter(({ blob }) => !isUnsent(blob));
  const alone = aloneAmong(sent.filter(({ relying }) => relying.length > 0).map(({ blob }) => blob));
  const shared = sent.filter(({ blob }) => !alone.has(blob));
  const { held, asked, lacking } = await whatRemotesHold(engine, shared, signal);
  return {
    going: shared.filter(({ blob }) => held.has(blob)),
    staying: [
      ...blobs.filter(({ blob }) => pinned.has(blob)).map((blob) => ({ ...blob, reason: pinnedReason })),
      ...blobs.filter(({ blob }) => !pinned.has(blob) && linked.has(blob)).map((blob) => ({ ...blob, reason: 'linked' as const })),
      ...free.filter((candidate) => !sent.includes(candidate)).map(({ blob, size }) => ({ blob, size, reason: 'unsent' as const })),
      ...sent.filter(({ blob }) => alone.has(blob)).map(({ blob, size }) => ({ blob, size, reason: 'only_copy' as const, alone: alone.get(blob) })),
      ...shared.filter(({ blob }) => !held.has(blob)).map(({ blob, size, relying }) => ({ blob, size, reason: relying.length > 0 && !asked.has(blob) ? ('not_verified' as const) : ('only_copy' as const), ...(relying.length > 1 ? { lacking: lacking.get(blob) ?? '' } : {}) })),
    ],
  };
}

async function take(engine: EngineContext, { unsentNow, aloneAmong }: Looks, { going }: Sorted, confirm: boolean): Promise<{ bytes: number; blobs: number; held: ReadonlySet<Digest> }> {
  if (!confirm) return { bytes: going.reduce((sum, { size }) => sum + size, 0), blobs: going.length, held: new Set() };
  const { removed, held, bytes } = await engine.cache.remove(
    going.map(({ blob }) => blob),
    (blobs) => {
      // Looked at again: it may have been logged anew while the remote was asked, also in a registry that another process added.
      engine.lookAround();
      const pinned = pinnedBlobs(engine);
      const isUnsent = unsentNow();
      const alone = aloneAmong(blobs);
      return new Set(blobs.filter((blob) => !pinned.has(blob) && !isUnsent(blob) && !alone.has(blob)));
    },
  );
  tellOfBlobs(engine, removed);
  return { bytes, blobs: removed.length, held: new Set(held) };
}

/** The pinned versions that hold a blob. */
function pinnedHolders(engine: EngineContext, blob: Digest): string {
  const refs = engine.registries.flatMap(({ id, read }) => read.versionsOfBlob(blob).flatMap((version) => (engine.cache.sync.isPinned(id, version) ? [read.version(version)?.ref ?? version] : [])));
  return refs.slice(0, 3).join(', ');
}

/** @param of the reference that is told of */
function wordsOf(engine: EngineContext, { blob, reason, lacking, alone }: Sorted['staying'][number], of: string): string {
  if (alone !== undefined && alone !== of) return `${alone} holds the same bytes, and its registry has no remote here`;
  if (reason === 'shared') return `${pinnedHolders(engine, blob)} holds the same bytes and is pinned`;
  if (lacking === undefined) return WORDS[reason];
  return reason === 'not_verified' ? `${lacking}, one of the remotes that have to hold it, could not be asked whether it does` : `${lacking}, one of the remotes that have to hold it, does not`;
}

/** @param of versions that are meant: what stays of them is told by their names */
function keptLines(engine: EngineContext, staying: Sorted['staying'], of: readonly string[] = []): Freed['kept'] {
  const meant = new Set(of);
  const lines = new Map<string, Freed['kept'][number]>();
  for (const each of staying) {
    const { blob, size, reason } = each;
    const named = engine.registries.flatMap(({ read }) => read.versionsOfBlob(blob).map((version) => ({ version, read })));
    const found = named.find(({ version }) => meant.has(version)) ?? named[0];
    const ref = found?.read.version(found.version)?.ref ?? blob.slice(0, 15);
    const message = `${ref} stays: ${wordsOf(engine, each, ref)}.`;
    const line = lines.get(message) ?? { ref, bytes: 0, reason, message };
    lines.set(message, { ...line, bytes: line.bytes + size });
  }
  return [...lines.values()];
}

/** Why a version that was named by itself has nothing here to free. */
function nothingLine(engine: EngineContext, { store, blob }: Chosen, version: string): Freed['kept'] {
  const rows = blobsOf(store, { versions: [version], ...(blob === undefined ? {} : { blob }) });
  const here = engine.cache.has(rows.map((row) => row.blob));
  const found = rows.filter((_, index) => here[index]);
  if (found.some(({ bytes }) => bytes > WORTH)) return [];
  const ref = store.read.version(version)?.ref ?? version;
  if (found.length > 0) return [{ ref, bytes: found.reduce((sum, { bytes }) => sum + bytes, 0), reason: 'small', message: `${ref} stays: files of up to ${formatBytes(WORTH)} lie in the list of files, and would free next to nothing.` }];
  const why = rows.length > 0 ? 'none of its bytes are on this device' : 'no bytes are kept of it: it holds references, or its list of files has not arrived';
  return [{ ref, bytes: 0, reason: 'absent', message: `${ref} frees nothing: ${why}.` }];
}

/** What is smaller lies inline in manifests, and its going would free next to nothing. */
const WORTH = INLINE.each;

export async function evict(engine: EngineContext, chosen: Chosen, confirm: boolean, signal?: AbortSignal): Promise<Freed> {
  const { store, versions } = chosen;
  const free = versions.filter((version) => !engine.cache.sync.isPinned(store.id, version));
  const [only, ...others] = free;
  const nothing = only !== undefined && others.length === 0 ? nothingLine(engine, chosen, only) : [];
  const rows = blobsOf(store, { ...chosen, versions: free });
  const here = engine.cache.has(rows.map(({ blob }) => blob));
  const blobs = [...new Map(rows.filter((row, index) => here[index] && row.bytes > WORTH).map(({ blob, bytes }) => [blob, { blob, size: bytes }])).values()];
  const looks = createLooks(engine);
  const sorted = await sortOut(engine, looks, blobs, 'shared', signal);
  const taken = await take(engine, looks, sorted, confirm);
  const pinned = versions.filter((version) => !free.includes(version)).map((version) => ({ ref: store.read.version(version)?.ref ?? version, bytes: store.read.version(version)?.bytes ?? 0, reason: 'pinned' as const, message: `${store.read.version(version)?.ref ?? version} stays: it is pinned.` }));
  const held = sorted.going.filter(({ blob }) => taken.held.has(blob)).map(({ blob, size }) => ({ blob, size, reason: 'held' as const }));
  return { done: confirm, bytes: taken.bytes, sharing: await engine.cache.sharesBytes(), blobs: taken.blobs, versions: keptRows(engine, chosen), kept: [...pinned, ...keptLines(engine, [...sorted.staying, ...held], versions), ...nothing] };
}

/** Blobs looked at together: the remote is asked about them in few requests. */
const AT_ONCE = 500;

/** Frees bytes, the least recently used first. */
export async function freeBytes(engine: EngineContext, bytes: number, confirm: boolean, signal?: AbortSignal): Promise<Freed> {
  const rows = engine.cache.sync.leastUsed(WORTH).filter(({ confirmed }) => confirmed);
  const going: Candidate[] = [];
  const staying: Sorted['staying'][number][] = [];
  const looks = createLooks(engine);
  let found = 0;
  for (let from = 0; from < rows.length && found < bytes; from += AT_ONCE) {
    const sorted = await sortOut(engine, looks, rows.slice(from, from + AT_ONCE), 'pinned', signal);
    staying.push(...sorted.staying);
    for (const candidate of sorted.going) {
      if (found >= bytes) break;
      going.push(candidate);
      found += candidate.size;
    }
  }
  const taken = await take(engine, looks, { going, staying }, confirm);
  return { done: confirm, bytes: taken.bytes, sharing: await engine.cache.sharesBytes(), blobs: taken.blobs, versions: [], kept: keptLines(engine, staying) };
}
