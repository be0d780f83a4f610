// Versions with their bytes and all that is known about them, written to one file.
import { createReadStream } from 'node:fs';
import { link, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { Blake3Hasher } from '@napi-rs/blake-hash';
import { CairnError } from '../../../../shared/contract/errors.js';
import type { BundleOf, Exported } from '../../../../shared/contract/bundles.js';
import type { Digest, Progress } from '../../../../shared/contract/primitives.js';
import { EXPORT_TEMP } from '../../cache/checkoutTemp.js';
import { errnoOf, namedError } from '../../cache/fsErrors.js';
import type { Cache } from '../../cache/types.js';
import { blake3Hex } from '../../domain/blake3.js';
import { canonicalJson } from '../../domain/canonicalJson.js';
import type { Op } from '../../domain/ops.js';
import { loneBlobsOf } from '../../sync/bytes/lone.js';
import type { RegistryStore } from '../../store/types.js';
import type { EngineContext } from '../context.js';
import { collectionNamed } from '../registry/places.js';
import { bring } from '../storage/bring.js';
import { bringLone } from '../storage/bringLone.js';
import { versionsOf } from '../storage/subject.js';
import { opsAbout } from './choose.js';
import { blobName, encodeBundle, HEADER_NAME, MANIFESTS_NAME, OPS_NAME } from './format.js';
import { TAR_END, tarEntry } from './tar.js';

interface Meant {
  readonly versions: ReadonlySet<string>;
  readonly models: ReadonlySet<string>;
  /** In words. */
  readonly of: string;
}

function liveIn(store: RegistryStore, collection: string): string[] {
  return versionsOf(store, collection).filter((id) => store.read.version(id)?.deleted === false);
}

function meant(engine: EngineContext, of: BundleOf): Meant {
  const { read } = engine.registry;
  if ('ref' in of) {
    const { version, link } = read.resolveText(of.ref, engine.where());
    const model = link === null ? undefined : read.link(link)?.model;
    return { versions: new Set([version]), models: new Set(model === undefined ? [] : [model]), of: read.version(version)?.ref ?? of.ref };
  }
  if ('collection' in of) {
    const id = collectionNamed(read, engine, of.collection);
    const row = read.collection(id);
    return { versions: new Set(liveIn(engine.registry, id)), models: new Set(row?.form === 'registered' ? [id] : []), of: row?.name ?? of.collection };
  }
  const versions = new Set<string>();
  const models = new Set<string>();
  for (const { op } of engine.registry.allOps()) {
    if (op.kind === 'collection.create' && op.body['form'] === 'registered' && typeof op.body['collection'] === 'string') models.add(op.body['collection']);
    if (op.kind === 'version' && typeof op.body['version'] === 'string' && read.version(op.body['version'])?.deleted === false) versions.add(op.body['version']);
  }
  return { versions, models, of: 'everything' };
}

/** The blobs that go along, with their sizes: files of the versions, and what operations name by themselves and is here. */
function blobsFor({ cache, registry }: EngineContext, versions: ReadonlySet<string>, lone: readonly Digest[]): [Digest, number][] {
  const files = new Map<Digest, number>(registry.read.versionBlobs([...versions]).map(({ blob, bytes }) => [blob, bytes]));
  const here = cache.has(lone);
  lone.forEach((blob, index) => {
    const size = cache.chunks(blob)?.chunks.reduce((sum, { length }) => sum + length, 0);
    if (here[index] && size !== undefined && !files.has(blob)) files.set(blob, size);
  });
  return [...files].sort(([a], [b]) => (a < b ? -1 : 1));
}

const isThere = (target: string): CairnError => new CairnError('target_exists', `Exporting to ${target} failed: something is there already. Choose another name.`, { path: target });

async function refuseThere(target: string): Promise<void> {
  if (!isAbsolute(target)) throw new CairnError('invalid_input', `Exporting failed: ${target} is not an absolute path.`, { path: target });
  if (await stat(target).then(() => true, () => false)) throw isThere(target);
}

/** Gives the finished file its name, unless that was taken meanwhile. Where the disk knows no hard links, a look just before has to do. */
async function takeName(temp: string, target: string): Promise<void> {
  try {
    await link(temp, target);
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') throw isThere(target);
    await refuseThere(target);
    return rename(temp, target);
  }
  await rm(temp);
}

/** The bytes of a kept blob. @throws CairnError corrupt, after the last of them, when they are not what its name says; it is set aside then */
async function* soundBytes(cache: Cache, blob: Digest): AsyncGenerator<Uint8Array> {
  const hasher = new Blake3Hasher();
  for await (const piece of createReadStream(cache.blobPath(blob), { highWaterMark: 1024 * 1024 }) as AsyncIterable<Uint8Array>) {
    hasher.update(piece);
    yield piece;
  }
  if (`b3:${hasher.digest('hex')}` === blob) return;
  const [finding] = (await cache.verify([blob])).findings;
  throw new CairnError('corrupt', `Exporting failed: ${finding?.message ?? `${blob} was read damaged, and is sound when it is read again`}. Log the file again or fetch it from a remote, then export again.`, { blob });
}

/** What an operation of a kind names by itself. */
const NAMED: Readonly<Partial<Record<string, Exported['missing'][number]>>> = { 'run.start': 'code', facts: 'facts', 'history.part': 'history' };

/** Brings what the operations name besides, where it can be had. @returns what cannot */
async function bringNamed(engine: EngineContext, ops: readonly Op[], signal: AbortSignal): Promise<Exported['missing']> {
  const named = loneBlobsOf(ops);
  const missing = await bringLone(engine, engine.registry, named, signal).catch((error: unknown) => {
    if (signal.aborted) throw error;
    engine.ports.logger.warn({ err: error }, 'Exporting goes on with what is here of code, facts and histories');
    const here = engine.cache.has(named);
    return named.filter((_, index) => !here[index]);
  });
  const gone = new Set(missing);
  return [...new Set(ops.flatMap((op) => (loneBlobsOf([op]).some((blob) => gone.has(blob)) ? (NAMED[op.kind] ?? []) : [])))];
}

/** @throws CairnError not_found; offline when bytes cannot be had; corrupt when they are damaged; target_exists, no_space */
export async function exportBundle(engine: EngineContext, of: BundleOf, target: string, onProgress: (progress: Progress) => void, signal: AbortSignal): Promise<Exported> {
  await refuseThere(target);
  const { cache, registry: store, ports } = engine;
  const { versions, models, of: words } = meant(engine, of);
  await bring(engine, { store, versions: [...versions] }, onProgress, signal);
  const { ops, manifests } = opsAbout(store, versions, models);
  const missing = await bringNamed(engine, ops.map(({ op }) => op), signal);
  const lines = ops.map(({ op }) => `${canonicalJson(op)}\n`).join('');
  const lists = manifests.flatMap((digest) => store.read.manifest(digest) ?? []).map((json) => `${json}\n`).join('');
  const hold = cache.hold();
  const temp = join(dirname(target), `${EXPORT_TEMP}${Buffer.from(ports.random.bytes(6)).toString('hex')}`);
  let forget: (() => void) | undefined;
  try {
    const blobs = blobsFor(engine, versions, loneBlobsOf(ops.map(({ op }) => op)));
    // Nothing of it may be freed meanwhile.
    const lost = hold.add(blobs.map(([blob]) => blob)).indexOf(false);
    if (lost >= 0) throw new CairnError('offline', `Exporting ${words} failed: ${blobs[lost]?.[0] ?? 'a file'} is not on this computer.`, { blob: blobs[lost]?.[0] });
    const { id: device, publicKey: key } = store.device;
    const header = encodeBundle({ cairn: 'bundle/1', registry: store.id, of: words, actor: engine.actor(), deviceName: engine.deviceName(), at: ports.clock.now(), ops: blake3Hex(lines), manifests: blake3Hex(lists), versions: [...versions].sort(), blobs, device, key }, store.device);
    const total = blobs.reduce((sum, [, size]) => sum + size, 0);
    let done = 0;
    forget = cache.noteTemp(temp);
    const file = await open(temp, 'wx', 0o644);
    try {
      const put = async (pieces: AsyncIterable<Uint8Array>): Promise<void> => {
        for await (const piece of pieces) {
          signal.throwIfAborted();
          await file.writeFile(piece);
        }
      };
      await put(tarEntry(HEADER_NAME, header.length, header));
      await put(tarEntry(OPS_NAME, Buffer.byteLength(lines), Buffer.from(lines, 'utf8')));
      await put(tarEntry(MANIFESTS_NAME, Buffer.byteLength(lists), Buffer.from(lists, 'utf8')));
      for (const [blob, size] of blobs) {
        await put(tarEntry(blobName(blob), size, soundBytes(cache, blob)));
        done += size;
        onProgress({ phase: 'copying', done, total, unit: 'bytes', rate: null, item: words });
      }
      await file.writeFile(TAR_END);
      await file.sync();
      const { size } = await file.stat();
      await takeName(temp, target);
      return { path: target, of: words, versions: versions.size, blobs: blobs.length, bytes: size, missing };
    } finally {
      await file.close();
    }
  } catch (error) {
    await rm(temp, { force: true });
    throw namedError(error, 'target', 'Exporting to', target);
  } finally {
    forget?.();
    hold.release();
  }
}
