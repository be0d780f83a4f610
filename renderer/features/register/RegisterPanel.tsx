// The form for what was dropped or chosen, at the right of the page: first what was found, then what it should be called.
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { ErrorState } from '../../ui/ErrorState.js';
import { SidePanel } from '../../ui/SidePanel.js';
import { SkeletonRows } from '../../ui/Skeleton.js';
import { RegisterFormView } from './RegisterFormView.js';
import { finishJob } from './registerStore.js';
import type { RegisterJob } from './registerStore.js';
import { usePlan } from './usePlan.js';
import css from '../../ui/SidePanel.module.css';

export function RegisterPanel({ job, waiting }: { job: RegisterJob; waiting: number }): ReactNode {
  const { plan, error, retry } = usePlan(job);
  const close = (): void => finishJob(job.id);
  const names = job.grant?.names ?? [];
  const what = job.grant === undefined ? 'references' : names.length === 1 && names[0] !== undefined ? names[0] : `${names.length} items`;
  return (
    <SidePanel id="register-heading" title={job.target.collectionName ? 'Register version' : 'Register'} what={what} at={job.at} closeLabel="Close without registering" onClose={close} waiting={waiting}>
      {error && (
        <div className={css.body}>
          <ErrorState what={`${what} cannot be read`} error={error} onRetry={retry} />
        </div>
      )}
      {!error && !plan && (
        <div className={css.body}>
          <SkeletonRows rows={9} dense awaiting={`the facts of ${what}`} />
        </div>
      )}
      {plan && <RegisterFormView job={job} plan={plan} onClose={close} />}
      {!plan && (
        <footer className={css.foot}>
          <span className="grow" />
          <Button onClick={close}>Cancel</Button>
        </footer>
      )}
    </SidePanel>
  );
}
