// The answer to what a lineage page asks for, which is kept with the history entry; read again when anything changes.
import { useEffect, useMemo, useState } from 'react';
import type { LineageGraph } from '../../../shared/contract/lineage.js';
import { asCairnError, type CairnError } from '../../../shared/contract/errors.js';
import { useEngine } from '../../api/EngineProvider.js';
import { useStatus } from '../../data/hooks.js';
import { useEntryState } from '../../state/entryState.js';
import { FIRST, graphInput, type Asked } from './asked.js';

export interface Lineage {
  readonly asked: Asked;
  /** Changes what is asked for; going back in the window finds the former. */
  readonly ask: (change: Partial<Asked>) => void;
  readonly graph: LineageGraph | undefined;
  /** Names what the graph answers: `asked` as text, of the graph that is here. */
  readonly answers: string;
  readonly loading: boolean;
  /** Nodes there are beyond the depth, in all; undefined while it is counted. */
  readonly size: number | undefined;
  readonly error: CairnError | undefined;
  readonly retry: () => void;
}

export function useLineage(start: string): Lineage {
  const engine = useEngine();
  const { status } = useStatus();
  const [asked, setAsked] = useEntryState<Asked>('asked', FIRST);
  const [tries, setTries] = useState(0);
  const [answer, setAnswer] = useState<{ readonly graph: LineageGraph; readonly of: string; readonly text: string }>();
  const [error, setError] = useState<CairnError>();
  const [size, setSize] = useState<number>();
  const text = JSON.stringify(asked);
  const ops = status?.registry.ops;
  useEffect(() => {
    const control = new AbortController();
    engine.lineage.graph(graphInput(start, JSON.parse(text) as Asked), { signal: control.signal }).then(
      (graph) => {
        if (control.signal.aborted) return;
        const told = JSON.stringify(graph);
        setError(undefined);
        // A change elsewhere in the registry is none here.
        setAnswer((before) => (before && before.of === text && before.text === told ? before : { graph, of: text, text: told }));
      },
      (failure: unknown) => !control.signal.aborted && setError(asCairnError(failure)),
    );
    return () => control.abort();
  }, [engine, start, text, ops, tries]);
  const { direction, scope } = asked;
  useEffect(() => {
    const control = new AbortController();
    engine.lineage.size({ ref: start, direction, scope }, { signal: control.signal }).then(
      ({ nodes }) => !control.signal.aborted && setSize(nodes),
      () => undefined, // the graph fails alike, and says so
    );
    return () => control.abort();
  }, [engine, start, direction, scope, ops]);
  return useMemo(
    () => ({
      asked,
      ask: (change) => setAsked({ ...asked, ...change }),
      graph: answer?.graph,
      answers: answer?.of ?? '',
      loading: answer?.of !== text && !error,
      size,
      error,
      retry: () => {
        setError(undefined);
        setTries((n) => n + 1);
      },
    }),
    [asked, setAsked, answer, text, size, error],
  );
}
