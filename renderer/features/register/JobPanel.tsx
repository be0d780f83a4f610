// The panel for what was dropped: an import where the folder is one of training, the form where it is a model; the person can turn either round.
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { useEngine } from '../../api/EngineProvider.js';
import { ImportPanel } from '../imports/ImportPanel.js';
import { RegisterPanel } from './RegisterPanel.js';
import { finishJob } from './registerStore.js';
import type { RegisterJob } from './registerStore.js';

/** Nobody waits longer to hear what a drop is; the form opens then. */
const DECIDE_MS = 1500;

/** Whether logs of training lie in it: undefined while that is not known yet. */
function useHasRuns({ grant, mode }: RegisterJob): boolean | undefined {
  const engine = useEngine();
  const [found, setFound] = useState<boolean>();
  useEffect(() => {
    if (mode !== 'auto' || !grant) return undefined;
    const control = new AbortController();
    const timer = setTimeout(() => control.abort(), DECIDE_MS);
    const settle = (runs: boolean): void => setFound((before) => before ?? runs);
    control.signal.addEventListener('abort', () => settle(false));
    engine.imports.preview({ source: { grant: grant.grant }, rows: false }, { signal: control.signal }).then(
      // Numbers beside a model are what the form proposes from.
      ({ runs }) => settle(runs.some(({ importer }) => importer !== 'plain')),
      () => settle(false),
    );
    return () => {
      clearTimeout(timer);
      control.abort();
    };
  }, [engine, grant, mode]);
  return mode === 'auto' && grant ? found : mode === 'import';
}

export function JobPanel({ job, waiting }: { job: RegisterJob; waiting: number }): ReactNode {
  const hasRuns = useHasRuns(job);
  const [chosen, setChosen] = useState<'register'>();
  if (hasRuns === undefined) return null;
  if (!hasRuns || !job.grant || chosen === 'register') return <RegisterPanel job={job} waiting={waiting} />;
  const { names, grant } = job.grant;
  return <ImportPanel grant={grant} what={names.length === 1 && names[0] !== undefined ? names[0] : `${names.length} items`} at={job.at} waiting={waiting} onClose={() => finishJob(job.id)} onRegister={() => setChosen('register')} />;
}
