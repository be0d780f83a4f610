// The aliases whose moves ask for a note and a confirmation.
import { useEffect, useState } from 'react';
import { useEngine } from '../api/EngineProvider.js';

/** Undefined until they are known; `asked` moving asks again. */
export function useProtectedAliases(asked: unknown): ReadonlySet<string> | undefined {
  const engine = useEngine();
  const [names, setNames] = useState<ReadonlySet<string>>();
  useEffect(() => {
    const control = new AbortController();
    engine.registry.protectedAliases(undefined, { signal: control.signal }).then(
      (read) => !control.signal.aborted && setNames(new Set(read)),
      () => undefined,
    );
    return () => control.abort();
  }, [engine, asked]);
  return names;
}
