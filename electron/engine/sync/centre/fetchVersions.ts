// Fetches what is missing of versions: finds how their files lie in the remote, then brings them here.
import { isDeepStrictEqual } from 'node:util';
import { CairnError } from '../../../../shared/contract/errors.js';
import type { Remote } from '../../remotes/types.js';
import { downloadBlobs, type DownloadContext, type DownloadOptions } from '../bytes/download.js';
import { allOf, type Lanes } from '../bytes/lanes.js';
import type { CarriedBlob } from '../bytes/lists.js';
import { findLone } from '../bytes/lone.js';
import { createPresence } from '../bytes/present.js';
import type { Missing, Wanted } from '../bytes/types.js';
import { blobsOf, carriedBy, readManifestObjects } from '../manifests.js';
import type { Bytes, SyncParty } from '../types.js';

export interface FetchContext {
  readonly party: SyncParty;
  readonly bytes: Bytes;
  readonly remote: Remote;
  readonly remoteId: string;
  readonly lanes: Lanes;
}

export interface FetchOptions {
  readonly urgent: boolean;
  /** Only these blobs of the versions. */
  readonly only?: ReadonlySet<string> | undefined;
  readonly signal?: AbortSignal | undefined;
  /** `label` names what is fetched. */
  readonly begin: (bytes: number) => { moved(bytes: number, wire: number): void; end(): void; readonly signal?: AbortSignal };
}

/** Blobs of versions that are not here. A version whose manifest is not here is left out. */
export function missingBlobs({ party, bytes }: Pick<FetchContext, 'party' | 'bytes'>, versions: readonly string[]): Wanted[] {
  const all = [...new Map(party.store.read.versionBlobs(versions).map(({ blob, bytes: size }) => [blob, { blob, bytes: size }])).values()];
  const here = bytes.store.has(all.map(({ blob }) => blob));
  return all.filter((_, index) => !here[index]);
}

/**
 * The ways in which these manifests say that blobs are carried, by blob: lists and bodies before the blob as its own one chunk (undefined).
 * Several manifests that name one blob may each have their own, and what one of them rests on may be gone with its version.
 */
async function waysOf({ remote, lanes }: FetchContext, digests: readonly string[], signal: AbortSignal | undefined): Promise<Map<string, (CarriedBlob | undefined)[]>> {
  const ways = new Map<string, (CarriedBlob | undefined)[]>();
  await allOf(digests, async (digest) => {
    const { found } = await lanes.run({ signal, urgent: true }, () => readManifestObjects(remote, digest, false, signal));
    const carried = carriedBy(found);
    for (const { digest: blob } of found[0] ? blobsOf(found[0].manifest) : []) {
      const entry = carried.get(blob);
      const known = ways.get(blob) ?? [];
      if (!known.some((each) => isDeepStrictEqual(each, entry))) ways.set(blob, entry ? [entry, ...known] : [...known, entry]);
    }
  });
  return ways;
}

/** Brings the blobs by the first way, and what cannot be had by it by the next. */
async function downloadByWays(context: DownloadContext, wanted: readonly Wanted[], ways: ReadonlyMap<string, readonly (CarriedBlob | undefined)[]>, options: Omit<DownloadOptions, 'entryOf'>): Promise<Missing[]> {
  const missing = new Map<string, Missing>();
  let rest = wanted;
  for (let way = 0; rest.length > 0; way += 1) {
    for (const { blob } of rest) missing.delete(blob);
    for (const each of await downloadBlobs(context, rest, { ...options, entryOf: (blob) => ways.get(blob)?.[way] })) missing.set(each.blob, each);
    rest = rest.filter(({ blob }) => missing.has(blob) && way + 1 < (ways.get(blob)?.length ?? 0));
  }
  return [...missing.values()];
}

/** @returns what the remote does not hold whole; the rest is here when it returns */
export async function fetchVersions(context: FetchContext, versions: readonly string[], options: FetchOptions): Promise<Missing[]> {
  const { party, bytes, remote, remoteId, lanes } = context;
  const wanted = missingBlobs(context, versions).filter(({ blob }) => options.only?.has(blob) ?? true);
  if (wanted.length === 0) return [];
  const digests = [...new Set(versions.flatMap((id) => party.store.read.version(id)?.digest ?? []))];
  const watched = options.begin(wanted.reduce((sum, { bytes: size }) => sum + size, 0));
  const signal = watched.signal ?? options.signal;
  try {
    const ways = await waysOf(context, digests, signal);
    const presence = createPresence(remote, remoteId, bytes.store, lanes, () => party.clock.now());
    return await downloadByWays({ remote, store: bytes.store, lanes, presence }, wanted, ways, { watch: watched, signal, urgent: options.urgent });
  } finally {
    watched.end();
    const named = [...new Set(wanted.flatMap(({ blob }) => party.store.read.versionsOfBlob(blob)))];
    party.store.write(party.actor, (tx) => tx.told(named));
  }
}

/** Small derived blobs (facts, histories), which no manifest names. What is not in the remote is passed over. */
export async function fetchLone(context: FetchContext, blobs: readonly string[], most: number, signal?: AbortSignal): Promise<number> {
  const { party, bytes, remote, remoteId, lanes } = context;
  const here = bytes.store.has(blobs);
  const wanted: Wanted[] = [];
  const entries = new Map<string, CarriedBlob>();
  await allOf(blobs.filter((_, index) => !here[index]).slice(0, most), async (blob) => {
    const found = await lanes.run({ signal }, () => findLone(remote, blob, signal));
    if (!found) return;
    wanted.push({ blob, bytes: found.bytes });
    if (found.entry) entries.set(blob, found.entry);
  });
  if (wanted.length === 0) return 0;
  const presence = createPresence(remote, remoteId, bytes.store, lanes, () => party.clock.now());
  const missing = await downloadBlobs({ remote, store: bytes.store, lanes, presence }, wanted, { entryOf: (blob) => entries.get(blob), signal });
  return wanted.length - missing.length;
}

/** The error that says what could not be had, and who had it. */
export function missingError(party: SyncParty, ref: string, missing: readonly Missing[]): CairnError {
  const [first] = missing;
  const version = first && party.store.read.versionsOfBlob(first.blob)[0];
  const device = version === undefined ? undefined : party.store.read.version(version)?.device;
  const damaged = missing.some(({ reason }) => reason === 'bad_digest');
  return new CairnError(
    damaged ? 'corrupt' : 'offline',
    `Fetching ${ref}: ${missing.length === 1 ? 'a file of it is' : `${missing.length} files of it are`} ${damaged ? 'damaged in the remote' : 'not in the remote'}${device ? `; ${device} logged it` : ''}. Let a device that has it run "cairn verify --remote".`,
    { ref, blobs: missing.map(({ blob }) => blob), device: device ?? null },
  );
}
