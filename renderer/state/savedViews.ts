// The smart collections with their live counts, kept current for the sidebar and the page that shows one.
import { create } from 'zustand';
import type { SavedView } from '../../shared/contract/query.js';
import { useReadOnChange, type Kept } from './useReadOnChange.js';

interface Views {
  /** Undefined until they were read. */
  readonly all: readonly SavedView[] | undefined;
}

const useStore = create<Views>(() => ({ all: undefined }));
const NONE: readonly SavedView[] = [];

const KEPT: Kept<readonly SavedView[]> = {
  ask: (engine, signal) => engine.views.list(undefined, { signal }),
  held: () => useStore.getState().all,
  keep: (all) => useStore.setState({ all }),
};

/** For the window's frame, once. */
export function useKeptViews(): void {
  useReadOnChange(KEPT);
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
