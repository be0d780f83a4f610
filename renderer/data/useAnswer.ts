// The answer to one question of the engine: asked when the question changes, the last answer staying until the next is here.
import { useCallback, useEffect, useRef, useState } from 'react';
import { asCairnError, type CairnError } from '../../shared/contract/errors.js';

export interface Answer<T> {
  readonly value: T | undefined;
  /** True while `value` is not (yet) of the question that is asked now. */
  readonly loading: boolean;
  readonly error: CairnError | undefined;
  readonly retry: () => void;
}

/** `question` names what is asked: an equal one is not asked again. Undefined asks nothing. `stamp` moving asks again in place. */
export function useAnswer<Q, T>(question: Q | undefined, ask: (question: Q, signal: AbortSignal) => Promise<T>, stamp = 0): Answer<T> {
  const key = question === undefined ? undefined : JSON.stringify(question);
  const [state, setState] = useState<{ key: string | undefined; value: T | undefined; error: CairnError | undefined }>({ key: undefined, value: undefined, error: undefined });
  const [tries, setTries] = useState(0);
  const asked = useRef(ask);
  useEffect(() => {
    asked.current = ask;
  });
  useEffect(() => {
    if (key === undefined) return undefined;
    const control = new AbortController();
    asked.current(JSON.parse(key) as Q, control.signal).then(
      (value) => !control.signal.aborted && setState({ key, value, error: undefined }),
      (error: unknown) => !control.signal.aborted && setState((old) => ({ key, value: old.key === key ? old.value : undefined, error: asCairnError(error) })),
    );
    return () => control.abort();
  }, [key, stamp, tries]);
  const current = key !== undefined && state.key === key;
  return { value: key === undefined ? undefined : state.value, loading: key !== undefined && !current, error: current ? state.error : undefined, retry: useCallback(() => setTries((n) => n + 1), []) };
}
