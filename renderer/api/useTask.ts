// A long call as the page shows it: progress in the window and on the taskbar, cancel, how it ended. One at a time; a new start
// ends the one before.
import { useCallback, useEffect, useRef, useState } from 'react';
import { asCairnError, CairnError } from '../../shared/contract/errors.js';
import type { Progress } from '../../shared/contract/primitives.js';
import { nativeBridge } from './bridge.js';

export type TaskState<T> =
  | { readonly phase: 'idle' }
  | { readonly phase: 'running'; readonly title: string; readonly progress: Progress | undefined }
  | { readonly phase: 'cancelled' }
  | { readonly phase: 'done'; readonly title: string; readonly result: T }
  | { readonly phase: 'failed'; readonly title: string; readonly error: CairnError };

export type OnProgress = (progress: Progress) => void;

export interface Task<T> {
  readonly state: TaskState<T>;
  /** Resolves with the result, or undefined when it failed or was cancelled. */
  readonly run: (title: string, work: (onProgress: OnProgress, signal: AbortSignal) => Promise<T>) => Promise<T | undefined>;
  readonly cancel: () => void;
  readonly dismiss: () => void;
}

/** Values the taskbar understands besides a fraction: gone, and busy without a measure. */
const TASKBAR = { none: -1, busy: 2 };

export function useTask<T>(): Task<T> {
  const [state, setState] = useState<TaskState<T>>({ phase: 'idle' });
  const control = useRef<AbortController>(undefined);
  useEffect(() => () => control.current?.abort(), []);
  const run = useCallback<Task<T>['run']>(async (title, work) => {
    control.current?.abort();
    const mine = new AbortController();
    control.current = mine;
    const show = (next: TaskState<T>, taskbar?: number): void => {
      if (control.current !== mine) return;
      setState(next);
      if (taskbar !== undefined) void nativeBridge().taskProgress(taskbar);
    };
    show({ phase: 'running', title, progress: undefined });
    try {
      const result = await work((progress) => show({ phase: 'running', title, progress }, progress.total ? Math.min(1, progress.done / progress.total) : TASKBAR.busy), mine.signal);
      show({ phase: 'done', title, result }, TASKBAR.none);
      return result;
    } catch (error) {
      show(mine.signal.aborted ? { phase: 'cancelled' } : { phase: 'failed', title, error: asCairnError(error) }, TASKBAR.none);
      return undefined;
    }
  }, []);
  const cancel = useCallback(() => control.current?.abort(), []);
  const dismiss = useCallback(() => setState({ phase: 'idle' }), []);
  return { state, run, cancel, dismiss };
}

/** Hears a long call out. @throws CairnError internal, with the words of `silent`, where it ends without saying how it went */
export async function lastEvent<D extends { readonly event: 'done' }>(events: AsyncIterable<{ readonly event: 'progress'; readonly progress: Progress } | D>, onProgress: OnProgress, silent: string): Promise<D> {
  for await (const event of events) {
    if (event.event === 'done') return event;
    onProgress(event.progress);
  }
  throw new CairnError('internal', silent);
}
