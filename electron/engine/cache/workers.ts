// Two threads for reading, hashing and writing: one copies while the other hashes what was copied. Started when first needed.
import { Worker } from 'node:worker_threads';
import { CairnError } from '../../../shared/contract/errors.js';
import type { Logger } from '../ports.js';
import { createControlBuffer, type Control, openControl } from './worker/control.js';
import type { CopyJob, HashJob, Job, JobReply, ResultOf } from './worker/protocol.js';

export interface Workers {
  /** Starts the threads, which takes about 50 ms, so that the first job need not wait for all of it. */
  warm(): void;
  /** Runs a job on the less busy thread. */
  run<J extends Job>(job: J): Promise<ResultOf<J>>;
  /**
   * Runs a copy and the hash of its result side by side. The two are queued together, so that pairs never wait for each
   * other crosswise.
   */
  runPair(copy: CopyJob, hash: HashJob): Promise<[ResultOf<CopyJob>, ResultOf<HashJob>]>;
  /**
   * A control that is cancelled with the signal, and when the workers close. `copied`: length of the file that a pair will
   * copy. Call `end` when the job is over.
   */
  control(signal: AbortSignal | undefined, copied?: number): { readonly control: Control; end(): void };
  /** Cancels every control there is and will be; then wait for the work they belong to, and `close`. */
  cancelAll(): void;
  close(): Promise<void>;
}

/** The other half of a pair ends as cancelled when one fails: the one that failed says why. */
function isCancelled(error: unknown): boolean {
  return error instanceof CairnError && error.code === 'cancelled';
}

interface Thread {
  queued: number;
  warm(): void;
  send(job: Job): Promise<ResultOf<Job>>;
  stop(): Promise<void>;
}

function createThread(file: string, logger: Logger): Thread {
  type Pending = { resolve(result: ResultOf<Job>): void; reject(error: unknown): void };
  const pending = new Map<number, Pending>();
  let worker: Worker | undefined;
  let nextId = 0;

  function fail(error: unknown): void {
    for (const { reject } of pending.values()) reject(error);
    pending.clear();
    worker = undefined;
  }

  function start(): Worker {
    const started = new Worker(file);
    started.on('message', (reply: JobReply) => {
      const waiting = pending.get(reply.id);
      pending.delete(reply.id);
      if (pending.size === 0) started.unref();
      if ('error' in reply) waiting?.reject(new CairnError(reply.error.code, reply.error.message, reply.error.details));
      else waiting?.resolve(reply.result);
    });
    started.on('error', (cause) => {
      logger.error({ err: cause }, 'a cache worker failed');
      fail(new CairnError('internal', 'Copying or hashing: the worker thread failed; try again, and see the log if it happens twice', {}, { cause }));
    });
    started.on('exit', () => {
      if (worker === started) fail(new CairnError('engine_stopped', 'Copying or hashing: the worker thread was stopped'));
    });
    return started;
  }

  return {
    queued: 0,
    warm() {
      if (worker) return;
      worker = start();
      worker.unref();
    },
    async send(job) {
      this.queued += 1;
      try {
        return await new Promise((resolve, reject) => {
          worker ??= start();
          worker.ref();
          nextId += 1;
          pending.set(nextId, { resolve, reject });
          worker.postMessage({ id: nextId, job });
        });
      } finally {
        this.queued -= 1;
      }
    },
    async stop() {
      await worker?.terminate();
    },
  };
}

export function createWorkers(workerFile: string, logger: Logger): Workers {
  const first = createThread(workerFile, logger);
  const second = createThread(workerFile, logger);
  const active = new Set<Control>();
  const running = new Set<Promise<unknown>>();
  let closing = false;

  function track<T>(work: Promise<T>): Promise<T> {
    const settled = work.then(
      () => undefined,
      () => undefined,
    );
    running.add(settled);
    void settled.then(() => running.delete(settled));
    return work;
  }

  return {
    warm() {
      if (closing) return;
      first.warm();
      second.warm();
    },
    run<J extends Job>(job: J): Promise<ResultOf<J>> {
      const thread = second.queued < first.queued ? second : first;
      return track(thread.send(job)) as Promise<ResultOf<J>>;
    },
    async runPair(copy, hash) {
      const both = [track(first.send(copy)), track(second.send(hash))] as const;
      const [copied, hashed] = await Promise.allSettled(both);
      const reasons = [copied, hashed].flatMap((settled) => (settled.status === 'rejected' ? [settled.reason as unknown] : []));
      if (reasons.length > 0) throw reasons.find((reason) => !isCancelled(reason)) ?? reasons[0];
      return [await both[0], await both[1]] as [ResultOf<CopyJob>, ResultOf<HashJob>];
    },
    control(signal, copied = 0) {
      const control = openControl(createControlBuffer(copied));
      const cancel = (): void => control.cancel();
      active.add(control);
      if (signal?.aborted || closing) cancel();
      signal?.addEventListener('abort', cancel);
      return {
        control,
        end() {
          active.delete(control);
          signal?.removeEventListener('abort', cancel);
        },
      };
    },
    cancelAll() {
      closing = true;
      for (const control of active) control.cancel();
    },
    async close() {
      await Promise.all([...running]);
      await Promise.all([first.stop(), second.stop()]);
    },
  };
}
