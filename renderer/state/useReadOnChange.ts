// Keeps a small answer of the engine current in a store of the window.
import { useEffect } from 'react';
import type { EngineClient } from '../api/engine.js';
import { useEngine } from '../api/EngineProvider.js';
import { useStatus } from '../data/hooks.js';

/** A burst of changes is one look. */
const REST_MS = 400;

/** What is read, where the last answer is held, and how a new one is kept. Made once, outside of components. */
export interface Kept<T> {
  ask(engine: EngineClient, signal: AbortSignal): Promise<T>;
  /** Undefined until it was read. */
  held(): T | undefined;
  keep(answer: T): void;
}

/** Asks at once, and again when anything in the registry changed; an answer equal to the one held is not kept anew. */
export function useReadOnChange<T>(kept: Kept<T>): void {
  const engine = useEngine();
  const { status } = useStatus();
  useEffect(() => {
    if (!status) return undefined;
    const control = new AbortController();
    const read = (): void =>
      void kept.ask(engine, control.signal).then(
        (answer) => {
          if (!control.signal.aborted && JSON.stringify(kept.held()) !== JSON.stringify(answer)) kept.keep(answer);
        },
        () => undefined,
      );
    const timer = setTimeout(read, kept.held() === undefined ? 0 : REST_MS);
    return () => {
      clearTimeout(timer);
      control.abort();
    };
  }, [engine, status, kept]);
}
