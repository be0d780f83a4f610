// Logging a version: progress in the window and on the taskbar, cancel, and how it ended.
import { useCallback, useEffect, useRef, useState } from 'react';
import type { LogEvent, LogInput } from '../../../shared/contract/ingest.js';
import type { Progress } from '../../../shared/contract/primitives.js';
import { CairnError } from '../../../shared/contract/errors.js';
import { nativeBridge } from '../../api/bridge.js';
import { useEngine } from '../../api/EngineProvider.js';

export type Logged = Extract<LogEvent, { event: 'done' }>;

export type Logging =
  | { readonly phase: 'idle' }
  | { readonly phase: 'logging'; readonly progress: Progress | undefined }
  | { readonly phase: 'cancelled' }
  | { readonly phase: 'failed'; readonly error: CairnError };

/** Values the taskbar understands besides a fraction: gone, and busy without a measure. */
const TASKBAR = { none: -1, busy: 2 };

export function useLogging(onDone: (done: Logged) => void): { logging: Logging; start: (input: LogInput) => void; cancel: () => void } {
  const engine = useEngine();
  const [logging, setLogging] = useState<Logging>({ phase: 'idle' });
  const control = useRef<AbortController>(undefined);
  const run = useCallback(
    async (input: LogInput, { signal }: AbortController) => {
      setLogging({ phase: 'logging', progress: undefined });
      try {
        for await (const event of await engine.ingest.log(input, { signal })) {
          if (event.event === 'done') return onDone(event);
          setLogging({ phase: 'logging', progress: event.progress });
          const { done, total } = event.progress;
          void nativeBridge().taskProgress(total ? Math.min(1, done / total) : TASKBAR.busy);
        }
        setLogging(signal.aborted ? { phase: 'cancelled' } : failed(new CairnError('internal', 'The engine ended without saying what it kept. Look for the version before trying again.')));
      } catch (error) {
        setLogging(signal.aborted ? { phase: 'cancelled' } : failed(error));
      } finally {
        void nativeBridge().taskProgress(TASKBAR.none);
      }
      return undefined;
    },
    [engine, onDone],
  );
  useEffect(() => () => control.current?.abort(), []);
  const start = useCallback(
    (input: LogInput) => {
      control.current?.abort();
      control.current = new AbortController();
      void run(input, control.current);
    },
    [run],
  );
  const cancel = useCallback(() => control.current?.abort(), []);
  return { logging, start, cancel };
}

function failed(error: unknown): Logging {
  return { phase: 'failed', error: error instanceof CairnError ? error : new CairnError('internal', String(error)) };
}
