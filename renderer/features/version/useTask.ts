// A long call as the page shows it: progress, cancel, how it ended. One at a time; a new start ends the one before.
import { useCallback, useEffect, useRef, useState } from 'react';
import { CairnError } from '../../../shared/contract/errors.js';
import type { Progress } from '../../../shared/contract/primitives.js';

export type TaskState<T> =
  | { readonly phase: 'idle' }
  | { readonly phase: 'running'; readonly title: string; readonly progress: Progress | undefined }
  | { readonly phase: 'done'; readonly title: string; readonly result: T }
  | { readonly phase: 'failed'; readonly title: string; readonly error: CairnError };

export interface Task<T> {
  readonly state: TaskState<T>;
  /** Resolves with the result, or undefined when it failed or was cancelled. */
  readonly run: (title: string, work: (onProgress: (progress: Progress) => void, signal: AbortSignal) => Promise<T>) => Promise<T | undefined>;
  readonly cancel: () => void;
  readonly dismiss: () => void;
}

export function useTask<T>(): Task<T> {
  const [state, setState] = useState<TaskState<T>>({ phase: 'idle' });
  const control = useRef<AbortController>(undefined);
  useEffect(() => () => control.current?.abort(), []);
  const run = useCallback<Task<T>['run']>(async (title, work) => {
    control.current?.abort();
    const mine = new AbortController();
    control.current = mine;
    const show = (next: TaskState<T>): void => {
      if (control.current === mine) setState(next);
    };
    show({ phase: 'running', title, progress: undefined });
    try {
      const result = await work((progress) => show({ phase: 'running', title, progress }), mine.signal);
      show({ phase: 'done', title, result });
      return result;
    } catch (error) {
      if (mine.signal.aborted) show({ phase: 'idle' });
      else show({ phase: 'failed', title, error: error instanceof CairnError ? error : new CairnError('internal', String(error)) });
      return undefined;
    }
  }, []);
  const cancel = useCallback(() => control.current?.abort(), []);
  const dismiss = useCallback(() => setState({ phase: 'idle' }), []);
  return { state, run, cancel, dismiss };
}
