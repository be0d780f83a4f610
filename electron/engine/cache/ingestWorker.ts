// The worker thread's entry: takes jobs, answers each. One that waits for the disk lets the next begin. Bundled by itself.
import { parentPort } from 'node:worker_threads';
import { assertNever } from '../../../shared/util/assertNever.js';
import { namedError } from './fsErrors.js';
import { runBatch } from './worker/batchJob.js';
import { runCut } from './worker/cutJob.js';
import { runHash } from './worker/hashJob.js';
import { runLook } from './worker/lookJob.js';
import { runPlace, runSyncFolders } from './worker/placeJob.js';
import { runRead } from './worker/readJob.js';
import { runSeal, runWrite } from './worker/writeJob.js';
import type { Job, JobReply, JobRequest, JobResults } from './worker/protocol.js';
import { runTensorHistogram, runTensors } from './worker/tensorJob.js';
import { runWriteOut } from './worker/writeOutJob.js';

function run(job: Job): JobResults[Job['kind']] | Promise<JobResults[Job['kind']]> {
  switch (job.kind) {
    case 'read':
      return runRead(job);
    case 'cut':
      return runCut(job);
    case 'write':
      return runWrite(job);
    case 'seal':
      return runSeal(job);
    case 'hash':
      return runHash(job);
    case 'batch':
      return runBatch(job);
    case 'place':
      return runPlace(job);
    case 'syncFolders':
      return runSyncFolders(job);
    case 'look':
      return runLook(job);
    case 'writeOut':
      return runWriteOut(job);
    case 'tensors':
      return runTensors(job);
    case 'tensorHistogram':
      return runTensorHistogram(job);
    default:
      return assertNever(job, 'job');
  }
}

async function answer({ id, job }: JobRequest): Promise<JobReply> {
  try {
    return { id, result: await run(job) };
  } catch (error) {
    return { id, error: namedError(error, 'root', 'Working in', job.kind).toShape() };
  }
}

parentPort?.on('message', async (request: JobRequest) => parentPort?.postMessage(await answer(request)));
