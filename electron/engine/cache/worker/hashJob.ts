// Hashes and cuts a file of ours as it grows: the bytes hashed are the bytes kept, read back while they are still in memory.
import { Blake3Hasher } from '@napi-rs/blake-hash';
import { closeSync, existsSync, fchmodSync, fsyncSync, openSync, readSync } from 'node:fs';
import { CairnError } from '../../../../shared/contract/errors.js';
import { type ChunkStream, createChunkStream, type HashedStream } from '../chunker/chunkStream.js';
import { gearRoom } from '../chunker/gear.js';
import { cancelled, namedError } from '../fsErrors.js';
import { type Control, HOLE, openControl } from './control.js';
import type { HashJob } from './protocol.js';

const ZEROS = Buffer.alloc(HOLE);

function wholeOnly(): ChunkStream {
  const hasher = new Blake3Hasher();
  return { push: (bytes) => void hasher.update(bytes), finish: () => ({ digest: hasher.digest('hex'), chunker: 'whole', chunks: [] }) };
}

function checkGoing(control: Control): void {
  if (control.cancelled) throw cancelled('Hashing');
  if (control.writerFailed) throw cancelled('Copying');
}

export function runHash(job: HashJob): HashedStream {
  const control = openControl(job.control);
  const stream = job.cut === 'none' ? wholeOnly() : createChunkStream(job.size, job.cut.borders);
  if (job.size > 0 && !existsSync(job.file)) control.waitBeyond(0);
  checkGoing(control);
  let file: number | undefined;
  try {
    file = openSync(job.file, job.seal === undefined ? 'r' : 'r+');
    const buffer = gearRoom();
    let position = 0;
    while (position < job.size) {
      control.waitBeyond(position);
      checkGoing(control);
      const ready = control.written - position;
      if (position % HOLE === 0 && ready >= HOLE && control.isHole(position / HOLE)) {
        stream.push(ZEROS);
        position += HOLE;
        control.hashed = position;
        continue;
      }
      const count = readSync(file, buffer, 0, Math.min(buffer.length - (position % HOLE), ready), position);
      if (count === 0) throw new CairnError('corrupt', `Reading ${job.file}: it ends after ${position} bytes where ${job.size} belong`, { path: job.file });
      stream.push(buffer.subarray(0, count));
      position += count;
      control.hashed = position;
    }
    if (job.seal !== undefined) {
      fchmodSync(file, job.seal);
      fsyncSync(file);
    }
    return stream.finish();
  } catch (error) {
    control.cancel();
    throw namedError(error, 'root', 'Hashing', job.file);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
