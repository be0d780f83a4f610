// How the check of a remote goes, and what it found: each thing with its cause, and mended or with what to do.
import { ActionIcon } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { StorageFinding } from '../../../shared/contract/storage.js';
import { counted } from '../../../shared/util/counted.js';
import { formatBytes } from '../../../shared/util/formatBytes.js';
import { Digest } from '../../ui/Digest.js';
import { TaskBar } from '../version/TaskBars.js';
import css from './Sync.module.css';
import type { Check, Checked } from './useCheck.js';

function summary({ name, checked, bytes, findings }: Checked): string {
  const looked = `${counted(checked, 'piece')}, ${formatBytes(bytes)}`;
  if (findings.length === 0) return `Everything is here and in ${name} as it was written: ${looked}.`;
  const healed = findings.filter((finding) => finding.healed).length;
  const mended = healed === 0 ? 'None could be healed from here' : healed === findings.length ? 'All healed' : `${healed.toLocaleString('en')} healed`;
  return `${counted(findings.length, 'thing')} here or in ${name} ${findings.length === 1 ? 'was' : 'were'} not as written. ${mended}; ${looked} looked at.`;
}

export function CheckResult({ check: { task } }: { check: Check }): ReactNode {
  return <TaskBar task={task} failed="The remote could not be checked" done={(result) => <Result result={result} onClose={task.dismiss} />} onRetry={undefined} />;
}

function Mark({ good }: { good: boolean }): ReactNode {
  const Icon = good ? IconCircleCheck : IconAlertTriangle;
  return <Icon className="i" data-good={good} aria-hidden />;
}

function Result({ result, onClose }: { result: Checked; onClose: () => void }): ReactNode {
  const { name, findings } = result;
  return (
    <section className={css.checked} aria-label={`Check of ${name}`}>
      <div className="row">
        <Mark good={findings.every(({ healed }) => healed)} />
        <p className="grow sel" role="status">
          {summary(result)}
        </p>
        <ActionIcon size={24} aria-label="Dismiss" onClick={onClose}>
          <IconX className="i s14" aria-hidden />
        </ActionIcon>
      </div>
      {findings.length > 0 && (
        <ul aria-label="What was found" tabIndex={0}>
          {findings.map((finding) => (
            <Finding key={`${finding.place} ${finding.id}`} finding={finding} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Finding({ finding: { id, what, cause, next, healed } }: { finding: StorageFinding }): ReactNode {
  return (
    <li>
      <Mark good={healed} />
      <div className="grow">
        <p className="row">
          <b className="med sel trunc" title={what}>
            {what === id ? 'Named by no version' : what}
          </b>
          <span className={healed ? 'badge ok' : 'badge danger'}>{healed ? 'healed' : 'not healed'}</span>
        </p>
        <p className="sel">{cause}</p>
        {next !== null && <p className="t2">{next}</p>}
        <span className="small t3">
          <Digest value={id} what="name" />
        </span>
      </div>
    </li>
  );
}
