// What would happen with what was dropped: asked once a job, again on retry.
import { useEffect, useState } from 'react';
import type { IngestPlan } from '../../../shared/contract/ingest.js';
import { asCairnError, type CairnError } from '../../../shared/contract/errors.js';
import { useEngine } from '../../api/EngineProvider.js';
import { NO_FILES } from './form.js';
import type { RegisterJob } from './registerStore.js';

export interface PlanState {
  readonly plan: IngestPlan | undefined;
  readonly error: CairnError | undefined;
  readonly retry: () => void;
}

export function usePlan(job: RegisterJob): PlanState {
  const engine = useEngine();
  const [attempt, setAttempt] = useState(0);
  const [state, setState] = useState<{ plan?: IngestPlan; error?: CairnError }>({});
  const grant = job.grant?.grant;
  const { collectionName, project } = job.target;
  useEffect(() => {
    if (grant === undefined) return undefined;
    const control = new AbortController();
    setState({});
    engine.ingest.plan({ source: { grant }, ...(project && { project }), ...(collectionName && { name: collectionName }) }, { signal: control.signal }).then(
      (plan) => !control.signal.aborted && setState({ plan }),
      (error: unknown) => !control.signal.aborted && setState({ error: asCairnError(error) }),
    );
    return () => control.abort();
  }, [engine, grant, collectionName, project, attempt]);
  return { plan: grant === undefined ? NO_FILES : state.plan, error: state.error, retry: () => setAttempt((n) => n + 1) };
}
