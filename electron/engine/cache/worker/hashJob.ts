// Hashes a file of ours, at rest or as it grows, and cuts it where that is asked for.
import { Blake3Hasher } from '@napi-rs/blake-hash';
import { createHash } from 'node:crypto';
import { closeSync, fchmodSync, fsyncSync, openSync, readSync } from 'node:fs';
import { CairnError } from '../../../../shared/contract/errors.js';
import { type ChunkStream, createChunkStream } from '../chunker/chunkStream.js';
import { gearRoom } from '../chunker/gear.js';
import { cancelled, namedError } from '../fsErrors.js';
import { openControl } from './control.js';
import type { HashJob, SummedStream } from './protocol.js';

function wholeOnly(): ChunkStream {
  const hasher = new Blake3Hasher();
  return { push: (bytes) => void hasher.update(bytes), finish: () => ({ digest: hasher.digest('hex'), chunker: 'whole', chunks: [] }) };
}

/** While a growing file does not grow, the thread does other jobs. */
export async function runHash(job: HashJob): Promise<SummedStream> {
  const control = openControl(job.control);
  const stream = job.cut === 'none' ? wholeOnly() : createChunkStream(job.size, job.cut.borders);
  const sum = job.md5 ? createHash('md5') : undefined;
  let file: number | undefined;
  try {
    file = openSync(job.file, job.seal === undefined ? 'r' : 'r+');
    const buffer = gearRoom();
    let position = 0;
    while (position < job.size) {
      const from = position;
      if (job.growing) await control.until(() => control.written > from);
      if (control.cancelled) throw cancelled('Hashing');
      const ready = (job.growing ? control.written : job.size) - position;
      const count = readSync(file, buffer, 0, Math.min(buffer.length, ready), position);
      if (count === 0) throw new CairnError('corrupt', `Reading ${job.file}: it ends after ${position} bytes where ${job.size} belong`, { path: job.file });
      stream.push(buffer.subarray(0, count));
      sum?.update(buffer.subarray(0, count));
      position += count;
      control.hashed = position;
    }
    if (job.seal !== undefined) {
      fchmodSync(file, job.seal);
      fsyncSync(file);
    }
    return { ...stream.finish(), md5: sum?.digest('base64') ?? '' };
  } catch (error) {
    throw namedError(error, 'root', 'Hashing', job.file);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
