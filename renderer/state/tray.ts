// The tray: versions and runs chosen from anywhere to be compared. It outlives the window in the page's own store.
import { useEffect } from 'react';
import { create } from 'zustand';
import { z } from 'zod';
import { Id } from '../../shared/contract/primitives.js';
import { openView } from './openView.js';
import { useData } from '../data/DataProvider.js';

const TrayItem = z.object({ id: Id, kind: z.enum(['version', 'run']), label: z.string() });
export type TrayItem = z.infer<typeof TrayItem>;

interface Tray {
  readonly items: readonly TrayItem[];
  /** Adds what is not there yet. */
  add(items: readonly TrayItem[]): void;
  remove(id: string): void;
  clear(): void;
}

export const useTray = create<Tray>()((set) => ({
  items: [],
  add: (items) => set((state) => ({ items: [...state.items, ...items.filter((item) => !state.items.some((known) => known.id === item.id))] })),
  remove: (id) => set((state) => ({ items: state.items.filter((item) => item.id !== id) })),
  clear: () => set({ items: [] }),
}));

/** Adds one to the tray; chosen already, it opens the comparison of all that are in it. */
export function chooseToCompare(item: TrayItem): void {
  const { items, add } = useTray.getState();
  if (items.some((known) => known.id === item.id)) openView({ view: 'compare', items: items.map((each) => each.id) });
  else add([item]);
}

const RECORD = 'compare.tray';
const Kept = z.object({ items: z.array(TrayItem).max(500) });

/** Reads the tray as it was left, and keeps it from then on. Once, in the frame of the window. */
export function useKeptTray(): void {
  const { pageStore } = useData();
  useEffect(() => {
    if (!pageStore) return undefined;
    let stop = (): void => undefined;
    let gone = false;
    void pageStore.layouts
      .get(RECORD)
      .catch(() => undefined)
      .then((record) => {
        if (gone) return;
        const kept = Kept.safeParse(record?.value);
        if (kept.success) useTray.getState().add(kept.data.items);
        stop = useTray.subscribe(({ items }) => void pageStore.layouts.put({ id: RECORD, value: { items: [...items] } }).catch(() => undefined));
      });
    return () => {
      gone = true;
      stop();
    };
  }, [pageStore]);
}
