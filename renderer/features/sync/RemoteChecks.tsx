// What was tried of a storage, line by line.
import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconMinus } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { RemoteCheck } from '../../../shared/contract/remotes.js';
import css from './Sync.module.css';

const ICONS = { ok: IconCircleCheck, warning: IconAlertTriangle, failed: IconCircleX, skipped: IconMinus } as const;

export function RemoteChecks({ checks }: { checks: readonly RemoteCheck[] }): ReactNode {
  if (checks.length === 0) return null;
  return (
    <ul className={css.checks} aria-label="What was tried">
      {checks.map(({ id, state, message }) => {
        const Icon = ICONS[state];
        return (
          <li key={id} data-state={state}>
            <Icon className="i s14" aria-label={state} />
            <span>{message}</span>
          </li>
        );
      })}
    </ul>
  );
}
