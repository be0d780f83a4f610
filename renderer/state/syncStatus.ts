// How this device stands with its remotes, kept current by one watch for the whole window.
import { useEffect } from 'react';
import { create } from 'zustand';
import type { SyncStatus } from '../../shared/contract/sync.js';
import { useEngine, useEngineState } from '../api/EngineProvider.js';

interface Kept {
  /** Undefined until it was told. */
  readonly status: SyncStatus | undefined;
}

const useStore = create<Kept>(() => ({ status: undefined }));
const RETRY_MS = 3_000;

/** Watches while the window lives; begins again with every life of the engine. For the window's frame, once. */
export function useKeptSync(): void {
  const engine = useEngine();
  const { life, state } = useEngineState();
  useEffect(() => {
    if (state !== 'ready') return undefined;
    const control = new AbortController();
    const follow = async (): Promise<void> => {
      while (!control.signal.aborted) {
        try {
          for await (const status of await engine.sync.watch(undefined, { signal: control.signal })) useStore.setState({ status });
        } catch {
          // The engine went away, or ended the watch; the next life begins another.
        }
        await new Promise((done) => setTimeout(done, RETRY_MS));
      }
    };
    void follow();
    return () => control.abort();
  }, [engine, life, state]);
}

export function useSyncStatus(): SyncStatus | undefined {
  return useStore((kept) => kept.status);
}

/** Takes over what a call answered, ahead of the watch. */
export function keepSyncStatus(status: SyncStatus): void {
  useStore.setState({ status });
}
