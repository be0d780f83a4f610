// Which runs a filter leaves: lines of the others are not drawn, and come back with them.
import { useMemo } from 'react';
import type { RunSelection } from '../../../shared/contract/runs.js';
import { useEngine } from '../../api/EngineProvider.js';
import { useAnswer } from '../../data/useAnswer.js';

/** Runs asked for; with more, lines that were chosen stay drawn. */
const MOST = 1_000;

/** Undefined while not asked for, or not known. */
export function useMatching(selection: Partial<RunSelection>, enabled: boolean, stamp: number): ReadonlySet<string> | undefined {
  const engine = useEngine();
  const { value, loading } = useAnswer(enabled ? { ...selection, limit: MOST } : undefined, (question, signal) => engine.runs.table(question, { signal }), stamp);
  return useMemo(() => (value && !loading && value.total <= MOST ? new Set(value.rows.map(({ id }) => id)) : undefined), [value, loading]);
}
