// The palette: type to find a command, a collection, a version or a run; Enter goes there. Esc gives the focus back.
import { Modal } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactNode, type RefObject } from 'react';
import { useSearch } from '../../data/hooks.js';
import { useContests } from '../../state/contests.js';
import { useCommands } from '../../state/commands.js';
import { looksLikeQuery, useExplained } from '../../state/useExplained.js';
import { useViewState } from '../../state/viewState.js';
import { Kbd } from '../../ui/Kbd.js';
import css from './Palette.module.css';
import { openResult } from './openResult.js';
import { groupResults, splitQuery, type Result } from './results.js';
import { ResultRow } from './ResultRow.js';

const LIMIT = 20;
const COUNT = new Intl.NumberFormat();

export function Palette(): ReactNode {
  const open = useViewState((state) => state.palette);
  const setOpen = useViewState((state) => state.setPalette);
  return (
    <Modal.Root opened={open} onClose={() => setOpen(false)} returnFocus={false} transitionProps={{ duration: 0 }} size={680} yOffset={118} centered={false} padding={0} classNames={{ content: css.palette ?? '' }}>
      <Modal.Overlay />
      <Modal.Content aria-label="Command palette">
        <Finder onDone={() => setOpen(false)} />
      </Modal.Content>
    </Modal.Root>
  );
}

/** Has the focus from the very render that shows it, so that no key typed after the palette's own is lost; gives it back when it goes. */
function useFocusAtOnce(): RefObject<HTMLInputElement | null> {
  const input = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    const before = document.activeElement;
    input.current?.focus({ preventScroll: true });
    return () => {
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, []);
  return input;
}

function Finder({ onDone }: { onDone: () => void }): ReactNode {
  const [input, setInput] = useState('');
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const field = useFocusAtOnce();
  const id = useId();
  const commands = useCommands();
  const { words, commandsOnly } = splitQuery(input);
  const search = useSearch(commandsOnly ? '' : words, LIMIT);
  const { contests } = useContests();
  const asks = !commandsOnly && looksLikeQuery(words);
  const { explained } = useExplained(words, 'versions', asks);
  const groups = useMemo(() => {
    const query = asks ? { words: explained?.words ?? words, problem: (explained?.problems.length ?? 0) > 0 } : undefined;
    return groupResults(input, commands, search.hits, { query, contests });
  }, [input, commands, search.hits, asks, explained, contests, words]);
  const results = groups.flatMap((group) => group.results);
  const active = Math.min(at, results.length - 1);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [active, input]);

  const choose = (result: Result | undefined): void => {
    if (!result || (result.kind === 'command' && result.command.disabled)) return;
    onDone();
    openResult(result);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
    const by = step[event.key];
    if (by !== undefined && results.length > 0) {
      event.preventDefault();
      const to = active + by;
      setAt(Math.abs(by) === 1 ? (to + results.length) % results.length : Math.max(0, Math.min(results.length - 1, to)));
    } else if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      event.preventDefault();
      choose(results[active]);
    }
  };
  const others = Math.max(0, search.total - search.hits.length);
  return (
    <>
      <div className={css.field}>
        <IconSearch className="i" aria-hidden />
        <input
          ref={field}
          data-autofocus
          role="combobox"
          aria-expanded={results.length > 0}
          aria-controls={`${id}-list`}
          aria-activedescendant={active >= 0 ? `${id}-${active}` : undefined}
          aria-label="Search or run a command"
          placeholder="Search, a query such as alias:production acc>0.9, or > for commands"
          spellCheck={false}
          value={input}
          onChange={(event) => {
            setInput(event.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
        />
        <kbd className="kbd">Esc</kbd>
      </div>
      <div ref={list} id={`${id}-list`} role="listbox" aria-label="Results" className={css.list} tabIndex={-1}>
        {groups.map(({ title, results: members }) => (
          <div key={`${title} ${members[0]?.key ?? ''}`} role="group" aria-label={title}>
            <div className={css.group} aria-hidden>
              {title}
            </div>
            {members.map((result) => {
              const index = results.indexOf(result);
              return <ResultRow key={result.key} id={`${id}-${index}`} result={result} active={index === active} onPoint={() => setAt(index)} onChoose={() => choose(result)} />;
            })}
          </div>
        ))}
        {results.length === 0 && !search.loading && (
          <p className={css.nothing}>{search.error ? search.error.message : `Nothing is called “${words}”.`}</p>
        )}
      </div>
      <div className={css.foot}>
        <span>
          <kbd className="kbd">↑</kbd> <kbd className="kbd">↓</kbd> move
        </span>
        <span>
          <kbd className="kbd">⏎</kbd> open
        </span>
        <span className="hide-md">
          <Kbd keys="Mod+K" /> close
        </span>
        <span className="grow" />
        <span className="tnum" role="status">
          {COUNT.format(results.length)} {results.length === 1 ? 'result' : 'results'}
          {others > 0 && `, ${COUNT.format(others)} more`}
        </span>
      </div>
    </>
  );
}
