// The metrics of several runs by name, those that most runs have first.
import { useEffect, useState } from 'react';
import { useEngine } from '../../api/EngineProvider.js';
import { useStamp } from '../../data/hooks.js';

/** Runs looked at; with more the first ones stand for all. */
const LOOKED_AT = 12;
/** Names a run is asked for at once. */
const KEYS = 2_000;

export interface MetricKey {
  readonly key: string;
  /** Runs that have it, of those looked at. */
  readonly runs: number;
}

export function useMetricKeys(runs: readonly string[], query: string): { keys: readonly MetricKey[]; loading: boolean } {
  const engine = useEngine();
  const looked = runs.slice(0, LOOKED_AT);
  const stamp = useStamp(looked.map((id) => `history:${id}`), 2_000);
  const key = JSON.stringify([looked, query]);
  const [state, setState] = useState<{ key: string; keys: readonly MetricKey[] }>({ key: '', keys: [] });
  useEffect(() => {
    const control = new AbortController();
    const read = async (): Promise<void> => {
      const found = await Promise.all((JSON.parse(key) as [string[], string])[0].map((run) => engine.runs.keys({ run, query, limit: KEYS }, { signal: control.signal })));
      const counts = new Map<string, number>();
      for (const { rows } of found) for (const { key: name, kind } of rows) if (kind === 'number' || kind === 'mixed') counts.set(name, (counts.get(name) ?? 0) + 1);
      const keys = [...counts].map(([name, count]) => ({ key: name, runs: count })).sort((a, b) => b.runs - a.runs || a.key.localeCompare(b.key, undefined, { numeric: true }));
      if (!control.signal.aborted) setState({ key, keys });
    };
    // A failure shows in each chart, which asks for the same runs.
    read().catch(() => undefined);
    return () => control.abort();
  }, [engine, key, query, stamp]);
  return { keys: state.keys, loading: state.key === '' && runs.length > 0 };
}
