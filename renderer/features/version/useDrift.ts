// Whether the bytes that stay elsewhere are still those that were recorded: asked for by a person, never by itself.
import { useMemo } from 'react';
import { useEngine } from '../../api/EngineProvider.js';
import { useTask } from '../../api/useTask.js';

type Checked = Awaited<ReturnType<ReturnType<typeof useEngine>['versions']['references']>>[number];

export interface Drift {
  readonly running: boolean;
  readonly problem: string | undefined;
  /** "2 of 3 references are as recorded, 1 changed", once it was looked at. */
  readonly summary: string | undefined;
  readonly stateOf: (path: string) => Checked | undefined;
  readonly start: () => void;
}

function summaryOf(checked: readonly Checked[]): string {
  const count = (state: Checked['state']): number => checked.filter((each) => each.state === state).length;
  const parts = [[count('changed'), 'changed'], [count('unreachable'), 'not reachable from here'], [count('unknown'), 'without size or etag to compare']] as const;
  return [`${count('same')} of ${checked.length} ${checked.length === 1 ? 'reference' : 'references'} as recorded`, ...parts.flatMap(([n, words]) => (n > 0 ? [`${n} ${words}`] : []))].join(', ');
}

export function useDrift(version: string): Drift {
  const engine = useEngine();
  const { state, run } = useTask<readonly Checked[]>();
  const checked = state.phase === 'done' ? state.result : undefined;
  return useMemo(() => {
    const byPath = new Map((checked ?? []).map((each) => [each.path, each]));
    return {
      running: state.phase === 'running',
      problem: state.phase === 'failed' ? state.error.message : undefined,
      summary: checked && summaryOf(checked),
      stateOf: (path) => byPath.get(path),
      start: () => void run('Looking at the references', (_onProgress, signal) => engine.versions.references({ version }, { signal })),
    };
  }, [checked, engine, run, state, version]);
}
