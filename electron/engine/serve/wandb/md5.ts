// The digests of the W&B client: MD5 of files, in base64, and one over the list of files, in hex.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { CairnError } from '../../../../shared/contract/errors.js';
import type { Digest } from '../../../../shared/contract/primitives.js';
import type { Cache } from '../../cache/types.js';
import { compareCodePoints } from '../../domain/manifestPath.js';

/** Base64 MD5 of a kept blob: remembered, else read once. @throws CairnError offline */
export async function md5Of(cache: Cache, blob: Digest): Promise<string> {
  const known = cache.getDigest(blob, 'md5');
  if (known !== undefined) return known;
  if (cache.has([blob])[0] !== true) throw new CairnError('offline', `The MD5 of ${blob} is not known here, and its bytes are not on this computer. Sync with a device that has them.`, { blob });
  const sum = createHash('md5');
  for await (const bytes of createReadStream(cache.blobPath(blob), { highWaterMark: 1024 * 1024 }) as AsyncIterable<Buffer>) sum.update(bytes);
  const value = sum.digest('base64');
  cache.setDigest(blob, 'md5', value);
  return value;
}

/** The digest of an artifact: over its paths and their digests, in order. */
export function artifactDigest(entries: readonly { readonly path: string; readonly digest: string }[]): string {
  const sum = createHash('md5').update('wandb-artifact-manifest-v1\n');
  for (const { path, digest } of [...entries].sort((a, b) => compareCodePoints(a.path, b.path))) sum.update(`${path}:${digest}\n`, 'utf8');
  return sum.digest('hex');
}

export const hexOf = (base64: string): string => Buffer.from(base64, 'base64').toString('hex');
export const base64Of = (hex: string): string => Buffer.from(hex, 'hex').toString('base64');
export const md5Base64 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('base64');
