// What the policy of an alias says of a version, asked before anything moves.
import { useEffect, useState } from 'react';
import type { Verdict } from '../../../shared/contract/policies.js';
import { useEngine } from '../../api/EngineProvider.js';
import { useStatus } from '../../data/hooks.js';
import { problemOf } from '../../state/useAct.js';

const REST_MS = 150;

export interface GateQuestion {
  readonly collection: string;
  readonly alias: string;
  /** Version id. */
  readonly ref: string;
  readonly note?: string;
  /** A policy that is tried and not set. */
  readonly text?: string;
}

/** Undefined as question asks nothing. The last verdict stays while the next is on its way. */
export function useVerdict(question: GateQuestion | undefined): { readonly verdict: Verdict | undefined; readonly problem: string | undefined } {
  const engine = useEngine();
  const { status } = useStatus();
  const ops = status?.registry.ops;
  const asked = question && JSON.stringify(question);
  const [state, setState] = useState<{ readonly of: string; readonly verdict?: Verdict; readonly problem?: string }>();
  useEffect(() => {
    if (asked === undefined) return undefined;
    const control = new AbortController();
    const { note, ...rest } = JSON.parse(asked) as GateQuestion;
    const timer = setTimeout(() => {
      engine.policies.check({ ...rest, ...(note && { note }) }, { signal: control.signal }).then(
        (verdict) => !control.signal.aborted && setState({ of: asked, verdict }),
        (error: unknown) => !control.signal.aborted && setState({ of: asked, problem: problemOf(error) }),
      );
    }, REST_MS);
    return () => {
      clearTimeout(timer);
      control.abort();
    };
  }, [engine, asked, ops]);
  if (!state || !question) return { verdict: undefined, problem: undefined };
  const { verdict } = state;
  const same = verdict?.alias === question.alias && verdict.collection === question.collection;
  return { verdict: same ? verdict : undefined, problem: state.of === asked ? state.problem : undefined };
}

/** `2 of 2 gates pass`; empty where nothing is asked for. Implied clauses count only when they stop the move. */
export function gateWords(verdict: Verdict | undefined): string {
  const clauses = verdict?.clauses.filter(({ implied, state }) => !implied || state === 'fail') ?? [];
  if (clauses.length === 0) return '';
  const passed = clauses.filter(({ state }) => state === 'pass').length;
  return `${passed} of ${clauses.length} ${clauses.length === 1 ? 'gate passes' : 'gates pass'}`;
}
