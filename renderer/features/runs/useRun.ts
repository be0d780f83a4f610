// One run as its page shows it, read again whenever it changes.
import { useCallback, useEffect, useState } from 'react';
import { asCairnError, type CairnError } from '../../../shared/contract/errors.js';
import type { RunDetail } from '../../../shared/contract/runs.js';
import { useEngine } from '../../api/EngineProvider.js';
import { useStamp } from '../../data/hooks.js';

export function useRun(id: string): { run: RunDetail | undefined; error: CairnError | undefined; retry: () => void } {
  const engine = useEngine();
  const stamp = useStamp([`run:${id}`, `history:${id}`, 'collections'], 1_000);
  const [tries, setTries] = useState(0);
  const [state, setState] = useState<{ id: string; run: RunDetail | undefined; error: CairnError | undefined }>({ id, run: undefined, error: undefined });
  useEffect(() => {
    const control = new AbortController();
    engine.runs.get({ run: id }, { signal: control.signal }).then(
      (run) => !control.signal.aborted && setState({ id, run, error: undefined }),
      (error: unknown) => !control.signal.aborted && setState((old) => ({ id, run: old.id === id ? old.run : undefined, error: asCairnError(error) })),
    );
    return () => control.abort();
  }, [engine, id, stamp, tries]);
  return { run: state.id === id ? state.run : undefined, error: state.error, retry: useCallback(() => setTries((n) => n + 1), []) };
}
