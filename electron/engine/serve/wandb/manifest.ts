// The client's manifest: read from what it sends, and made for it from what the registry holds.
import { z } from 'zod';
import { CairnError } from '../../../../shared/contract/errors.js';
import { requireManifest } from '../../commands/contents.js';
import type { ManifestEntry } from '../../domain/manifest.js';
import type { VersionItem } from '../../store/readTypes.js';
import type { Wandb } from './context.js';
import { artifactDigest, md5Of } from './md5.js';

const Entry = z.object({ digest: z.string().min(1), ref: z.string().optional(), size: z.number().int().nonnegative().nullish(), extra: z.record(z.string(), z.json()).nullish() });
const Manifest = z.object({ version: z.number(), storagePolicy: z.string(), contents: z.record(z.string(), Entry) });
export type ManifestContents = z.infer<typeof Manifest>['contents'];

/** What the client says it sends. @throws CairnError malformed_file */
export function readManifest(bytes: Uint8Array): ManifestContents {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch (error) {
    throw new CairnError('malformed_file', 'The manifest that was sent is not JSON.', {}, { cause: error });
  }
  const parsed = Manifest.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new CairnError('malformed_file', `The manifest that was sent is not in a form this door knows (${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}).`);
  }
  if (parsed.data.version !== 1) throw new CairnError('malformed_file', `The manifest that was sent is of version ${parsed.data.version}; this door knows version 1. Cairn is older than this wandb: update it.`);
  return parsed.data.contents;
}

/** How a reference is digested: by its ETag, or by its address where nobody looked. */
const digestOfReference = (entry: Extract<ManifestEntry, { uri: string }>): string => entry.etag ?? entry.uri;

const extrasKey = (version: string): string => `wandb:extra:${version}`;

/** What the client keeps beside an entry (an S3 version, ...). Stays on this device. */
export function rememberExtras({ engine }: Wandb, version: string, contents: ManifestContents): void {
  const extras = Object.fromEntries(Object.entries(contents).flatMap(([path, { extra }]) => (extra && Object.keys(extra).length > 0 ? [[path, extra]] : [])));
  if (Object.keys(extras).length > 0) engine.registry.write(engine.actor(), (tx) => tx.setLocal(extrasKey(version), JSON.stringify(extras)));
}

interface ShownEntry {
  readonly path: string;
  readonly digest: string;
  readonly size: number;
  readonly ref?: string;
}

async function shownEntries({ engine }: Wandb, version: VersionItem): Promise<ShownEntry[]> {
  const out: ShownEntry[] = [];
  for (const entry of requireManifest(engine, version).entries) {
    if ('digest' in entry) out.push({ path: entry.path, digest: await md5Of(engine.cache, entry.digest), size: entry.size });
    else out.push({ path: entry.path, digest: digestOfReference(entry), size: entry.size ?? 0, ref: entry.uri });
  }
  return out;
}

/** The manifest of a version, as the client reads it. */
export async function writeManifest(wandb: Wandb, version: VersionItem): Promise<string> {
  const extras = JSON.parse(wandb.engine.registry.local(extrasKey(version.id)) ?? '{}') as Record<string, object>;
  const contents = Object.fromEntries((await shownEntries(wandb, version)).map(({ path, ...entry }) => [path, { ...entry, ...(extras[path] ? { extra: extras[path] } : {}) }]));
  return JSON.stringify({ version: 1, storagePolicy: 'wandb-storage-policy-v1', storagePolicyConfig: { storageLayout: 'V2' }, contents });
}

const digestKey = (version: string): string => `wandb:digest:${version}`;

/** The client's digest of a version: remembered, else computed. Where bytes are missing here, our own stands in. */
export async function digestOfVersion(wandb: Wandb, version: VersionItem): Promise<string> {
  const { registry } = wandb.engine;
  const known = registry.local(digestKey(version.id));
  if (known !== undefined) return known;
  try {
    const digest = artifactDigest(await shownEntries(wandb, version));
    registry.write(wandb.engine.actor(), (tx) => tx.setLocal(digestKey(version.id), digest));
    return digest;
  } catch (error) {
    if (error instanceof CairnError && error.code === 'offline') return version.digest.slice(3, 35);
    throw error;
  }
}
