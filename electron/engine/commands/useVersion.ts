// Getting a version's files back: every byte verified, the folder whole or absent.
import { join } from 'node:path';
import { CairnError } from '../../../shared/contract/errors.js';
import type { Digest, Progress } from '../../../shared/contract/primitives.js';
import type { UseResult } from '../../../shared/contract/versions.js';
import type { CheckoutResult } from '../cache/types.js';
import type { VersionItem } from '../store/readTypes.js';
import { checkNamed, grantedPaths, type CallContext, type EngineContext } from './context.js';
import { requireManifest, requireVersion } from './contents.js';
import { deletionShown, sayingDeleted } from './deletion.js';
import { bring, hasRemote } from './storage/bring.js';
import { holding } from './storage/holding.js';
import { runNamed } from './runNamed.js';

export interface UseInput {
  readonly ref: string;
  readonly target?: { readonly grant: string } | { readonly path: string } | undefined;
  readonly hardlink: boolean;
  readonly run?: string | undefined;
  /** Only these files of the version. */
  readonly paths?: readonly string[] | undefined;
}

/** `mnist-cnn-v7`: one folder name that every system accepts, whatever another device called the artifact. */
function folderName(version: VersionItem): string {
  const mark = version.number === null ? version.digest.slice(3, 15) : `v${version.number}`;
  // eslint-disable-next-line no-control-regex -- control characters are among what a folder name cannot hold
  return `${version.name.replace(/[\u0000-\u001f\u007f<>:"/\\|?*]+/g, '-').replace(/[. ]+$/, '')}-${mark}`;
}

/** A checkout of Cairn's own, for revealing and dragging out. Its name is the digest's, so equal bytes share one. */
function ownCheckout({ dataRoot }: EngineContext, version: VersionItem): string {
  return join(dataRoot, 'checkouts', version.digest.slice(3, 19), folderName(version));
}

function targetFolder(context: CallContext, version: VersionItem, target: UseInput['target']): string {
  if (target === undefined) return ownCheckout(context.engine, version);
  if ('grant' in target) return join(grantedPaths(context, target)[0] as string, folderName(version));
  return checkNamed(target.path, context.door);
}

/** Notes in the log that a run read this version. */
function recordUse(engine: EngineContext, key: string, version: VersionItem, ref: string): void {
  const run = runNamed(engine.registry.read, engine.where(), key, 'Recording the use');
  engine.registry.write(engine.actor(), (tx) => void tx.append({ kind: 'use', body: { run: run.id, version: version.id, collection: version.collection, as: ref } }));
}

/** Damage shows when bytes are handed out: what was set aside for it is fetched, as what was never here, each blob once. */
async function healing<T>(checkout: () => Promise<T>, fetch: () => Promise<void>): Promise<T> {
  const healed = new Set<unknown>();
  for (;;) {
    try {
      return await checkout();
    } catch (error) {
      const { blob, place } = error instanceof CairnError && error.code === 'corrupt' ? error.details : {};
      if (place === undefined || healed.has(blob)) throw error;
      healed.add(blob);
      await fetch();
    }
  }
}

export async function useVersion(context: CallContext, input: UseInput, onProgress: (progress: Progress) => void, signal: AbortSignal): Promise<UseResult> {
  const { engine } = context;
  const resolved = engine.registry.read.resolveText(input.ref, engine.where());
  const version = requireVersion(engine, resolved.version);
  const entries = requireManifest(engine, version).entries;
  const wanted = input.paths ? new Set(input.paths) : undefined;
  const files = entries.flatMap((entry) => ('digest' in entry && (wanted?.has(entry.path) ?? true) ? [{ path: entry.path, digest: entry.digest as Digest, size: entry.size }] : []));
  const unknown = [...(wanted ?? [])].find((path) => !entries.some((entry) => entry.path === path));
  if (unknown !== undefined) throw new CairnError('not_found', `${version.ref} has no file "${unknown}".`, { path: unknown });
  if (files.length === 0) {
    const uris = entries.flatMap((entry) => ('uri' in entry ? [entry.uri] : []));
    throw new CairnError('offline', `${version.ref} holds references only; its bytes stay at ${uris.slice(0, 3).join(', ')}${uris.length > 3 ? ` and ${uris.length - 3} more places` : ''}.`, { uris });
  }
  const whole = input.paths === undefined;
  const folder = targetFolder(context, version, input.target);
  const target = whole || input.target ? folder : `${folder}-part-${files[0]?.digest.slice(3, 11) ?? ''}`;
  const blobs = [...new Set(files.map(({ digest }) => digest))];
  const deliver = () => holding(engine.cache, blobs, async (here) => {
    engine.cache.sync.used(blobs, engine.ports.clock.now());
    // Without a remote there is nothing to ask: the checkout names the files that are missing.
    const remote = hasRemote(engine, engine.registry);
    const fetch = (): Promise<void> => bring(engine, { store: engine.registry, versions: [version.id] }, onProgress, signal);
    if (remote && here.includes(false)) await fetch();
    const checkout = (): Promise<CheckoutResult> => engine.cache.checkout(files, target, { hardlink: input.hardlink, signal, onProgress, held: true });
    return remote ? healing(checkout, fetch) : checkout();
  });
  const result = await sayingDeleted(engine, version, deliver);
  const deletion = deletionShown(engine, version.id);
  if (input.run !== undefined) recordUse(engine, input.run, version, input.ref);
  const asked = resolved.link === null ? undefined : engine.registry.read.link(resolved.link);
  return { ref: asked?.ref ?? version.ref, digest: version.digest, path: result.path, bytes: result.bytes, method: result.method, contested: resolved.contested, ...(resolved.unpublished ? { unpublished: true } : {}), ...(deletion ? { deletion } : {}) };
}
