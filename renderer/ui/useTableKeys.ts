// Keys inside a table: arrows, pages, Home and End, type-ahead, Enter.
import { useCallback, useEffect, useRef, useState, type KeyboardEvent } from 'react';

/** Letters typed within this time belong to one word. */
const TYPE_AHEAD_MS = 700;

interface Options {
  readonly count: number;
  /** Rows a page holds now. */
  readonly page: () => number;
  readonly text: (index: number) => string;
  readonly onOpen: (index: number) => void;
  /** Space, where rows can be marked. */
  readonly onMark?: ((index: number) => void) | undefined;
  readonly reveal: (index: number) => void;
}

interface TableKeys {
  /** The row the keys act on; -1 before the first key. */
  readonly active: number;
  readonly setActive: (index: number) => void;
  readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
}

/** The next row from `from` on whose text begins with what was typed, round the end. */
export function findTyped(typed: string, from: number, count: number, text: (index: number) => string): number {
  for (let step = 0; step < count; step += 1) {
    const index = (from + step) % count;
    if (text(index).toLocaleLowerCase().startsWith(typed)) return index;
  }
  return -1;
}

export function useTableKeys({ count, page, text, onOpen, onMark, reveal }: Options): TableKeys {
  const [active, setActive] = useState(-1);
  const typed = useRef({ word: '', at: 0 });
  useEffect(() => setActive((old) => Math.min(old, count - 1)), [count]);

  const go = useCallback(
    (index: number) => {
      const to = Math.max(0, Math.min(count - 1, index));
      setActive(to);
      reveal(to);
    },
    [count, reveal],
  );

  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    if (count === 0 || event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const moves: Record<string, () => void> = {
      ArrowDown: () => go(active + 1),
      ArrowUp: () => go(active <= 0 ? 0 : active - 1),
      PageDown: () => go(active + page()),
      PageUp: () => go(active - page()),
      Home: () => go(0),
      End: () => go(count - 1),
      Enter: () => active >= 0 && onOpen(active),
    };
    const move = moves[event.key];
    if (move) {
      event.preventDefault();
      move();
    } else if (event.key === ' ' && onMark && (!typed.current.word || event.timeStamp - typed.current.at > TYPE_AHEAD_MS)) {
      event.preventDefault();
      if (active >= 0) onMark(active);
    } else if (event.key.length === 1 && event.key !== '/' && !(event.key === ' ' && !typed.current.word)) {
      event.preventDefault();
      const fresh = event.timeStamp - typed.current.at > TYPE_AHEAD_MS;
      const word = (fresh ? '' : typed.current.word) + event.key.toLocaleLowerCase();
      typed.current = { word, at: event.timeStamp };
      const found = findTyped(word, Math.max(0, active + (word.length === 1 ? 1 : 0)), count, text);
      if (found >= 0) go(found);
    }
  };
  return { active, setActive, onKeyDown };
}
