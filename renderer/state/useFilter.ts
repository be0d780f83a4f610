// The filter of the list on screen: kept with the history entry, reached by its key.
import { useMemo, useRef, type RefObject } from 'react';
import { useCommandHandlers } from './commands.js';
import { useEntryState } from './entryState.js';

export interface Filter {
  readonly query: string;
  readonly setQuery: (query: string) => void;
  readonly inputRef: RefObject<HTMLInputElement | null>;
}

export function useFilter(): Filter {
  const [query, setQuery] = useEntryState('filter', '');
  const inputRef = useRef<HTMLInputElement>(null);
  useCommandHandlers(
    useMemo(
      () => ({
        'filter.focus': {
          run: () => {
            inputRef.current?.focus();
            inputRef.current?.select();
          },
        },
      }),
      [],
    ),
  );
  return { query, setQuery, inputRef };
}

/** Whether every word of the query occurs in the text. */
export function hasWords(text: string, query: string): boolean {
  const hay = text.toLocaleLowerCase();
  return query
    .toLocaleLowerCase()
    .split(/\s+/u)
    .every((word) => hay.includes(word));
}
