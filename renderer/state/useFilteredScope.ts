// A scope narrowed by words: over all that a row shows where the whole scope is at hand, else by the engine.
import { useMemo } from 'react';
import { useScope, type Rows } from '../data/hooks.js';
import type { RowOf, Scope } from '../data/scopeTypes.js';
import { withWords } from './useFilter.js';

export interface FilteredRows<T> extends Rows<T> {
  /** Rows there are without the filter. */
  readonly of: number;
}

/** `text` gives everything of a row that the words may be found in. */
export function useFilteredScope<S extends Scope>(scope: S, query: string, text: (row: RowOf<S>) => string): FilteredRows<RowOf<S>> {
  const whole = useScope(scope);
  const wanted = query.trim();
  const byEngine = wanted !== '' && !whole.loading && !whole.complete;
  const narrowed = useScope(byEngine ? scope : undefined, { query: wanted });
  return useMemo(() => {
    if (byEngine) return { ...narrowed, of: whole.total };
    if (!wanted) return { ...whole, of: whole.total };
    const rows = withWords(whole.rows, wanted, text);
    return { ...whole, rows, total: rows.length, of: whole.total };
  }, [byEngine, narrowed, whole, wanted, text]);
}
