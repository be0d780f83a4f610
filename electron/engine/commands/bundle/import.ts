// A bundle's versions come into the registry that is looked at: every digest checked, every operation issued again with where it came
// from. What stands here already keeps what it is.
import { open, type FileHandle } from 'node:fs/promises';
import { CairnError } from '../../../../shared/contract/errors.js';
import type { BundleFound, BundleTaken } from '../../../../shared/contract/bundles.js';
import type { Digest, Progress } from '../../../../shared/contract/primitives.js';
import { namedError } from '../../cache/fsErrors.js';
import type { Hold } from '../../cache/types.js';
import { blake3Hex } from '../../domain/blake3.js';
import { parseCanonicalJson } from '../../domain/canonicalJson.js';
import { parseManifest } from '../../domain/manifest.js';
import { readOp } from '../../domain/opHash.js';
import type { Op } from '../../domain/ops.js';
import { openRegistryStore } from '../../store/registryStore.js';
import type { RegistryStore } from '../../store/types.js';
import { blobsOf } from '../../sync/manifests.js';
import type { EngineContext } from '../context.js';
import { issuedBefore, planReissue, reissue } from '../sync/reissue.js';
import { tellOfBlobs } from '../storage/told.js';
import { blobName, decodeBundle, HEADER_NAME, LIMITS, MANIFESTS_NAME, OPS_NAME, type Bundle } from './format.js';
import { tarBody, tarEntries, tarStream, type TarEntry } from './tar.js';

interface Opened {
  readonly header: Bundle;
  readonly ops: readonly Op[];
  readonly manifests: readonly string[];
  readonly entries: ReadonlyMap<string, TarEntry>;
}

const damaged = (path: string, what: string): CairnError => new CairnError('corrupt', `Importing ${path} failed: ${what}. Nothing was taken in; copy the file again, or export it anew.`, { path });

async function part(file: FileHandle, path: string, entries: ReadonlyMap<string, TarEntry>, name: string, most: number): Promise<Buffer> {
  const entry = entries.get(name);
  if (!entry) throw damaged(path, `it has no ${name}, so it is no bundle of Cairn`);
  if (entry.size > most) throw damaged(path, `its ${name} is longer than such a file may be`);
  return tarBody(file, entry);
}

async function openBundle(file: FileHandle, path: string): Promise<Opened> {
  const entries = new Map((await tarEntries(file, path, LIMITS.entries)).map((entry) => [entry.name, entry]));
  const header = decodeBundle(await part(file, path, entries, HEADER_NAME, LIMITS.header));
  if (!header) throw damaged(path, 'its first file is not in form, or was changed after it was signed');
  const [lines, lists] = [await part(file, path, entries, OPS_NAME, LIMITS.lines), await part(file, path, entries, MANIFESTS_NAME, LIMITS.lines)];
  if (blake3Hex(lines) !== header.ops || blake3Hex(lists) !== header.manifests) throw damaged(path, 'its history is not what was signed');
  const ops = lines.toString('utf8').split('\n').filter(Boolean).map((line) => {
    const read = readOp(parseCanonicalJson(line));
    if ('problem' in read || read.op.registry !== header.registry) throw damaged(path, `its history has a line that is no operation of its registry (${'problem' in read ? read.problem : read.op.registry})`);
    return read.op;
  });
  for (const [blob, size] of header.blobs) if (entries.get(blobName(blob))?.size !== size) throw damaged(path, `${blob} is missing in it, or cut`);
  return { header, ops, manifests: lists.toString('utf8').split('\n').filter(Boolean), entries };
}

/** The registry that the bundle came from, as far as it tells, in memory. */
function sourceOf({ ports, actor }: EngineContext, { header, ops, manifests }: Opened, device: RegistryStore['device']): RegistryStore {
  const { clock, random, logger } = ports;
  const source = openRegistryStore({ file: ':memory:', id: header.registry, clock, random, logger, device });
  source.receive(ops, []);
  source.write(actor(), (tx) => {
    for (const json of manifests) {
      const manifest = parseManifest(Buffer.from(json, 'utf8'));
      tx.putManifest(manifest.digest, manifest.json, blobsOf(manifest));
    }
  });
  return source;
}

