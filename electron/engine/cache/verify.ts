// Reads blobs and compares them with their names.
import { lstat } from 'node:fs/promises';
import type { Digest } from '../../../shared/contract/primitives.js';
import { writing } from './database.js';
import { cancelled, errnoOf, namedError } from './fsErrors.js';
import { stampOf } from './identity.js';
import type { Parts } from './parts.js';
import { createMeter } from './progress.js';
import { setAside } from './quarantine.js';
import type { BlobFinding, CheckoutOptions, VerifyResult } from './types.js';

type Watch = (inWork: () => number) => () => void;

const OTHER_BYTES = 'its bytes are not what its name says';

/** What is wrong with the bytes of a blob, in words. A disk that refuses to read some of them has damaged it, too. */
async function damageOf(parts: Parts, blob: Digest, size: number, signal: AbortSignal | undefined, watch: Watch | undefined): Promise<string | undefined> {
  const { control, end } = parts.workers.control(signal);
  const unwatch = watch?.(() => control.hashed);
  try {
    const { digest } = await parts.workers.run({ kind: 'hash', file: parts.layout.blob(blob), size, cut: 'none', control: control.buffer });
    return `b3:${digest}` === blob ? undefined : OTHER_BYTES;
  } catch (error) {
    if (errnoOf(error) === 'EIO') return 'the disk cannot read some of its bytes';
    throw error;
  } finally {
    unwatch?.();
    end();
  }
}

/** One that is sound is marked as verified now; one that is damaged has been set aside. */
export async function verifyBlob(parts: Parts, blob: Digest, signal: AbortSignal | undefined, watch?: Watch): Promise<BlobFinding | undefined> {
  const row = parts.rows.get(blob);
  if (!row) return { digest: blob, problem: 'missing', message: `${blob} is not on this computer` };
  const file = parts.layout.blob(blob);
  let stats;
  try {
    stats = await lstat(file, { bigint: true });
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw namedError(error, 'root', 'Verifying', file);
    const aside = row.damaged ? '; it was damaged, and set aside before' : '';
    return { digest: blob, problem: 'missing', message: `${file} is missing${aside}` };
  }
  const damage = Number(stats.size) === row.size ? await damageOf(parts, blob, row.size, signal, watch) : OTHER_BYTES;
  if (damage === undefined) {
    writing(parts.db, () => parts.rows.markVerified(blob, parts.clock.now(), stampOf(stats)));
    return undefined;
  }
  const place = setAside(parts, blob, stats);
  if (place === undefined) return verifyBlob(parts, blob, signal, watch);
  return { digest: blob, problem: 'damaged', message: `${file} is damaged: ${damage}; it was set aside as ${place}` };
}

/** See `Cache.verify`. */
export async function verify(parts: Parts, blobs: readonly Digest[] | undefined, options: Pick<CheckoutOptions, 'signal' | 'onProgress'>): Promise<VerifyResult> {
  const wanted = blobs ? blobs.map((digest) => ({ digest, size: parts.rows.get(digest)?.size })) : parts.rows.all();
  const bytes = wanted.reduce((sum, { size }) => sum + (size ?? 0), 0);
  const meter = createMeter(bytes, options.onProgress, 'verifying');
  const findings: BlobFinding[] = [];
  try {
    for (const { digest, size } of wanted) {
      if (options.signal?.aborted) throw cancelled('Verifying');
      const finding = await verifyBlob(parts, digest, options.signal, meter.watch);
      if (finding) findings.push(finding);
      meter.add(size ?? 0);
    }
  } finally {
    meter.end();
  }
  return { blobs: wanted.length, bytes, findings };
}
