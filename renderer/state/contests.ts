// The contested aliases of the registry, kept current for every place that has to say so: chip, palette, home, model and version pages.
import { useEffect } from 'react';
import { create } from 'zustand';
import type { ContestedAlias } from '../../shared/contract/contests.js';
import { useEngine } from '../api/EngineProvider.js';
import { useStatus } from '../data/hooks.js';

interface Contests {
  /** Undefined until they were read. */
  readonly all: readonly ContestedAlias[] | undefined;
}

const useStore = create<Contests>(() => ({ all: undefined }));
const NONE: readonly ContestedAlias[] = [];

/** Asks again whenever anything changed. For the window's frame, once. */
export function useKeptContests(): void {
  const engine = useEngine();
  const { status } = useStatus();
  useEffect(() => {
    if (!status) return undefined;
    const control = new AbortController();
    engine.registry.contests(undefined, { signal: control.signal }).then(
      (all) => {
        if (control.signal.aborted) return;
        // The same answer keeps its identity, so that nothing is drawn again.
        if (JSON.stringify(useStore.getState().all) !== JSON.stringify(all)) useStore.setState({ all });
      },
      () => undefined,
    );
    return () => control.abort();
  }, [engine, status]);
}

/** Every contested alias; `known` once they were read. */
export function useContests(): { readonly contests: readonly ContestedAlias[]; readonly known: boolean } {
  const all = useStore((state) => state.all);
  return { contests: all ?? NONE, known: all !== undefined };
}

/** What a contest is about, in one sentence. */
export function contestWords({ alias, sides }: Pick<ContestedAlias, 'alias' | 'sides'>): string {
  const people = new Set(sides.map(({ actor }) => actor.name)).size;
  const who = people > 1 ? `${people === 2 ? 'two' : people} people` : 'two devices';
  return `${alias} was moved by ${who} while out of reach of each other.`;
}

/** `v6 · v7`: where the sides put it. */
export function contestLabels(sides: ContestedAlias['sides']): string {
  return sides.map(({ label }) => label ?? 'none').join(' · ');
}
