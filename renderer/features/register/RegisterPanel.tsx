// The form for what was dropped or chosen, at the right of the page: first what was found, then what it should be called.
import { ActionIcon, Button } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import { ErrorState } from '../../ui/ErrorState.js';
import { SkeletonRows } from '../../ui/Skeleton.js';
import { Time } from '../../ui/Time.js';
import { RegisterFormView } from './RegisterFormView.js';
import { finishJob } from './registerStore.js';
import type { RegisterJob } from './registerStore.js';
import { usePlan } from './usePlan.js';
import css from './RegisterPanel.module.css';

export function RegisterPanel({ job, waiting }: { job: RegisterJob; waiting: number }): ReactNode {
  const { plan, error, retry } = usePlan(job);
  const close = (): void => finishJob(job.id);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const names = job.grant?.names ?? [];
  const what = job.grant === undefined ? 'references' : names.length === 1 ? names[0] : `${names.length} items`;
  return (
    <aside className={css.panel} aria-labelledby="register-heading">
      <header className={css.head}>
        <h2 id="register-heading" className={css.heading} ref={heading} tabIndex={-1}>
          {job.target.collectionName ? 'Register version' : 'Register'}
        </h2>
        <span className="small t3 trunc grow">
          {what}, <Time at={job.at} />
        </span>
        <ActionIcon size={24} aria-label="Close without registering" onClick={close}>
          <IconX className="i s14" aria-hidden />
        </ActionIcon>
      </header>
      {waiting > 0 && (
        <p className={css.queue} role="status">
          {waiting === 1 ? 'Another drop waits and opens' : `${waiting} more drops wait and open`} after this one.
        </p>
      )}
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
    </aside>
  );
}
