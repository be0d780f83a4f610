// Where other programs look for models, and what a version has to look like there.
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { CairnError } from '../../../../shared/contract/errors.js';
import type { PlaceApp } from '../../../../shared/contract/doors.js';
import type { Cache, CheckoutFile } from '../../cache/types.js';
import type { VersionItem } from '../../store/readTypes.js';

/** What to write: files that share the cache's bytes, and small ones that name them. Everything lies below `base`. */
export interface Placement {
  readonly base: string;
  /** A folder of its own for the shared files, below base. */
  readonly folder: string;
  readonly files: readonly CheckoutFile[];
  /** Path below base -> text. */
  readonly notes: ReadonlyMap<string, string>;
  /** What the other program calls it. */
  readonly name: string;
}

// eslint-disable-next-line no-control-regex -- control characters are among what a folder name cannot hold
const plain = (name: string): string => name.replace(/[\u0000-\u001f\u007f<>:"/\\|?*\s]+/g, '-').replace(/^[-.]+|[-. ]+$/g, '') || 'model';
const markOf = ({ number, digest }: VersionItem): string => (number === null ? digest.slice(3, 15) : `v${number}`);

/** LM Studio: `models/<publisher>/<model>/<files>`. */
function lmStudio(version: VersionItem, files: readonly CheckoutFile[]): Placement {
  const homes = [process.env['LMSTUDIO_HOME'], join(homedir(), '.lmstudio'), join(homedir(), '.cache', 'lm-studio')].filter((home): home is string => Boolean(home));
  const home = homes.find((each) => existsSync(each));
  if (home === undefined) throw new CairnError('not_found', `LM Studio was not found here (looked in ${homes.join(', ')}). Start it once, or set LMSTUDIO_HOME.`, { looked: homes });
  const name = `${plain(version.name)}-${markOf(version)}`;
  return { base: join(home, 'models'), folder: join('cairn', name), files, notes: new Map(), name: `cairn/${name}` };
}

/** Hugging Face's cache: a snapshot by a revision of 40 hex digits, and a branch that names it. */
function huggingFace(version: VersionItem, files: readonly CheckoutFile[]): Placement {
  const base = process.env['HF_HUB_CACHE'] ?? (process.env['HF_HOME'] ? join(process.env['HF_HOME'], 'hub') : join(homedir(), '.cache', 'huggingface', 'hub'));
  const name = plain(version.name);
  const repo = `models--cairn--${name}`;
  const revision = version.digest.slice(3, 43);
  return { base, folder: join(repo, 'snapshots', revision), files, notes: new Map([[join(repo, 'refs', 'main'), revision], [join(repo, 'refs', markOf(version)), revision]]), name: `cairn/${name}` };
}

async function sha256Of(cache: Cache, { digest }: CheckoutFile): Promise<string> {
  const known = cache.getDigest(digest, 'sha256');
  if (known !== undefined) return known;
  const sum = createHash('sha256');
  for await (const bytes of createReadStream(cache.blobPath(digest), { highWaterMark: 1024 * 1024 }) as AsyncIterable<Buffer>) sum.update(bytes);
  const value = sum.digest('hex');
  cache.setDigest(digest, 'sha256', value);
  return value;
}

/** Ollama: blobs by their SHA-256, and a manifest that names them. One GGUF file makes a model. */
async function ollama(cache: Cache, version: VersionItem, files: readonly CheckoutFile[]): Promise<Placement> {
  const models = files.filter((file) => file.path.toLowerCase().endsWith('.gguf'));
  const [model] = models;
  if (!model || models.length > 1) throw new CairnError('invalid_input', `Ollama runs one GGUF file, and ${version.ref} has ${models.length}. Log the one you mean as a version of its own.`, { ref: version.ref });
  const base = process.env['OLLAMA_MODELS'] ?? join(homedir(), '.ollama', 'models');
  const blob = await sha256Of(cache, model);
  const config = JSON.stringify({ model_format: 'gguf', model_families: null, rootfs: { type: 'layers', diff_ids: [`sha256:${blob}`] }, architecture: 'amd64', os: 'linux' });
  const configDigest = createHash('sha256').update(config).digest('hex');
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
    config: { mediaType: 'application/vnd.docker.container.image.v1+json', digest: `sha256:${configDigest}`, size: Buffer.byteLength(config) },
    layers: [{ mediaType: 'application/vnd.ollama.image.model', digest: `sha256:${blob}`, size: model.size }],
  });
  const name = plain(version.name).toLowerCase();
  const notes = new Map([[join('blobs', `sha256-${configDigest}`), config], [join('manifests', 'registry.ollama.ai', 'library', name, markOf(version)), manifest]]);
  return { base, folder: 'blobs', files: [{ ...model, path: `sha256-${blob}` }], notes, name: `${name}:${markOf(version)}` };
}

/** @throws CairnError not_found (the program is not here), invalid_input (it cannot use such a version) */
export async function placementFor(app: PlaceApp, cache: Cache, version: VersionItem, files: readonly CheckoutFile[]): Promise<Placement> {
  switch (app) {
    case 'lmstudio':
      return lmStudio(version, files);
    case 'huggingface':
      return huggingFace(version, files);
    case 'ollama':
      return ollama(cache, version, files);
  }
}
