// The storage lens: every byte of the data root, by what it is for.
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Digest } from '../../../../shared/contract/primitives.js';
import type { DiskUse } from '../../../../shared/contract/storage.js';
import type { RegistryStore } from '../../store/types.js';
import type { EngineContext } from '../context.js';
import { pinnedBlobs, purposes } from './roots.js';

interface Slice {
  bytes: number;
  count: number;
}

export const emptySlice = (): Slice => ({ bytes: 0, count: 0 });

export function addTo(slice: Slice, bytes: number): void {
  slice.bytes += bytes;
  slice.count += 1;
}

/** Every file below a path with the bytes it really takes, shared ones too; one that goes meanwhile is passed over. */
async function walk(path: string, found: (path: string, bytes: number) => void): Promise<void> {
  const stats = await lstat(path).catch(() => undefined);
  if (!stats) return;
  if (!stats.isDirectory()) {
    found(path, stats.blocks === undefined ? stats.size : stats.blocks * 512);
    return;
  }
  await Promise.all((await readdir(path).catch(() => [])).map((name) => walk(join(path, name), found)));
}

const PLACES: Readonly<Record<string, keyof DiskUse['parts']>> = { checkouts: 'checkouts', incoming: 'incoming', quarantine: 'quarantine', registries: 'databases', logs: 'logs' };

function partOf(name: string): keyof DiskUse['parts'] {
  return PLACES[name] ?? (/\.db(-wal|-shm)?$/.test(name) ? 'databases' : 'other');
}

/** The blob that a file in `blobs/` is, by where it lies. */
function blobAt(path: string): Digest | undefined {
  const match = /([0-9a-f]{2})[\\/]([0-9a-f]{62})$/.exec(path);
  return match?.[1] && match[2] ? `b3:${match[1]}${match[2]}` : undefined;
}

const SHOWN = 500;

interface Seen {
  bytes: number;
  here: number;
}

function hasMoved(store: RegistryStore, collection: string): boolean {
  const entity = store.read.projectOf(collection)?.entity;
  return entity !== undefined && typeof store.read.heads({ kind: 'entity', id: entity }, 'movedTo')[0]?.value === 'string';
}

/** What the live versions of each collection take, and how much of it is here. */
function collectionsOf(engine: EngineContext, store: RegistryStore, onDisk: ReadonlyMap<Digest, number>): DiskUse['collections'] {
  const seen = new Map<string, Seen>();
  for (const { blob, bytes, collection, deleted } of store.read.blobUses()) {
    if (deleted) continue;
    const row = seen.get(collection) ?? { bytes: 0, here: 0 };
    row.bytes += bytes;
    row.here += onDisk.has(blob) ? bytes : 0;
    seen.set(collection, row);
  }
  const pinned = new Map<string, number>();
  for (const version of engine.cache.sync.pinned(store.id)) {
    const collection = store.read.version(version)?.collection;
    if (collection !== undefined) pinned.set(collection, (pinned.get(collection) ?? 0) + 1);
  }
  return [...seen].flatMap(([id, { bytes, here }]) => {
    const known = store.read.collection(id);
    // What moved into a team's registry is listed there: the bytes are the same.
    if (!known || hasMoved(store, id)) return [];
    const availability = here === bytes ? 'offline' : here === 0 ? 'online' : 'partly';
    return [{ id, name: known.name, type: known.type, registry: store.id, bytes, here, versions: known.versions, pinned: pinned.get(id) ?? 0, availability } as const];
  });
}

export async function diskUse(engine: EngineContext): Promise<DiskUse> {
  const { cache, registries, dataRoot } = engine;
  const parts = { versions: emptySlice(), deleted: emptySlice(), facts: emptySlice(), unreferenced: emptySlice(), checkouts: emptySlice(), incoming: emptySlice(), quarantine: emptySlice(), databases: emptySlice(), logs: emptySlice(), other: emptySlice() };
  const onDisk = new Map<Digest, number>();
  for (const name of await readdir(dataRoot)) {
    await walk(join(dataRoot, name), (path, bytes) => {
      const blob = name === 'blobs' ? blobAt(path) : undefined;
      if (blob === undefined) addTo(parts[partOf(name)], bytes);
      else onDisk.set(blob, bytes);
    });
  }
  const named = purposes(engine);
  const pinned = pinnedBlobs(engine);
  const safe = new Set(engine.remotes.list().map(({ registry }) => registry));
  const times = new Map<Digest, number>();
  const elsewhere = new Set<Digest>();
  for (const store of registries) {
    for (const { blob, deleted, versions } of store.read.blobUses()) {
      if (!deleted) times.set(blob, (times.get(blob) ?? 0) + versions);
      if (safe.has(store.id)) elsewhere.add(blob);
    }
  }
  const [pinnedSlice, only] = [emptySlice(), emptySlice()];
  let shared = 0;
  for (const [blob, bytes] of onDisk) {
    const purpose = named.get(blob) ?? 'unreferenced';
    addTo(parts[purpose], bytes);
    if (pinned.has(blob)) addTo(pinnedSlice, bytes);
    if (purpose === 'versions' && !elsewhere.has(blob)) addTo(only, bytes);
    shared += bytes * Math.max(0, (times.get(blob) ?? 1) - 1);
  }
  const collections = registries.flatMap((store) => collectionsOf(engine, store, onDisk)).sort((a, b) => b.here - a.here || b.bytes - a.bytes);
  const [{ free }, sharing] = await Promise.all([cache.freeSpace(), cache.sharesBytes()]);
  return {
    total: Object.values(parts).reduce((sum, { bytes }) => sum + bytes, 0),
    sharing,
    free,
    cap: engine.settings.get().cacheCap,
    parts,
    pinned: pinnedSlice,
    only,
    shared,
    collections: collections.slice(0, SHOWN),
    more: Math.max(0, collections.length - SHOWN),
  };
}
