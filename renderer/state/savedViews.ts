// The smart collections with their live counts, kept current for the sidebar and the page that shows one.
import { useEffect } from 'react';
import { create } from 'zustand';
import type { SavedView } from '../../shared/contract/query.js';
import { useEngine } from '../api/EngineProvider.js';
import { useStatus } from '../data/hooks.js';

interface Views {
  /** Undefined until they were read. */
  readonly all: readonly SavedView[] | undefined;
}

const useStore = create<Views>(() => ({ all: undefined }));
const NONE: readonly SavedView[] = [];
/** Each look counts every query: a burst of changes is one look. */
const REST_MS = 400;

/** Asks again when anything changed. For the window's frame, once. */
export function useKeptViews(): void {
  const engine = useEngine();
  const { status } = useStatus();
  useEffect(() => {
    if (!status) return undefined;
    const control = new AbortController();
    const read = (): void =>
      void engine.views.list(undefined, { signal: control.signal }).then(
        (all) => {
          if (!control.signal.aborted && JSON.stringify(useStore.getState().all) !== JSON.stringify(all)) useStore.setState({ all });
        },
        () => undefined,
      );
    const timer = setTimeout(read, useStore.getState().all === undefined ? 0 : REST_MS);
    return () => {
      clearTimeout(timer);
      control.abort();
    };
  }, [engine, status]);
}

export function useSavedViews(): { readonly views: readonly SavedView[]; readonly known: boolean } {
  const all = useStore((state) => state.all);
  return { views: all ?? NONE, known: all !== undefined };
}

/** Shows at once what a call answered, before the next look. */
export function noteSavedView(view: SavedView): void {
  useStore.setState(({ all = NONE }) => ({ all: [...all.filter(({ id }) => id !== view.id), view].sort((a, b) => a.name.localeCompare(b.name)) }));
}

export function forgetSavedView(id: string): void {
  useStore.setState(({ all = NONE }) => ({ all: all.filter((view) => view.id !== id) }));
}
