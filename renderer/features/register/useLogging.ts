// Logging a version: progress in the window and on the taskbar, cancel, and how it ended.
import { useCallback } from 'react';
import type { LogEvent, LogInput } from '../../../shared/contract/ingest.js';
import { useEngine } from '../../api/EngineProvider.js';
import { lastEvent, useTask, type TaskState } from '../../api/useTask.js';

export type Logged = Extract<LogEvent, { event: 'done' }>;

const SILENT = 'The engine ended without saying what it kept. Look for the version before trying again.';

/** `onDone` must be stable. */
export function useLogging(onDone: (done: Logged) => void): { logging: TaskState<Logged>; start: (input: LogInput) => void; cancel: () => void } {
  const engine = useEngine();
  const { state, run, cancel } = useTask<Logged>();
  const start = useCallback(
    async (input: LogInput) => {
      const done = await run('Registering', async (onProgress, signal) => lastEvent<Logged>(await engine.ingest.log(input, { signal }), onProgress, SILENT));
      if (done) onDone(done);
    },
    [engine, run, onDone],
  );
  return { logging: state, start: (input) => void start(input), cancel };
}
