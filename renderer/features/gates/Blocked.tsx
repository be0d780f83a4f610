// A move that its policy stops: which clause, what was found, and the reason without which it does not go on.
import { Textarea } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Verdict } from '../../../shared/contract/policies.js';
import css from './Gates.module.css';
import { VerdictList } from './VerdictList.js';

interface Props {
  readonly verdict: Verdict;
  readonly reason: string;
  readonly onReason: (reason: string) => void;
}

export function Blocked({ verdict, reason, onReason }: Props): ReactNode {
  return (
    <>
      <div className={css.blocked} role="alert">
        <p className={css.head}>
          The policy of {verdict.alias} stops {verdict.ref}
        </p>
        <VerdictList verdict={verdict} />
      </div>
      <Textarea label="Reason to override it" description="Kept in the history with what failed. Without one the move does not happen." autosize minRows={2} maxRows={6} maxLength={2_000} value={reason} onChange={(event) => onReason(event.currentTarget.value)} />
    </>
  );
}
