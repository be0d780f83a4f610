// Pages of what a query finds, asked anew when the registry changes; nothing is asked while it cannot be run.
import { useEffect, useMemo, useState } from 'react';
import type { QueryPage, QueryTarget } from '../../../shared/contract/query.js';
import { useEngine } from '../../api/EngineProvider.js';
import { usePaged, useStatus, type Rows } from '../../data/hooks.js';
import type { Found } from './Results.js';

const PAGE = 100;
/** A key typed before this has passed since the last one asks for nothing. */
const REST_MS = 120;

/** The value as it was when it last stood still. */
export function useRested<T>(value: T, ms = REST_MS): T {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return rested;
}

export function useFound(text: string, of: QueryTarget, runnable: boolean): Rows<Found> {
  const engine = useEngine();
  const { status } = useStatus();
  const paged = usePaged<Found, { of: QueryTarget; rows: readonly Found[]; next: string | null; total: number }>(
    async (cursor, signal) => {
      const page: QueryPage = await engine.browse.query({ text, of, cursor, limit: PAGE }, { signal });
      return { of: page.of, rows: page.rows, next: page.next, total: page.total };
    },
    [text, of],
    { enabled: runnable, stamp: status?.registry.ops ?? 0 },
  );
  // For one draw after another thing was asked for, the rows are still of the one before.
  const stale = paged.first !== undefined && paged.first.of !== of;
  return useMemo(() => (stale ? { ...paged, rows: [], loading: true } : paged), [paged, stale]);
}
