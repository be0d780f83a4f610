// What is inside a version: its files from the manifest, its tensors from the facts, by page.
import { posix } from 'node:path';
import type { FileRow, TensorRow } from '../../../shared/contract/entities.js';
import { CairnError } from '../../../shared/contract/errors.js';
import { blake3Hex } from '../domain/blake3.js';
import type { CanonicalManifest, ManifestEntry } from '../domain/manifest.js';
import { kindOfName } from '../formats/plain.js';
import type { VersionItem } from '../store/readTypes.js';
import type { EngineContext } from './context.js';
import { readFacts } from './facts.js';

export interface PageInput {
  readonly query: string;
  readonly cursor: string | null;
  readonly limit: number;
}

/** A page of an unchanging list. What a version holds never changes, so a place in it is a keyset. */
function pageOf<T>(rows: readonly T[], { cursor, limit }: PageInput): { rows: T[]; next: string | null; total: number } {
  const from = cursor === null ? 0 : Number(cursor);
  if (!Number.isSafeInteger(from) || from < 0) throw new CairnError('invalid_input', 'The cursor is not one that was given out.', { cursor });
  const end = from + limit;
  return { rows: rows.slice(from, end), next: end < rows.length ? String(end) : null, total: rows.length };
}

/** The version of an id, or `not_found`. */
export function requireVersion({ registry }: EngineContext, id: string): VersionItem {
  const version = registry.read.version(id);
  if (!version) throw new CairnError('not_found', 'There is no version with this id here. It may not have arrived on this device yet.', { version: id });
  return version;
}

/** The one read last: pages of a list ask for it again and again. */
let latest: CanonicalManifest | undefined;

/** A stored manifest was checked when it was stored; what hashes to the version's digest is that one. */
function readManifest(json: string, version: VersionItem): CanonicalManifest {
  if (latest?.json === json && latest.digest === version.digest) return latest;
  const digest = `b3:${blake3Hex(json)}`;
  if (digest !== version.digest) throw new CairnError('corrupt', `The list of files of ${version.ref} in the registry database is damaged (it is not ${version.digest}). Log the files again, or sync with a device that has it.`, { ref: version.ref, digest: version.digest });
  latest = { json, digest, entries: (JSON.parse(json) as { files: ManifestEntry[] }).files };
  return latest;
}

/** The manifest of a version; `offline` while it has not arrived, `corrupt` when its row is not what the digest says. */
export function requireManifest({ registry }: EngineContext, version: VersionItem): CanonicalManifest {
  const json = registry.read.manifest(version.digest);
  if (json === undefined) throw new CairnError('offline', `What is inside ${version.ref} is not on this device yet. Sync with a device that has it.`, { ref: version.ref, digest: version.digest });
  return readManifest(json, version);
}

const matches = (name: string, query: string): boolean => query === '' || name.toLowerCase().includes(query.toLowerCase());

export function filesPage(engine: EngineContext, version: VersionItem, input: PageInput): { rows: FileRow[]; next: string | null; total: number } {
  const entries = requireManifest(engine, version).entries.filter((entry) => matches(entry.path, input.query));
  const page = pageOf(entries, input);
  const digests = page.rows.flatMap((entry) => ('digest' in entry ? [entry.digest] : []));
  const has = engine.cache.has(digests);
  const here = new Map(digests.map((digest, index) => [digest, has[index] ?? false]));
  const rows = page.rows.map((entry): FileRow => {
    const format = kindOfName(posix.basename(entry.path)) ?? null;
    return 'digest' in entry
      ? { path: entry.path, bytes: entry.size, digest: entry.digest, uri: null, format, here: here.get(entry.digest) ?? false }
      : { path: entry.path, bytes: entry.size ?? null, digest: null, uri: entry.uri, format, here: false };
  });
  return { ...page, rows };
}

/** All tensors of a version, in file order. */
async function tensorsOf(engine: EngineContext, version: VersionItem): Promise<TensorRow[]> {
  const pointers = engine.registry.read.versionDetail(version.id)?.facts ?? [];
  const perFile = await Promise.all(
    pointers.map(async ({ path, facts }) => ((await readFacts(engine.cache, facts))?.tensors ?? []).map(({ name, dtype, shape, bytes }): TensorRow => ({ name, dtype, shape: [...shape], bytes, path }))),
  );
  return perFile.flat();
}

export async function tensorsPage(engine: EngineContext, version: VersionItem, input: PageInput & { readonly sort: 'file' | 'name' | 'bytes' }): Promise<{ rows: TensorRow[]; next: string | null; total: number; bytes: number; largest: number }> {
  const all = await tensorsOf(engine, version);
  const found = all.filter((tensor) => matches(tensor.name, input.query));
  if (input.sort === 'name') found.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  if (input.sort === 'bytes') found.sort((a, b) => b.bytes - a.bytes);
  return {
    ...pageOf(found, input),
    bytes: all.reduce((sum, tensor) => sum + tensor.bytes, 0),
    largest: all.reduce((most, tensor) => Math.max(most, tensor.bytes), 0),
  };
}
