// Pinning, unpinning and fetching what a person means; one at a time, with its progress.
import { useMemo } from 'react';
import type { FetchEvent, StorageSubject } from '../../../shared/contract/storage.js';
import { useEngine } from '../../api/EngineProvider.js';
import { lastEvent, useTask, type Task } from '../../api/useTask.js';

export interface Keeping {
  readonly task: Task<string>;
  /** Keeps it on this device; what is missing is fetched. */
  readonly pin: (subject: StorageSubject, name: string) => void;
  readonly unpin: (subject: StorageSubject, name: string) => void;
  readonly fetch: (subject: StorageSubject, name: string) => void;
}

type Fetched = Extract<FetchEvent, { event: 'done' }>;

const SILENT = 'The engine ended before everything was here.';

/** @param onDone called when something changed */
export function useKeeping(onDone: () => void = () => {}): Keeping {
  const engine = useEngine();
  const task = useTask<string>();
  const { run } = task;
  const acts = useMemo(() => {
    const after = (job: Promise<unknown>): void => void job.then(onDone, onDone);
    return {
      pin: (subject: StorageSubject, name: string) =>
        after(
          run(`Fetching ${name}`, async (onProgress, signal) => {
            await lastEvent<Fetched>(await engine.storage.pin(subject, { signal }), onProgress, SILENT);
            return `${name} is pinned: all of it is here, and stays.`;
          }),
        ),
      unpin: (subject: StorageSubject, name: string) =>
        after(
          run(`Unpinning ${name}`, async () => {
            await engine.storage.unpin(subject);
            return `${name} is not pinned any more. Its bytes stay until room is needed.`;
          }),
        ),
      fetch: (subject: StorageSubject, name: string) =>
        after(
          run(`Fetching ${name}`, async (onProgress, signal) => {
            await lastEvent<Fetched>(await engine.storage.fetch(subject, { signal }), onProgress, SILENT);
            return `${name} is here.`;
          }),
        ),
    };
  }, [engine, run, onDone]);
  return useMemo(() => ({ task, ...acts }), [task, acts]);
}
