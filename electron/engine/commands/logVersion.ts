// The main job: keep the bytes, then commit the version that names them, in one transaction. Nothing in between is visible.
import { posix } from 'node:path';
import { CairnError } from '../../../shared/contract/errors.js';
import type { VersionDetail } from '../../../shared/contract/entities.js';
import type { LogInput } from '../../../shared/contract/ingest.js';
import type { Digest, Progress } from '../../../shared/contract/primitives.js';
import type { Cache, Hold, ScanOptions, SourceEntry } from '../cache/types.js';
import { canonicalManifest, checkedEntries, type ManifestEntry } from '../domain/manifest.js';
import { checkManifestPath } from '../domain/manifestPath.js';
import { createBorderFinder } from '../formats/beside.js';
import { commitVersion, type GatheredFacts, type KeptFacts } from './commitVersion.js';
import type { EngineContext, Upload } from './context.js';
import { folderOf, keepCode, type KeptCode } from './code/keep.js';
import { inspectedBefore, inspectedKey, inspectSource, keepFacts, worthInspecting } from './facts.js';
import { withFacts } from './references.js';
import { versionDetail } from './rows.js';
import { bindMetrics } from './runs/bind.js';

export interface LoggedVersion {
  readonly version: VersionDetail;
  readonly created: boolean;
  readonly beside: string[];
  readonly method: 'clone' | 'copy' | 'known' | 'reference';
  readonly bytesRead: number;
  readonly bytesAdded: number;
}

/** Absolute path of a file -> the names it has in the version; a file of several names is there several times. */
export type FileNames = ReadonlyMap<string, readonly string[]>;

/** Entries of files and folders; files that have names are found one by one, as two of them may be called alike where they lie. */
export async function scanNamed(cache: Cache, paths: readonly string[], names: FileNames | undefined, options: ScanOptions): Promise<readonly SourceEntry[]> {
  if (paths.length === 0) return [];
  if (!names) return (await cache.scan(paths, options)).entries;
  const found: SourceEntry[] = [];
  for (const path of paths) {
    const { entries } = await cache.scan([path], options);
    for (const entry of entries) for (const name of names.get(entry.source) ?? [entry.path]) found.push({ ...entry, path: name });
  }
  return found;
}

/** Entries under the names they get inside the artifact, those left out gone. */
function arranged<T extends { readonly path: string }>(entries: readonly T[], { rename, exclude }: Pick<LogInput, 'rename' | 'exclude'>): readonly T[] {
  const left = new Set(exclude);
  const renamed = new Map(Object.entries(rename));
  if (left.size + renamed.size === 0) return entries;
  const known = new Set(entries.map((entry) => entry.path));
  for (const path of [...renamed.keys(), ...exclude]) {
    if (!known.has(path)) throw new CairnError('not_found', `"${path}" was to be renamed or left out, but there is no such file in what was given.`, { path });
  }
  return entries.filter((entry) => !left.has(entry.path)).map((entry) => {
    const path = checkManifestPath(renamed.get(entry.path) ?? entry.path);
    return path === entry.path ? entry : { ...entry, path };
  });
}

