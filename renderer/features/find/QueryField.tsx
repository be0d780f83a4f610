// The box a query is typed into, with what it means in words below it, and what is wrong with it where it stands.
import { TextInput } from '@mantine/core';
import { IconAlertTriangle, IconSearch } from '@tabler/icons-react';
import type { ReactNode, RefObject } from 'react';
import type { QueryExplanation } from '../../../shared/contract/query.js';
import { Kbd } from '../../ui/Kbd.js';
import css from './Find.module.css';

interface Props {
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly explained: QueryExplanation | undefined;
  /** The explanation is of the text as it stands. */
  readonly current: boolean;
  /** What was found, once it is known. */
  readonly count: string;
  readonly inputRef: RefObject<HTMLInputElement | null>;
}

export function QueryField({ text, onText, explained, current, count, inputRef }: Props): ReactNode {
  const problems = current ? (explained?.problems ?? []) : [];
  return (
    <div className={css.query}>
      <TextInput
        ref={inputRef}
        size="md"
        type="search"
        role="searchbox"
        aria-label="Query"
        aria-invalid={problems.length > 0}
        aria-describedby="query-words"
        placeholder="alias:production acc>0.9 tag:vision"
        spellCheck={false}
        maxLength={2000}
        leftSection={<IconSearch className="i" aria-hidden />}
        rightSection={text === '' ? <Kbd keys="/" /> : undefined}
        classNames={{ input: css.input ?? '' }}
        value={text}
        onChange={(event) => onText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.preventDefault();
          if (text) onText('');
          else event.currentTarget.blur();
        }}
      />
      <div id="query-words" className={css.words} role="status">
        {problems.length > 0 ? (
          problems.map((problem) => (
            <p key={`${problem.at} ${problem.message}`} className={css.problem}>
              <IconAlertTriangle className="i s14" aria-hidden />
              <span>
                <span className={`mono ${css.part}`}>{text.slice(problem.at, problem.at + problem.length) || '…'}</span> {problem.message}
              </span>
            </p>
          ))
        ) : (
          <p className="t2 trunc" title={explained?.words}>
            {explained?.words ?? ' '}
            {count && <span className="t3">, {count}</span>}
          </p>
        )}
      </div>
    </div>
  );
}
