// Looks whether a remote and this device hold all that they should, and mends what can be mended; leaving the page cancels it.
import { useCallback, useMemo } from 'react';
import type { StorageEvent } from '../../../shared/contract/storage.js';
import { useEngine } from '../../api/EngineProvider.js';
import { lastEvent, useTask, type Task } from '../../api/useTask.js';

type Done = Extract<StorageEvent, { event: 'done' }>;
/** `name`: of the remote. */
export type Checked = Done & { readonly name: string };

export interface Check {
  readonly task: Task<Checked>;
  /** `deep` reads every byte there; else it is enough that it is there. */
  readonly start: (remote: { readonly registry: string; readonly name: string }, deep: boolean) => void;
}

const SILENT = 'The engine ended before all of it was looked at.';

export function useCheck(): Check {
  const engine = useEngine();
  const task = useTask<Checked>();
  const { run } = task;
  const start = useCallback<Check['start']>(
    ({ registry, name }, deep) =>
      void run(`Checking ${name}`, async (onProgress, signal) => ({ ...(await lastEvent<Done>(await engine.storage.verify({ remote: true, registry, deep }, { signal }), onProgress, SILENT)), name })),
    [engine, run],
  );
  return useMemo(() => ({ task, start }), [task, start]);
}