function referenceEntries(references: LogInput['references']): ManifestEntry[] {
  return references.map(({ uri, path, size, etag }) => ({
    path: path ?? (posix.basename(uri.replace(/[?#].*$/, '').replace(/\/+$/, '')) || uri.replace(/[^\p{L}\p{N}._-]+/gu, '-')),
    uri,
    ...(size === undefined ? {} : { size }),
    ...(etag === undefined ? {} : { etag }),
  }));
}

/** Facts of every file worth a look, each kept as a blob under the hold. A manifest that this build has looked into before is not again. */
async function gatherFacts({ cache, registry }: EngineContext, manifest: Digest, files: readonly { path: string; digest: Digest }[], hold: Hold): Promise<GatheredFacts> {
  const before = inspectedBefore(registry.local(inspectedKey(manifest)));
  if (before && hold.add(before).every(Boolean)) return { fresh: [], all: before };
  const fresh: KeptFacts[] = [];
  const all = new Set<Digest>();
  for (const { path, digest } of worthInspecting(files)) {
    const found = await keepFacts(cache, digest, posix.basename(path), hold);
    if (!found) continue;
    all.add(found.facts);
    if (!registry.read.factsOf(digest).some((known) => known.parser === found.parser && known.parserVersion >= found.parserVersion)) fresh.push({ blob: digest, ...found });
  }
  return { fresh, all: [...all] };
}

/** The version is committed; metrics that cannot be bound now are bound when their rows are here. */
async function bindEdges(engine: EngineContext, version: string): Promise<void> {
  const run = engine.registry.read.version(version)?.run?.id;
  const runs = new Set([run, ...engine.registry.read.runsOf(version)].flatMap((id) => id ?? []));
  for (const each of runs) {
    try {
      await bindMetrics(engine, each);
    } catch (error) {
      engine.ports.logger.error({ err: error, run: each }, 'Binding metrics failed; it is tried again');
    }
  }
}

/**
 * Logs a version. Errors are those of scan, ingest and commit; after any of them, or an abort, no blob, temp file or row of
 * this call is left.
 */
export async function logVersion(engine: EngineContext, paths: readonly string[], input: LogInput, onProgress: (progress: Progress) => void, signal: AbortSignal, names?: FileNames): Promise<LoggedVersion> {
  const { cache } = engine;
  if (paths.length === 0 && input.references.length === 0) throw new CairnError('invalid_input', 'There is nothing to log: give files, folders or references.');
  const hold = cache.hold();
  try {
    onProgress({ phase: 'scanning', done: 0, total: null, unit: 'files', rate: null });
    const entries = arranged(await scanNamed(cache, paths, names, { signal, hold }), input);
    const references = referenceEntries(await withFacts(input.references, signal));
    if (entries.length + references.length === 0) throw new CairnError('invalid_input', 'There is nothing to log: no files were found in what was given.');
    // What no manifest may hold is refused before a long read, not after it.
    const beforeReading = (): void => void checkedEntries([...references, ...entries.map((entry) => ({ path: entry.path, size: entry.size, digest: `b3:${'0'.repeat(64)}` }))]);
    const kept = await cache.ingest(entries, { hold, signal, onProgress, beforeReading, borders: createBorderFinder(entries, (entry) => inspectSource(entry.source)) });
    const [first] = paths;
    const code = first !== undefined && input.run === undefined && input.captureCode ? await keepCode(engine, folderOf(first), hold, { out: entries.map((entry) => entry.source), signal }) : undefined;
    const logged = await commitKept(engine, kept.files, references, input, hold, onProgress, signal, code);
    return { ...logged, method: entries.length === 0 ? 'reference' : kept.method, bytesRead: kept.bytesRead, bytesAdded: kept.bytesAdded };
  } catch (error) {
    await hold.cancel();
    throw error;
  }
}

/** Logs files that were uploaded before. The hold ends either way. Errors as for `logVersion`. */
export async function logUploaded(engine: EngineContext, { files, hold }: Upload, input: LogInput, onProgress: (progress: Progress) => void, signal: AbortSignal): Promise<LoggedVersion> {
  try {
    const entries = arranged(files, input);
    const logged = await commitKept(engine, entries, referenceEntries(input.references), input, hold, onProgress, signal);
    return { ...logged, method: 'copy', bytesRead: 0, bytesAdded: entries.reduce((sum, entry) => sum + (entry.added ? entry.size : 0), 0) };
  } catch (error) {
    await hold.cancel();
    throw error;
  }
}

/** A file whose bytes are in the cache, under a hold. */
export interface KeptFile {
  readonly path: string;
  readonly size: number;
  readonly digest: Digest;
}

/** Commits files that are kept under the hold as a version, and ends the hold. The caller cancels it after an error. */
export async function commitKept(
  engine: EngineContext,
  files: readonly KeptFile[],
  references: readonly ManifestEntry[],
  input: LogInput,
  hold: Hold,
  onProgress: (progress: Progress) => void,
  signal: AbortSignal | undefined,
  code?: KeptCode,
): Promise<Pick<LoggedVersion, 'version' | 'created' | 'beside'>> {
  const { registry } = engine;
  onProgress({ phase: 'committing', done: 0, total: null, unit: 'ops', rate: null });
  const manifest = canonicalManifest([...references, ...files.map(({ path, size, digest }) => ({ path, size, digest }))]);
  const facts = await gatherFacts(engine, manifest.digest, files, hold);
  if (signal?.aborted) throw new CairnError('cancelled', 'Logging was cancelled. Nothing was kept.');
  const { version, created, beside } = commitVersion(engine, input, manifest, facts, code);
  hold.release();
  if (input.run !== undefined) await bindEdges(engine, version);
  const item = registry.read.versionDetail(version);
  if (!item) throw new CairnError('internal', 'The version was committed but cannot be read back. Run cairn verify.');
  // Every blob was under the hold until just now.
  return { version: await versionDetail(engine, item, files.length === 0 ? 'online' : 'offline'), created, beside };
}
