// Runs the engine's verification and follows it; leaving the page cancels it.
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Progress } from '../../../shared/contract/primitives.js';
import type { VerifyEvent } from '../../../shared/contract/system.js';
import type { CairnError } from '../../../shared/contract/errors.js';
import { asCairnError } from '../../../shared/contract/errors.js';
import { useEngine } from '../../api/EngineProvider.js';

type Done = Omit<Extract<VerifyEvent, { event: 'done' }>, 'event'>;
export type VerifyState = { phase: 'idle' } | { phase: 'running'; progress: Progress } | ({ phase: 'done' } & Done) | { phase: 'failed'; error: CairnError };

const STARTING: Progress = { phase: 'scanning', done: 0, total: null, unit: 'bytes', rate: null };

export function useVerify(): { state: VerifyState; start: () => void; cancel: () => void } {
  const engine = useEngine();
  const [state, setState] = useState<VerifyState>({ phase: 'idle' });
  const control = useRef<AbortController>(undefined);
  const cancel = useCallback(() => control.current?.abort(), []);
  useEffect(() => cancel, [cancel]);
  const start = useCallback(() => {
    control.current?.abort();
    const mine = new AbortController();
    control.current = mine;
    const { signal } = mine;
    setState({ phase: 'running', progress: STARTING });
    const follow = async (): Promise<void> => {
      for await (const event of await engine.system.verify({}, { signal })) {
        if (signal.aborted) return;
        if (event.event === 'progress') setState({ phase: 'running', progress: event.progress });
        else setState({ phase: 'done', ops: event.ops, blobs: event.blobs, bytes: event.bytes, stateHash: event.stateHash, findings: event.findings });
      }
    };
    follow().catch((error: unknown) => {
      if (control.current === mine) setState(signal.aborted ? { phase: 'idle' } : { phase: 'failed', error: asCairnError(error) });
    });
    signal.addEventListener('abort', () => control.current === mine && setState({ phase: 'idle' }));
  }, [engine]);
  return { state, start, cancel };
}
