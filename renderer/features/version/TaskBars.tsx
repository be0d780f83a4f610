// What is being done with this version's bytes and how it ended, under the tabs, where it can be cancelled or put away.
import { ActionIcon, Button } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { UseResult } from '../../../shared/contract/versions.js';
import type { Progress } from '../../../shared/contract/primitives.js';
import { formatBytes } from '../../../shared/util/formatBytes.js';
import type { Task } from '../../api/useTask.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { ProgressBar } from '../../ui/ProgressBar.js';
import type { Keeping } from '../storage/useKeeping.js';
import type { Checkout } from './useCheckout.js';
import type { Verified, Verify } from './useVerify.js';
import { countOf } from './VersionHeader.js';
import css from './Version.module.css';

const WAITING: Progress = { phase: 'scanning', done: 0, total: null, unit: 'bytes', rate: null };

export function TaskBars({ checkout, verify, keeping }: { checkout: Checkout; verify: Verify; keeping: Keeping }): ReactNode {
  return (
    <>
      <TaskBar task={checkout.task} failed="The files were not delivered" done={(result) => <Good onClose={checkout.task.dismiss}>{deliveredText(result)}</Good>} onRetry={undefined} />
      <TaskBar task={verify.task} failed="The bytes could not be verified" done={(result) => <VerifyResult result={result} onClose={verify.task.dismiss} />} onRetry={verify.start} />
      <TaskBar task={keeping.task} failed="It did not all arrive" done={(words) => <Good onClose={keeping.task.dismiss}>{words}</Good>} onRetry={undefined} />
    </>
  );
}

interface TaskBarProps<T> {
  readonly task: Task<T>;
  readonly failed: string;
  readonly done: (result: T) => ReactNode;
  readonly onRetry: (() => void) | undefined;
}

export function TaskBar<T>({ task, failed, done, onRetry }: TaskBarProps<T>): ReactNode {
  const { state } = task;
  if (state.phase === 'idle' || state.phase === 'cancelled') return null;
  if (state.phase === 'done') return done(state.result);
  if (state.phase === 'failed') {
    return (
      <div className={css.failed}>
        <ErrorState what={failed} error={state.error} onRetry={onRetry} />
        <Close onClose={task.dismiss} />
      </div>
    );
  }
  return (
    <div className={css.task}>
      <ProgressBar title={state.title} progress={state.progress ?? WAITING} action={<Button size="xs" variant="subtle" onClick={task.cancel}>Cancel</Button>} />
    </div>
  );
}

const METHODS: Record<UseResult['method'], string> = { clone: 'cloned, no extra space', copy: 'copied', hardlink: 'hard links, no extra space', cached: 'already there' };

function deliveredText({ ref, path, bytes, method }: UseResult): string {
  return `${ref} is in ${path}: ${formatBytes(bytes)}, ${METHODS[method]}, every file checked.`;
}

function VerifyResult({ result, onClose }: { result: Verified; onClose: () => void }): ReactNode {
  if (result.findings.length === 0) {
    return <Good onClose={onClose}>{`Verified ${countOf(result.blobs, 'file', 'files')}, ${formatBytes(result.bytes)}: every byte is as it was recorded.`}</Good>;
  }
  return (
    <div className={css.banner} data-tone="danger" role="alert">
      <IconAlertTriangle className="i" aria-hidden />
      <div className="grow">
        <b className="med">{countOf(result.findings.length, 'thing is', 'things are')} not as recorded. Do not use these files.</b>
        <ul>
          {result.findings.map((finding) => (
            <li key={`${finding.kind} ${finding.id}`} className="sel">
              {finding.problem} <span className="mono">{finding.id.slice(0, 15)}</span>
            </li>
          ))}
        </ul>
        The originals, or another device that holds this version, still have the right bytes.
      </div>
      <Close onClose={onClose} />
    </div>
  );
}

export function Good({ children, onClose }: { children: string; onClose: () => void }): ReactNode {
  return (
    <div className={css.banner} data-tone="ok" role="status">
      <IconCheck className="i" aria-hidden />
      <span className="grow sel">{children}</span>
      <Close onClose={onClose} />
    </div>
  );
}

function Close({ onClose }: { onClose: () => void }): ReactNode {
  return (
    <ActionIcon size={24} aria-label="Dismiss" onClick={onClose}>
      <IconX className="i s14" aria-hidden />
    </ActionIcon>
  );
}
