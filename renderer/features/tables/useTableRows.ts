// Rows of a table, asked for in windows as they come into sight: a million rows are never here at once.
import { useCallback, useEffect, useRef, useState } from 'react';
import { asCairnError, type CairnError } from '../../../shared/contract/errors.js';
import type { TableFilter, TableRow, TableSort } from '../../../shared/contract/tables.js';
import { useEngine } from '../../api/EngineProvider.js';

export interface TableQuestion {
  readonly version: string;
  readonly path: string;
  readonly query: string;
  readonly filters: readonly TableFilter[];
  readonly sort: readonly TableSort[];
}

const WINDOW = 100;
/** Windows kept; the ones seen longest ago go. */
const KEPT = 60;

export interface TableRows {
  readonly total: number;
  readonly loading: boolean;
  readonly error: CairnError | undefined;
  readonly row: (index: number) => TableRow | undefined;
  readonly see: (from: number, to: number) => void;
}

export function useTableRows(question: TableQuestion): TableRows {
  const engine = useEngine();
  const key = JSON.stringify(question);
  const [state, setState] = useState<{ key: string; total: number; windows: ReadonlyMap<number, readonly TableRow[]>; error: CairnError | undefined }>({ key: '', total: 0, windows: new Map(), error: undefined });
  const [sight, setSight] = useState<readonly [number, number]>([0, 0]);
  const asked = useRef<{ key: string; windows: Set<number> }>({ key: '', windows: new Set() });
  useEffect(() => {
    if (asked.current.key !== key) asked.current = { key, windows: new Set() };
    const { windows } = asked.current;
    const { filters, sort, ...rest } = JSON.parse(key) as TableQuestion;
    const ask = async (window: number): Promise<void> => {
      if (windows.has(window)) return;
      windows.add(window);
      try {
        const { rows, total } = await engine.tables.page({ ...rest, filters: [...filters], sort: [...sort], offset: window * WINDOW, limit: WINDOW });
        if (asked.current.windows !== windows) return;
        setState((old) => {
          const next = new Map(old.key === key ? old.windows : []).set(window, rows);
          const [oldest] = next.keys();
          if (next.size > KEPT && oldest !== undefined) {
            next.delete(oldest);
            windows.delete(oldest);
          }
          return { key, total, windows: next, error: undefined };
        });
      } catch (error) {
        windows.delete(window);
        if (asked.current.windows === windows) setState((old) => ({ ...old, key, error: asCairnError(error) }));
      }
    };
    for (let window = Math.floor(sight[0] / WINDOW); window <= Math.floor(sight[1] / WINDOW); window += 1) void ask(window);
  }, [engine, key, sight]);
  const { windows } = state;
  return {
    total: state.total,
    loading: state.key !== key && !state.error,
    error: state.error,
    row: useCallback((index: number) => windows.get(Math.floor(index / WINDOW))?.[index % WINDOW], [windows]),
    see: useCallback((from: number, to: number) => setSight((old) => (old[0] === from && old[1] === to ? old : [from, to])), []),
  };
}
