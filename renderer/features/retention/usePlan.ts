// What a thinning rule would take away and what it would leave, asked while it is typed.
import { useEffect, useState } from 'react';
import type { RetentionPlan } from '../../../shared/contract/retention.js';
import { useEngine } from '../../api/EngineProvider.js';
import { problemOf } from '../../state/useAct.js';

const REST_MS = 200;

export interface Planned {
  /** The last plan that could be made; of the text as it stands when `current`. */
  readonly plan: RetentionPlan | undefined;
  readonly current: boolean;
  readonly problem: string | undefined;
}

/** An empty rule asks for what has outlived its time. `stamp` moving asks again. */
export function usePlan(collection: string, rule: string, stamp: number): Planned {
  const engine = useEngine();
  const wanted = rule.trim();
  const key = `${collection} ${wanted} ${stamp}`;
  const [state, setState] = useState<{ readonly key: string; readonly plan: RetentionPlan | undefined; readonly problem: string | undefined }>();
  useEffect(() => {
    const control = new AbortController();
    const timer = setTimeout(() => {
      engine.retention.preview({ collection, ...(wanted !== '' && { rule: wanted }) }, { signal: control.signal }).then(
        (plan) => !control.signal.aborted && setState({ key, plan, problem: undefined }),
        (error: unknown) => !control.signal.aborted && setState((old) => ({ key, plan: old?.plan, problem: problemOf(error) })),
      );
    }, REST_MS);
    return () => {
      clearTimeout(timer);
      control.abort();
    };
  }, [engine, collection, wanted, key]);
  return { plan: state?.plan, current: state?.key === key, problem: state?.key === key ? state.problem : undefined };
}
