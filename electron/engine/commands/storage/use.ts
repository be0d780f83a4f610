// The storage lens: every byte of the data root and of a remote, by what it is for.
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { DiskUse, RemoteUse } from '../../../../shared/contract/storage.js';
import { listAll } from '../../sync/listAll.js';
import type { EngineContext } from '../context.js';
import { pinnedBlobs } from './evict.js';
import { referencedBlobs } from './collect.js';

interface Slice {
  bytes: number;
  count: number;
}

const empty = (): Slice => ({ bytes: 0, count: 0 });

function add(slice: Slice, bytes: number): void {
  slice.bytes += bytes;
  slice.count += 1;
}

/** Bytes that files really take, below a folder; a file that goes meanwhile is passed over. */
async function sizeOf(path: string, into: Slice): Promise<void> {
  const stats = await lstat(path).catch(() => undefined);
  if (!stats) return;
  if (!stats.isDirectory()) {
    add(into, stats.blocks === undefined ? stats.size : stats.blocks * 512);
    return;
  }
  for (const name of await readdir(path).catch(() => [])) await sizeOf(join(path, name), into);
}

const PLACES: Readonly<Record<string, keyof DiskUse['parts']>> = { checkouts: 'checkouts', incoming: 'incoming', quarantine: 'quarantine', registries: 'databases', logs: 'logs' };

function partOf(name: string): keyof DiskUse['parts'] {
  return PLACES[name] ?? (/\.db(-wal|-shm)?$/.test(name) ? 'databases' : 'other');
}

const LARGEST = 100;

export async function diskUse(engine: EngineContext): Promise<DiskUse> {
  const { cache, registries, dataRoot } = engine;
  const parts = { versions: empty(), facts: empty(), unreferenced: empty(), checkouts: empty(), incoming: empty(), quarantine: empty(), databases: empty(), logs: empty(), other: empty() };
  for (const name of await readdir(dataRoot)) if (name !== 'blobs') await sizeOf(join(dataRoot, name), parts[partOf(name)]);
  // Blobs by their rows: what lies in blobs/ without one is found by the difference to what is on disk.
  const onDisk = empty();
  await sizeOf(join(dataRoot, 'blobs'), onDisk);
  const inVersions = new Map<string, number>();
  const collections = new Map<string, { id: string; name: string; registry: string; bytes: number; here: number; versions: number }>();
  const sizes = new Map(cache.blobs().map(({ digest, size }) => [digest, size]));
  for (const store of registries) {
    for (const blob of store.read.allBlobs()) {
      const versions = sizes.has(blob) ? store.read.versionsOfBlob(blob) : [];
      if (versions.length > 0) inVersions.set(blob, (inVersions.get(blob) ?? 0) + versions.length);
      for (const collection of new Set(versions.flatMap((id) => store.read.version(id)?.collection ?? []))) {
        const row = collections.get(collection) ?? { id: collection, name: store.read.collection(collection)?.name ?? collection.slice(0, 12), registry: store.id, bytes: 0, here: 0, versions: 0 };
        row.here += sizes.get(blob) ?? 0;
        collections.set(collection, row);
      }
    }
  }
  const named = referencedBlobs(engine);
  const pinned = pinnedBlobs(engine);
  const [pinnedSlice, only] = [empty(), empty()];
  let shared = 0;
  let counted = 0;
  const remotes = new Set(engine.remotes.list().map(({ registry }) => registry));
  for (const [digest, size] of sizes) {
    const times = inVersions.get(digest) ?? 0;
    add(times > 0 ? parts.versions : named.has(digest) ? parts.facts : parts.unreferenced, size);
    counted += size;
    if (pinned.has(digest)) add(pinnedSlice, size);
    if (times > 1) shared += size * (times - 1);
    if (!registries.some((store) => remotes.has(store.id) && store.read.versionsOfBlob(digest).length > 0)) add(only, size);
  }
  parts.other.bytes += Math.max(0, onDisk.bytes - counted);
  for (const row of collections.values()) {
    const store = registries.find(({ id }) => id === row.registry);
    const known = store?.read.collection(row.id);
    row.versions = known?.versions ?? 0;
    row.bytes = row.here;
  }
  const { free } = await cache.freeSpace();
  return {
    total: Object.values(parts).reduce((sum, { bytes }) => sum + bytes, 0),
    free,
    cap: engine.settings.get().cacheCap,
    parts,
    pinned: pinnedSlice,
    only,
    shared,
    collections: [...collections.values()].sort((a, b) => b.here - a.here).slice(0, LARGEST),
  };
}

/** Every object under the prefix is counted once, by the first part of its key. */
export async function remoteUse(engine: EngineContext, registry: string | undefined, signal?: AbortSignal): Promise<RemoteUse> {
  const store = registry === undefined ? engine.registry : (engine.registries.find(({ id }) => id === registry) ?? engine.registry);
  const { remote, stored } = await engine.sync.open(store.id, signal);
  const named = new Set([...referencedBlobs({ registries: [store] })]);
  const chunks = new Set<string>(named);
  for (const blob of named) for (const { digest } of engine.cache.chunks(blob)?.chunks ?? []) chunks.add(digest);
  const parts: Record<string, Slice> = {};
  const unreferenced = empty();
  let total = 0;
  let objects = 0;
  for (const { key, size } of await listAll(remote, '', signal)) {
    const part = key.split('/')[0] ?? key;
    add((parts[part] ??= empty()), size);
    total += size;
    objects += 1;
    const hex = /^chunks\/..\/([0-9a-f]{64})$/.exec(key)?.[1];
    if (hex !== undefined && !chunks.has(`b3:${hex}`)) add(unreferenced, size);
  }
  return { name: stored.name, registry: store.id, total, objects, parts, unreferenced };
}
