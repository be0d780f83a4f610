// The table of a comparison, asked again when anything changes; and the comparisons that are kept.
import { useCallback, useEffect, useState } from 'react';
import type { CompareTable, SavedComparison } from '../../../shared/contract/compare.js';
import { asCairnError, type CairnError } from '../../../shared/contract/errors.js';
import { useEngine } from '../../api/EngineProvider.js';
import { useStatus } from '../../data/hooks.js';

export interface Comparison {
  readonly table: CompareTable | undefined;
  readonly error: CairnError | undefined;
  readonly retry: () => void;
}

export function useComparison(items: readonly string[]): Comparison {
  const engine = useEngine();
  const { status } = useStatus();
  const ops = status?.registry.ops;
  const key = items.join(' ');
  const [tries, setTries] = useState(0);
  const [state, setState] = useState<{ readonly of: string; readonly text: string; readonly table: CompareTable | undefined; readonly error: CairnError | undefined }>();
  useEffect(() => {
    const ids = key === '' ? [] : key.split(' ');
    if (ids.length === 0) return undefined;
    const control = new AbortController();
    engine.compare.table({ items: ids.map((ref) => ({ ref })) }, { signal: control.signal }).then(
      (table) => {
        const text = JSON.stringify(table);
        if (!control.signal.aborted) setState((before) => (before?.of === key && before.text === text ? before : { of: key, text, table, error: undefined }));
      },
      (error: unknown) => !control.signal.aborted && setState({ of: key, text: '', table: undefined, error: asCairnError(error) }),
    );
    return () => control.abort();
  }, [engine, key, ops, tries]);
  const retry = useCallback(() => setTries((n) => n + 1), []);
  // A column that is added or taken out leaves the rest in sight until the new table is here.
  return { table: state?.table, error: state?.of === key ? state.error : undefined, retry };
}

/** Reads nothing while they are not `wanted`. */
export function useSavedComparisons(wanted = true): { readonly saved: readonly SavedComparison[] | undefined; readonly error: CairnError | undefined } {
  const engine = useEngine();
  const { status } = useStatus();
  const ops = status?.registry.ops;
  const [state, setState] = useState<{ readonly saved: readonly SavedComparison[] | undefined; readonly error: CairnError | undefined }>({ saved: undefined, error: undefined });
  useEffect(() => {
    if (!wanted) return undefined;
    const control = new AbortController();
    engine.compare.saved(undefined, { signal: control.signal }).then(
      (saved) => !control.signal.aborted && setState({ saved, error: undefined }),
      (error: unknown) => !control.signal.aborted && setState((before) => ({ ...before, error: asCairnError(error) })),
    );
    return () => control.abort();
  }, [engine, ops, wanted]);
  return state;
}
