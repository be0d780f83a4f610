// Threads for reading, hashing and writing: two, and a third while a large file is copied. Started when first needed.
import { Worker } from 'node:worker_threads';
import { CairnError } from '../../../shared/contract/errors.js';
import type { Logger } from '../ports.js';
import { createControlBuffer, type Control, openControl } from './worker/control.js';
import type { HashedStream } from './chunker/chunkStream.js';
import { MAX_CHUNK } from './chunker/gear.js';
import type { FileIdentity } from './types.js';
import { type BeltMemory, createBeltMemory, resetBelt } from './worker/belt.js';
import type { CutJob, Job, JobReply, LookJob, ReadJob, ResultOf, WriteJob } from './worker/protocol.js';

export interface Copy {
  readonly source: string;
  /** What the source was when it was looked at; null for a blob of ours. */
  readonly identity: FileIdentity | null;
  readonly size: number;
  /** A new file. */
  readonly target: string;
  /** Whose disk the target lies on, for the words of an error. */
  readonly place: 'root' | 'target';
  readonly mode: number;
  /** On disk when the copy ends. */
  readonly durable: boolean;
  /** `none`: the digest of the whole alone. */
  readonly cut: 'none' | { readonly borders: readonly number[] | null };
}

export interface Workers {
  /** Starts the threads, which takes about 50 ms, so that the first job need not wait for all of it. */
  warm(): void;
  /** Has a thread look at files, if one is up and does nothing else; undefined where that would mean waiting. */
  look(job: LookJob): Promise<ResultOf<LookJob>> | undefined;
  /** Runs a job on the less busy thread. */
  run<J extends Job>(job: J): Promise<ResultOf<J>>;
  /**
   * Copies a large file to a new one: one thread reads and hashes, one writes, and a third cuts if it is to be cut. Gives the
   * digest of what was written. The parts are queued together, so that copies never wait for each other crosswise.
   */
  copy(copy: Copy, control: Control): Promise<HashedStream>;
  /** A control that is cancelled with the signal, and when the workers close. Call `end` when the job is over. */
  control(signal: AbortSignal | undefined): { readonly control: Control; end(): void };
  /** Cancels every control there is and will be; then wait for the work they belong to, and `close`. */
  cancelAll(): void;
  close(): Promise<void>;
}

/** The others end as cancelled when one fails: the one that failed says why. */
function isCancelled(error: unknown): boolean {
  return error instanceof CairnError && error.code === 'cancelled';
}

interface Thread {
  queued: number;
  /** Up, and given nothing but quick looks. */
  isFree(): boolean;
  warm(): void;
  send(job: Job): Promise<ResultOf<Job>>;
  stop(): Promise<void>;
}

function createThread(file: string, logger: Logger): Thread {
  type Pending = { resolve(result: ResultOf<Job>): void; reject(error: unknown): void };
  const pending = new Map<number, Pending>();
  let worker: Worker | undefined;
  let online = false;
  let looks = 0;
  let nextId = 0;

  function fail(error: unknown): void {
    for (const { reject } of pending.values()) reject(error);
    pending.clear();
    worker = undefined;
    online = false;
  }

  function start(): Worker {
    const started = new Worker(file);
    started.on('online', () => (online = true));
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
    isFree() {
      return online && this.queued === looks;
    },
    warm() {
      if (worker) return;
      worker = start();
      worker.unref();
    },
    async send(job) {
      this.queued += 1;
      if (job.kind === 'look') looks += 1;
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
        if (job.kind === 'look') looks -= 1;
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
  const third = createThread(workerFile, logger);
  let belt: BeltMemory | undefined;
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
    look(job) {
      const free = [second, first].find((thread) => thread.isFree());
      return free && (track(free.send(job)) as Promise<ResultOf<LookJob>>);
    },
    run<J extends Job>(job: J): Promise<ResultOf<J>> {
      const thread = second.queued < first.queued ? second : first;
      return track(thread.send(job)) as Promise<ResultOf<J>>;
    },
    async copy({ source, identity, size, target, place, mode, durable, cut }, control) {
      const on = belt ?? createBeltMemory();
      belt = undefined;
      resetBelt(on);
      const shared = { size, belt: on, control: control.buffer };
      const cutting = cut !== 'none' && size > MAX_CHUNK;
      const read = first.send({ kind: 'read', source, identity, alsoCut: cutting, ...shared }) as Promise<ResultOf<ReadJob>>;
      const written = second.send({ kind: 'write', target, place, durable, ...shared }) as Promise<ResultOf<WriteJob>>;
      const chunked = cutting ? (third.send({ kind: 'cut', borders: cut.borders, ...shared }) as Promise<ResultOf<CutJob>>) : Promise.resolve({ chunker: 'whole', chunks: [] } as const);
      const all: readonly Promise<unknown>[] = [read, written, chunked];
      for (const part of all) track(part).catch(() => control.cancel());
      const reasons = (await Promise.allSettled(all)).flatMap((settled) => (settled.status === 'rejected' ? [settled.reason as unknown] : []));
      belt = on;
      if (reasons.length > 0) throw reasons.find((reason) => !isCancelled(reason)) ?? reasons[0];
      await this.run({ kind: 'seal', file: target, mode, place, durable });
      return { ...(await read), ...(await chunked) };
    },
    control(signal) {
      const control = openControl(createControlBuffer());
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
      await Promise.all([first.stop(), second.stop(), third.stop()]);
    },
  };
}
