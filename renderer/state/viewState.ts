// What the window shows of itself: sidebar, palette, crumbs. Nothing here is data; what should outlive a start is kept by the page.
import { create } from 'zustand';
import { persist } from 'zustand/middleware';

export interface Crumb {
  readonly label: string;
  /** Where it leads; the last crumb leads nowhere. */
  readonly path?: string;
}

interface ViewState {
  readonly sidebar: boolean;
  readonly palette: boolean;
  readonly crumbs: readonly Crumb[];
  toggleSidebar(): void;
  setPalette(open: boolean): void;
  setCrumbs(crumbs: readonly Crumb[]): void;
}

export const useViewState = create<ViewState>()(
  persist(
    (set) => ({
      sidebar: true,
      palette: false,
      crumbs: [],
      toggleSidebar: () => set((state) => ({ sidebar: !state.sidebar })),
      setPalette: (palette) => set({ palette }),
      setCrumbs: (crumbs) => set({ crumbs }),
    }),
    { name: 'cairn.view', partialize: ({ sidebar }) => ({ sidebar }) },
  ),
);
