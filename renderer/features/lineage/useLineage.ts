// What a lineage page asks for, kept with the history entry, and the answer, read again when anything changes.
import { useEffect, useMemo, useState } from 'react';
import type { GraphInput, LineageGraph } from '../../../shared/contract/lineage.js';
import { asCairnError, type CairnError } from '../../../shared/contract/errors.js';
import { useEngine } from '../../api/EngineProvider.js';
import { useStatus } from '../../data/hooks.js';
import { useEntryState } from '../../state/entryState.js';

export interface Asked {
  readonly direction: GraphInput['direction'];
  readonly scope: GraphInput['scope'];
  readonly depth: number | null;
  readonly types: readonly string[];
  readonly aliases: readonly string[];
  readonly after: number | undefined;
  readonly before: number | undefined;
  readonly open: readonly string[];
  readonly picked: readonly string[];
  readonly grow: readonly { readonly id: string; readonly to: 'up' | 'down' }[];
  readonly also: readonly string[];
  /** Siblings alike are one cluster. */
  readonly fold: boolean;
}

/** A fan of more than this is a cluster. */
export const FOLD = 5;
const FIRST: Asked = { direction: 'both', scope: 'direct', depth: 2, types: [], aliases: [], after: undefined, before: undefined, open: [], picked: [], grow: [], also: [], fold: true };

/** The input of the contract for what is asked. */
export function graphInput(start: string, asked: Asked): GraphInput {
  return {
    ref: start,
    direction: asked.direction,
    scope: asked.scope,
    depth: asked.depth,
    filter: { types: [...asked.types], aliases: [...asked.aliases], ...(asked.after === undefined ? {} : { after: asked.after }), ...(asked.before === undefined ? {} : { before: asked.before }) },
    fold: asked.fold ? FOLD : 0,
    open: [...asked.open],
    picked: [...asked.picked],
    grow: [...asked.grow],
    also: [...asked.also],
    limit: 50_000,
  };
}

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
