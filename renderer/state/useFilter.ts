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

/** Those whose text has every word of the query. `text` gives everything of a row that the words may be found in. */
export function withWords<T extends object>(rows: readonly T[], query: string, text: (row: T) => string): readonly T[] {
  const words = query.toLowerCase().split(/\s+/u).filter(Boolean);
  const hays = hayOf(text);
  return rows.filter((row) => {
    const hay = hays.get(row) ?? text(row).toLowerCase();
    hays.set(row, hay);
    return words.every((word) => hay.includes(word));
  });
}

/** Rows never change in place, so the text of each is put together once, not at every key. */
const HAYS = new WeakMap<(row: never) => string, WeakMap<object, string>>();

function hayOf<T extends object>(text: (row: T) => string): WeakMap<object, string> {
  const hays = HAYS.get(text) ?? new WeakMap<object, string>();
  HAYS.set(text, hays);
  return hays;
}
