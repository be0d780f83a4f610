// The models a person keeps at hand in the sidebar: theirs alone, on this computer, apart for each registry.
import { useCallback } from 'react';
import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import { useStatus } from '../data/hooks.js';

interface Pins {
  /** Registry id -> collections in the order in which they were pinned. */
  readonly pins: Readonly<Record<string, readonly string[]>>;
}

const usePinned = create<Pins>()(persist((): Pins => ({ pins: {} }), { name: 'cairn.pins' }));
const NONE: readonly string[] = [];

export function usePins(): { readonly pinned: readonly string[]; readonly toggle: (collection: string) => void } {
  const { status } = useStatus();
  const registry = status?.registry.id ?? '';
  const pinned = usePinned((state) => state.pins[registry]) ?? NONE;
  const toggle = useCallback(
    (collection: string) => {
      if (registry === '') return;
      usePinned.setState(({ pins }) => {
        const now = pins[registry] ?? NONE;
        return { pins: { ...pins, [registry]: now.includes(collection) ? now.filter((id) => id !== collection) : [...now, collection] } };
      });
    },
    [registry],
  );
  return { pinned, toggle };
}
