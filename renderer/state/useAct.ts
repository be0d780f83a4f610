// One act that the engine is asked for: pending while it goes, and its failure kept to be said where it was asked.
import { useCallback, useEffect, useRef, useState } from 'react';

export interface Act {
  readonly pending: boolean;
  /** What went wrong the last time, as a sentence. */
  readonly problem: string | undefined;
  /** Starts it, unless it is going already. */
  readonly run: (job: () => Promise<void>) => void;
}

export function problemOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export function useAct(): Act {
  const [state, setState] = useState<{ pending: boolean; problem: string | undefined }>({ pending: false, problem: undefined });
  const going = useRef(false);
  const gone = useRef(false);
  useEffect(() => {
    gone.current = false;
    return () => void (gone.current = true);
  }, []);
  const run = useCallback((job: () => Promise<void>) => {
    if (going.current) return;
    going.current = true;
    setState({ pending: true, problem: undefined });
    job().then(
      () => {
        going.current = false;
        if (!gone.current) setState({ pending: false, problem: undefined });
      },
      (error: unknown) => {
        going.current = false;
        if (!gone.current) setState({ pending: false, problem: problemOf(error) });
      },
    );
  }, []);
  return { ...state, run };
}
