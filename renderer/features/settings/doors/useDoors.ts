// The state of the doors, asked for when it is wanted and after each change.
import { useCallback, useEffect, useState } from 'react';
import type { DoorsStatus, TokenRow } from '../../../../shared/contract/doors.js';
import { asCairnError, type CairnError } from '../../../../shared/contract/errors.js';
import { useEngine } from '../../../api/EngineProvider.js';

export interface Doors {
  readonly status: DoorsStatus | undefined;
  readonly tokens: readonly TokenRow[];
  readonly error: CairnError | undefined;
  readonly refresh: () => void;
}

export function useDoors(): Doors {
  const engine = useEngine();
  const [state, setState] = useState<Omit<Doors, 'refresh'>>({ status: undefined, tokens: [], error: undefined });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let gone = false;
    Promise.all([engine.doors.status(), engine.doors.tokens.list()]).then(
      ([status, tokens]) => !gone && setState({ status, tokens, error: undefined }),
      (error: unknown) => !gone && setState((before) => ({ ...before, error: asCairnError(error) })),
    );
    return () => void (gone = true);
  }, [engine, turn]);
  return { ...state, refresh: useCallback(() => setTurn((before) => before + 1), []) };
}