function namesIn(source: RegistryStore): string[] {
  return source.read.scopePage('collections', null, 1000, '').items.flatMap((item) => (item.kind === 'collections' ? [`${item.row.entity}/${item.row.project}/${item.row.name}`] : []));
}

async function within<T>(path: string, use: (file: FileHandle) => Promise<T>): Promise<T> {
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (error) {
    throw namedError(error, 'source', 'Importing', path);
  }
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}

function foundIn(engine: EngineContext, path: string, { header }: Opened, source: RegistryStore): BundleFound {
  const plan = planReissue(source, engine.registry.id, undefined);
  const blobs = header.blobs.map(([blob]) => blob);
  const here = engine.cache.has(blobs);
  const own = new Set(header.versions);
  const versions = plan.versions.filter(({ old }) => own.has(old));
  return {
    path,
    of: header.of,
    actor: header.actor,
    device: header.deviceName,
    fingerprint: header.device.slice(0, 16),
    at: header.at,
    versions: versions.length,
    known: versions.filter(({ old }) => engine.registry.read.hasVersion(plan.ids.get(old) ?? '')).length,
    collections: namesIn(source),
    bytes: header.blobs.reduce((sum, [, size]) => sum + size, 0),
    newBytes: header.blobs.reduce((sum, [, size], index) => sum + (here[index] ? 0 : size), 0),
    into: engine.registry.home === 'computer' ? 'this computer' : (engine.remotes.list().find(({ registry }) => registry === engine.registry.id)?.name ?? engine.registry.id),
  };
}

/** What is in a bundle, and what of it is new here. @throws CairnError corrupt, source_missing */
export function previewBundle(engine: EngineContext, path: string): Promise<BundleFound> {
  return within(path, async (file) => {
    const opened = await openBundle(file, path);
    const source = sourceOf(engine, opened, engine.registry.device);
    try {
      return foundIn(engine, path, opened, source);
    } finally {
      source.close();
    }
  });
}

async function takeBlobs({ cache }: EngineContext, file: FileHandle, path: string, { header, entries }: Opened, hold: Hold, onProgress: (progress: Progress) => void, signal: AbortSignal): Promise<Digest[]> {
  const total = header.blobs.reduce((sum, [, size]) => sum + size, 0);
  const taken: Digest[] = [];
  const here = hold.add(header.blobs.map(([blob]) => blob));
  let done = 0;
  for (const [index, [blob, size]] of header.blobs.entries()) {
    signal.throwIfAborted();
    const entry = entries.get(blobName(blob));
    if (!here[index] && entry) {
      const { digest } = await cache.receive(tarStream(file, entry), hold, { size, signal });
      if (digest !== blob) throw damaged(path, `${blob} in it has other bytes (they are ${digest})`);
      taken.push(blob);
    }
    done += size;
    onProgress({ phase: 'copying', done, total, unit: 'bytes', rate: null, item: header.of });
  }
  return taken;
}

/** @throws CairnError corrupt, source_missing, no_space, cancelled; none leaves anything behind */
export function importBundle(engine: EngineContext, path: string, onProgress: (progress: Progress) => void, signal: AbortSignal): Promise<BundleTaken> {
  return within(path, async (file) => {
    const opened = await openBundle(file, path);
    const { registry: target, cache } = engine;
    const source = sourceOf(engine, opened, target.device);
    const hold = cache.hold();
    try {
      const found = foundIn(engine, path, opened, source);
      const taken = await takeBlobs(engine, file, path, opened, hold, onProgress, signal);
      const plan = planReissue(source, target.id, undefined);
      const issued = issuedBefore(target);
      const ops = target.write(engine.actor(), (tx) => reissue(tx, source, plan, issued, { over: 'free', note: `imported from ${opened.header.of}, exported by ${opened.header.actor.name}` }));
      hold.release();
      tellOfBlobs(engine, taken);
      return { ...found, ops };
    } catch (error) {
      await hold.cancel();
      throw error;
    } finally {
      source.close();
    }
  });
}
