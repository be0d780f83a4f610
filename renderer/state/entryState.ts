// What a page remembers per history entry: scroll, filter, sort. Going back finds them as they were; going on starts anew.
import { useCallback } from 'react';
import { create } from 'zustand';
import { getLocation, useWindowLocation } from './location.js';

/** Entries kept; the oldest go first. */
const MAX_ENTRIES = 200;

interface Entries {
  readonly entries: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
}

const useEntries = create<Entries>(() => ({ entries: new Map() }));

function remember(key: string, name: string, value: unknown): void {
  useEntries.setState(({ entries }) => {
    const next = new Map(entries);
    next.set(key, { ...next.get(key), [name]: value });
    const oldest = next.keys().next();
    if (next.size > MAX_ENTRIES && !oldest.done) next.delete(oldest.value);
    return { entries: next };
  });
}

/** Gives the page that was just opened something to begin with, such as a filter. */
export function rememberHere(name: string, value: unknown): void {
  remember(getLocation().key, name, value);
}

/** Like useState, but kept with the history entry that is shown. `name` tells several in one page apart. */
export function useEntryState<T>(name: string, initial: T): [T, (value: T) => void] {
  const { key } = useWindowLocation();
  const value = useEntries((state) => state.entries.get(key)?.[name]) as T | undefined;
  const set = useCallback((next: T) => remember(key, name, next), [key, name]);
  return [value === undefined ? initial : value, set];
}

/** For what changes often and is only read when a page opens, such as scroll: no render follows a change. */
export function useEntryMemory<T>(name: string): { readonly initial: T | undefined; readonly save: (value: T) => void } {
  const { key } = useWindowLocation();
  const initial = useEntries.getState().entries.get(key)?.[name] as T | undefined;
  const save = useCallback(
    (value: T) => {
      if (getLocation().key === key) remember(key, name, value);
    },
    [key, name],
  );
  return { initial, save };
}
