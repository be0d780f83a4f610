// Digests of kept files that a signature may name, from their bytes as they are on disk.
import { Blake3Hasher } from '@napi-rs/blake-hash';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { CairnError } from '../../../../shared/contract/errors.js';
import type { Progress } from '../../../../shared/contract/primitives.js';
import type { EngineContext } from '../context.js';

export interface SignedFile {
  readonly path: string;
  readonly digest: string;
  readonly size: number;
}

/** Names of algorithms in statements, and what they are called here. */
const HASHES: Readonly<Record<string, string>> = { sha256: 'sha256', blake2b: 'blake2b512' };

export interface Sum {
  readonly value: string;
  /** The bytes are still those that were kept. */
  readonly whole: boolean;
}

async function read(engine: EngineContext, { path, digest }: SignedFile, algorithm: string, onBytes: (length: number) => void, signal: AbortSignal): Promise<Sum> {
  const [own, asked] = [new Blake3Hasher(), HASHES[algorithm] === undefined ? undefined : createHash(HASHES[algorithm])];
  const stream = createReadStream(engine.cache.blobPath(digest), { highWaterMark: 1024 * 1024, signal });
  try {
    for await (const bytes of stream as AsyncIterable<Buffer>) {
      own.update(bytes);
      asked?.update(bytes);
      onBytes(bytes.length);
    }
  } catch (error) {
    if (signal.aborted) throw error;
    throw new CairnError('corrupt', `Reading ${path} failed: ${(error as Error).message}. Run "cairn verify".`, { path }, { cause: error });
  }
  const kept = own.digest('hex');
  const whole = `b3:${kept}` === digest;
  const value = asked?.digest('hex') ?? kept;
  if (whole && algorithm === 'sha256') engine.cache.setDigest(digest, 'sha256', value);
  return { value, whole };
}

/** Whether this build can make such digests. */
export const isKnownHash = (algorithm: string): boolean => algorithm === 'blake3' || HASHES[algorithm] !== undefined;

/** Digest of each file, by path; each is read. */
export async function readSums(engine: EngineContext, files: readonly (SignedFile & { readonly algorithm: string })[], onProgress: (progress: Progress) => void, signal: AbortSignal): Promise<Map<string, Sum>> {
  const total = files.reduce((sum, { size }) => sum + size, 0);
  let done = 0;
  const sums = new Map<string, Sum>();
  for (const file of files) {
    const moved = (length: number): void => {
      done += length;
      onProgress({ phase: 'verifying', done, total, unit: 'bytes', rate: null, item: file.path });
    };
    sums.set(file.path, await read(engine, file, file.algorithm, moved, signal));
  }
  return sums;
}

/** What is known of the files without reading them. */
export function knownSums(engine: EngineContext, files: readonly (SignedFile & { readonly algorithm: string })[]): Map<string, Sum> {
  const known = files.flatMap(({ path, digest, algorithm }): [string, Sum][] => {
    const value = algorithm === 'blake3' ? digest.slice(3) : engine.cache.getDigest(digest, algorithm);
    return value === undefined ? [] : [[path, { value, whole: true }]];
  });
  return new Map(known);
}
