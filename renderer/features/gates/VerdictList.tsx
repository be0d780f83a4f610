// Each clause of a policy with what was found: passed, failed, of other data, or not recorded. Icon and word, never colour alone.
import { IconCircleCheck, IconCircleX, IconHelpCircle, IconScale, type TablerIcon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { ClauseState, Verdict } from '../../../shared/contract/policies.js';
import css from './Gates.module.css';

const STATES: Readonly<Record<ClauseState, { readonly word: string; readonly Icon: TablerIcon; readonly tone: string }>> = {
  pass: { word: 'passes', Icon: IconCircleCheck, tone: 'pass' },
  fail: { word: 'fails', Icon: IconCircleX, tone: 'fail' },
  not_comparable: { word: 'not comparable', Icon: IconScale, tone: 'open' },
  not_recorded: { word: 'not recorded', Icon: IconHelpCircle, tone: 'open' },
};

/** `all`: also the clauses that stand unwritten and pass. */
export function VerdictList({ verdict, all = false }: { verdict: Verdict; all?: boolean }): ReactNode {
  const clauses = verdict.clauses.filter(({ implied, state }) => all || !implied || state === 'fail');
  if (clauses.length === 0) return null;
  return (
    <ul className={css.clauses} aria-label={`Gates of ${verdict.alias} for ${verdict.ref}`}>
      {clauses.map(({ text, state, why, implied }) => {
        const { word, Icon, tone } = STATES[state];
        return (
          <li key={text} data-tone={tone}>
            <Icon className="i" aria-hidden />
            <span>
              <b className="med">{text}</b> <span className={css.word}>{word}</span>
              {implied && <span className="t3">, stands for every protected alias</span>}
              <span className={css.why}>{why}</span>
            </span>
          </li>
        );
      })}
    </ul>
  );
}
