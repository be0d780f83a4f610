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

/** One that is sound is marked as verified now; one that is damaged has been set aside. */
export async function verifyBlob(parts: Parts, blob: Digest, signal: AbortSignal | undefined, watch?: (inWork: () => number) => () => void): Promise<BlobFinding | undefined> {
  const row = parts.rows.get(blob);
  if (!row) return { digest: blob, problem: 'missing', message: `${blob} is not on this computer` };
  const { size } = row;
  const file = parts.layout.blob(blob);
  let stats;
  try {
    stats = await lstat(file, { bigint: true });
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw namedError(error, 'root', 'Verifying', file);
    const aside = row.damaged ? '; it was damaged, and set aside before' : '';
    return { digest: blob, problem: 'missing', message: `${file} is missing${aside}` };
  }
  if (Number(stats.size) === size) {
    const { control, end } = parts.workers.control(signal);
    const unwatch = watch?.(() => control.hashed);
    try {
      const { digest } = await parts.workers.run({ kind: 'hash', file, size, cut: 'none', control: control.buffer });
      if (`b3:${digest}` === blob) {
        writing(parts.db, () => parts.rows.markVerified(blob, parts.clock.now(), stampOf(stats)));
        return undefined;
      }
    } finally {
      unwatch?.();
      end();
    }
  }
  const place = setAside(parts, blob, stats);
  if (place === undefined) return verifyBlob(parts, blob, signal, watch);
  return { digest: blob, problem: 'damaged', message: `${file} is damaged: its bytes are not what its name says; it was set aside as ${place}` };
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
