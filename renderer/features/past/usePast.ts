// The registry, or one model, as it stood at a past moment; and the moments at which anything changed.
import { useEffect, useState } from 'react';
import type { CairnError } from '../../../shared/contract/errors.js';
import type { PastModel } from '../../../shared/contract/registry.js';
import { useEngine } from '../../api/EngineProvider.js';
import { useStatus } from '../../data/hooks.js';

/** While the slider moves, only where it rests is asked for. */
const REST_MS = 120;
/** Changes that the slider knows one by one; older moments are reached by their date. */
const KNOWN = 1_000;

interface Past {
  readonly at: number;
  readonly models: readonly PastModel[];
}

/** The last answer stays while the next is read; `current` says whether it is of the moment asked for. */
export function usePast(at: number | undefined, collection?: string): { readonly past: Past | undefined; readonly current: boolean; readonly error: CairnError | undefined } {
  const engine = useEngine();
  const [state, setState] = useState<{ readonly past?: Past; readonly error?: CairnError }>({});
  useEffect(() => {
    if (at === undefined) return undefined;
    const control = new AbortController();
    const timer = setTimeout(() => {
      engine.registry.asOf({ at, ...(collection !== undefined && { collection }) }, { signal: control.signal }).then(
        ({ models }) => !control.signal.aborted && setState({ past: { at, models } }),
        (error: unknown) => !control.signal.aborted && setState((old) => ({ ...old, error: error as CairnError })),
      );
    }, REST_MS);
    return () => {
      clearTimeout(timer);
      control.abort();
    };
  }, [engine, at, collection]);
  return { past: state.past, current: state.past?.at === at, error: state.error };
}

/** Ascending, each once. Undefined until they are read. */
export function useMoments(subject?: string): readonly number[] | undefined {
  const engine = useEngine();
  const { status } = useStatus();
  const ops = status?.registry.ops;
  const [found, setFound] = useState<{ readonly of: string | undefined; readonly moments: readonly number[] }>();
  useEffect(() => {
    const control = new AbortController();
    engine.browse.history({ limit: KNOWN, ...(subject !== undefined && { subject }) }, { signal: control.signal }).then(
      ({ rows }) => !control.signal.aborted && setFound({ of: subject, moments: [...new Set(rows.map(({ at }) => at))].sort((a, b) => a - b) }),
      () => undefined,
    );
    return () => control.abort();
  }, [engine, subject, ops]);
  return found?.of === subject ? found?.moments : undefined;
}
