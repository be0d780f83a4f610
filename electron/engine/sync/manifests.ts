// Manifests travel beside the log: the canonical manifest and, outside the digest, how its blobs are carried.
import { z } from 'zod';
import { CairnError } from '../../../shared/contract/errors.js';
import { blake3Hex } from '../domain/blake3.js';
import { canonicalJson, parseCanonicalJson } from '../domain/canonicalJson.js';
import { parseManifest, type CanonicalManifest, type ManifestEntry } from '../domain/manifest.js';
import type { Op } from '../domain/ops.js';
import type { Remote } from '../remotes/types.js';
import { createLanes } from './bytes/lanes.js';
import { readCarried, type Carried, type CarriedBlob } from './bytes/lists.js';
import { fetchBody } from './fetchBody.js';
import { LIMITS, manifestKey, manifestPrefix } from './keys.js';
import { listAll } from './listAll.js';
import { putWhole } from './putWhole.js';
import type { SyncFinding } from './types.js';

const Transport = z.object({ cairn: z.literal('transport/1'), manifest: z.unknown(), blobs: z.record(z.string(), z.unknown()) });

const SIDE_BY_SIDE = 32;
/** Bounds what the bodies take that are read at once in this process, whoever reads them: a long one may be of hundreds of MB. */
const reading = createLanes({ start: SIDE_BY_SIDE, most: SIDE_BY_SIDE });

/** A manifest with what its object says about the carrying of its blobs. */
export interface CarriedManifest {
  readonly manifest: CanonicalManifest;
  readonly blobs: Carried;
}

/** Digests of the manifests that `version` ops name. */
export function manifestsNamedBy(ops: readonly Op[]): string[] {
  return ops.flatMap((op) => (op.kind === 'version' && typeof op.body['digest'] === 'string' ? [op.body['digest']] : []));
}

/** Blobs of a manifest by its canonical JSON, each once. */
export function filesIn(json: string): { readonly blob: string; readonly bytes: number }[] {
  const { files } = JSON.parse(json) as { files: ManifestEntry[] };
  return [...new Map(files.flatMap((entry) => ('digest' in entry ? [[entry.digest, { blob: entry.digest, bytes: entry.size }] as const] : []))).values()];
}

/** Puts an object for the manifest. */
export async function putManifestObject(remote: Remote, digest: string, canonical: string, blobs: Readonly<Record<string, CarriedBlob>>, signal?: AbortSignal): Promise<void> {
  const body = Buffer.from(canonicalJson({ cairn: 'transport/1', manifest: JSON.parse(canonical) as unknown, blobs }), 'utf8');
  await putWhole(remote, manifestKey(digest, blake3Hex(body)), body, signal);
}

function decode(key: string, digest: string, body: Uint8Array): CarriedManifest | SyncFinding {
  const refuse = (reason: string, message: string): SyncFinding => ({ key, reason, message: `${key}: ${message}` });
  if (manifestKey(digest, blake3Hex(body)) !== key) return refuse('bad_digest', 'its bytes do not have the digest in its key');
  const parsed = Transport.safeParse(parseCanonicalJson(Buffer.from(body).toString('utf8')));
  if (!parsed.success) return refuse('malformed', 'not a manifest with its transport part');
  try {
    const manifest = parseManifest(Buffer.from(canonicalJson(parsed.data.manifest), 'utf8'));
    return manifest.digest === digest ? { manifest, blobs: readCarried(parsed.data.blobs) } : refuse('bad_digest', `its manifest has the digest ${manifest.digest}`);
  } catch (error) {
    if (error instanceof CairnError) return refuse(error.code, error.message);
    throw error;
  }
}

/** What the objects for a manifest say: every one that holds, what was wrong with the others. With `first` it stops at the first that holds. */
export async function readManifestObjects(remote: Remote, digest: string, first: boolean, signal?: AbortSignal): Promise<{ readonly found: readonly CarriedManifest[]; readonly findings: readonly SyncFinding[] }> {
  const found: CarriedManifest[] = [];
  const findings: SyncFinding[] = [];
  for (const { key, size } of await listAll(remote, manifestPrefix(digest), signal)) {
    const read = await reading.run({ bytes: Math.min(size, LIMITS.manifest), signal }, async (room) => {
      const fetched = await fetchBody(remote, key, LIMITS.manifest, signal, room);
      return 'body' in fetched ? decode(key, digest, fetched.body) : { key, ...fetched };
    });
    if ('manifest' in read) found.push(read);
    else findings.push(read);
    if (first && found.length > 0) break;
  }
  return { found, findings };
}

/** How the blobs are carried by all these objects together, in the order of their keys: for a blob the first entry counts. */
export function carriedBy(objects: readonly CarriedManifest[]): Map<string, CarriedBlob> {
  const carried = new Map<string, CarriedBlob>();
  for (const { blobs } of objects) for (const [blob, entry] of blobs) if (!carried.has(blob)) carried.set(blob, entry);
  return carried;
}

/** The manifest with this digest, from the first object that holds it truly; what was wrong with the others. */
export async function fetchManifest(remote: Remote, digest: string, signal?: AbortSignal): Promise<{ readonly manifest: CanonicalManifest | undefined; readonly findings: readonly SyncFinding[] }> {
  const { found, findings } = await readManifestObjects(remote, digest, true, signal);
  const [first] = found;
  if (first) return { manifest: first.manifest, findings };
  const missing: SyncFinding = { key: manifestPrefix(digest), reason: 'manifest_missing', message: `The manifest of ${digest} has not arrived; its files are unknown until then.` };
  return { manifest: undefined, findings: [...findings, missing] };
}

/** The distinct blobs a manifest names. */
export function blobsOf(manifest: CanonicalManifest): { readonly digest: string; readonly bytes: number }[] {
  const blobs = new Map<string, number>();
  for (const entry of manifest.entries) if ('digest' in entry) blobs.set(entry.digest, entry.size);
  return [...blobs].map(([digest, bytes]) => ({ digest, bytes }));
}
