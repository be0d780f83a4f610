// What changed in the weights between two versions: started, watched and cancelled from the page; kept while it is open.
import { useCallback, useEffect, useRef, useState } from 'react';
import type { WeightsEvent } from '../../../shared/contract/compare.js';
import { asCairnError, type CairnError } from '../../../shared/contract/errors.js';
import type { Progress } from '../../../shared/contract/primitives.js';
import { useEngine } from '../../api/EngineProvider.js';

export type WeightsDone = Extract<WeightsEvent, { event: 'done' }>;

export interface Weights {
  readonly done: WeightsDone | undefined;
  readonly progress: Progress | undefined;
  readonly error: CairnError | undefined;
  readonly cancelled: boolean;
  readonly cancel: () => void;
  readonly again: () => void;
}

interface State {
  readonly of: string;
  readonly done?: WeightsDone;
  readonly progress?: Progress;
  readonly error?: CairnError;
  readonly cancelled?: boolean;
}

/** Answers do not change, so each pair is asked for once a window. */
const known = new Map<string, WeightsDone>();

export function useWeights(before: string, after: string): Weights {
  const engine = useEngine();
  const of = `${before} ${after}`;
  const [tries, setTries] = useState(0);
  const [state, setState] = useState<State>({ of: '' });
  const control = useRef<AbortController>(undefined);
  useEffect(() => {
    const kept = known.get(of);
    if (kept) {
      setState({ of, done: kept });
      return undefined;
    }
    const own = new AbortController();
    control.current = own;
    const listen = async (): Promise<void> => {
      for await (const event of await engine.compare.weights({ before: { ref: before }, after: { ref: after } }, { signal: own.signal })) {
        if (own.signal.aborted) return;
        if (event.event === 'done') {
          known.set(of, event);
          setState({ of, done: event });
        } else setState({ of, progress: event.progress });
      }
    };
    listen().catch((error: unknown) => !own.signal.aborted && setState({ of, error: asCairnError(error) }));
    return () => own.abort();
  }, [engine, before, after, of, tries]);
  const cancel = useCallback(() => {
    control.current?.abort();
    setState({ of, cancelled: true });
  }, [of]);
  const again = useCallback(() => {
    setState({ of });
    setTries((n) => n + 1);
  }, [of]);
  const current: State = state.of === of ? state : { of };
  return { done: current.done, progress: current.progress, error: current.error, cancelled: current.cancelled === true, cancel, again };
}
