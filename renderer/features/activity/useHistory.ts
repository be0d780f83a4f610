// The history as a list: all of it, live, from the replica; or narrowed by the engine, read again when anything changed.
import { useMemo } from 'react';
import type { HistoryRow } from '../../../shared/contract/entities.js';
import { useEngine } from '../../api/EngineProvider.js';
import { usePaged, useStatus } from '../../data/hooks.js';
import { withWords } from '../../state/useFilter.js';
import { useFilteredScope, type FilteredRows } from '../../state/useFilteredScope.js';
import { isFiltered, questionOf, type HistoryFilter } from './historyFilter.js';

const PAGE = 200;

export function historyText(row: HistoryRow): string {
  return [row.text, row.note ?? '', row.device, row.subject.label].join(' ');
}

/** `words` are looked for in the rows that are here. */
export function useHistory(filter: HistoryFilter, words: string): FilteredRows<HistoryRow> {
  const engine = useEngine();
  const { status } = useStatus();
  const narrowed = isFiltered(filter);
  const whole = useFilteredScope('recent', words, historyText);
  const question = questionOf(filter);
  const paged = usePaged<HistoryRow, { rows: readonly HistoryRow[]; next: string | null; total: number }>(
    async (cursor, signal) => {
      const { rows, next } = await engine.browse.history({ ...question, cursor, limit: PAGE }, { signal });
      return { rows, next, total: rows.length };
    },
    [question],
    { enabled: narrowed, stamp: status?.registry.ops ?? 0 },
  );
  return useMemo(() => {
    if (!narrowed) return whole;
    const wanted = words.trim();
    const rows = wanted === '' ? paged.rows : withWords(paged.rows, wanted, historyText);
    return { ...paged, rows, total: rows.length, of: paged.rows.length };
  }, [narrowed, whole, paged, words]);
}
