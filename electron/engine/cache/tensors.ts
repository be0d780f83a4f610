// Comparing tensors of kept blobs in a thread of its own, so that copying and hashing go on beside it.
import { Worker } from 'node:worker_threads';
import { CairnError } from '../../../shared/contract/errors.js';
import type { Progress } from '../../../shared/contract/primitives.js';
import type { Parts } from './parts.js';
import { createMeter } from './progress.js';
import { absentError } from './readBlob.js';
import type { TensorRange, TensorPairs } from './types.js';
import type { Job, JobReply, ResultOf, TensorHistogramResult, TensorPlace, TensorResult } from './worker/protocol.js';

/** Runs one job in a thread that ends with it. */
async function apart<J extends Job>(workerFile: string, job: J): Promise<ResultOf<J>> {
  const worker = new Worker(workerFile);
  try {
    return await new Promise<ResultOf<J>>((resolve, reject) => {
      worker.on('message', (reply: JobReply) => {
        if ('error' in reply) reject(new CairnError(reply.error.code, reply.error.message, reply.error.details));
        else resolve(reply.result as ResultOf<J>);
      });
      worker.on('error', (cause) => reject(new CairnError('internal', 'Comparing tensors: the thread failed; try again, and see the log if it happens twice', {}, { cause })));
      worker.on('exit', () => reject(new CairnError('engine_stopped', 'Comparing tensors: the thread was stopped')));
      worker.postMessage({ id: 1, job });
    });
  } finally {
    await worker.terminate();
  }
}

function placeOf(parts: Parts, range: TensorRange): TensorPlace {
  const row = parts.rows.get(range.blob);
  if (!row || row.damaged || !parts.presence.isHere(range.blob)) throw absentError(range.blob, range.path);
  return { file: parts.layout.blob(range.blob), offset: range.offset, bytes: range.bytes, dtype: range.dtype };
}

export interface TensorOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** See `Cache.compareTensors`. */
export async function compareTensors(parts: Parts, workerFile: string, pairs: TensorPairs, options: TensorOptions): Promise<readonly TensorResult[]> {
  if (pairs.length === 0) return [];
  const placed = pairs.map(({ before, after, how }) => ({ before: placeOf(parts, before), after: placeOf(parts, after), how }));
  const total = pairs.reduce((sum, { before, after }) => sum + before.bytes + after.bytes, 0);
  const { control, end } = parts.workers.control(options.signal);
  const meter = createMeter(total, options.onProgress, 'comparing');
  const unwatch = meter.watch(() => control.hashed);
  try {
    return await apart(workerFile, { kind: 'tensors', pairs: placed, control: control.buffer });
  } finally {
    unwatch();
    meter.end();
    end();
  }
}

/** See `Cache.tensorHistogram`. */
export async function tensorHistogram(parts: Parts, workerFile: string, before: TensorRange | undefined, after: TensorRange | undefined, bins: number, options: Pick<TensorOptions, 'signal'>): Promise<TensorHistogramResult> {
  const { control, end } = parts.workers.control(options.signal);
  try {
    return await apart(workerFile, { kind: 'tensorHistogram', before: before ? placeOf(parts, before) : null, after: after ? placeOf(parts, after) : null, bins, control: control.buffer });
  } finally {
    end();
  }
}
