// The aliases of a collection with who put each where it is, asked again whenever the collection changed.
import { useEffect, useState } from 'react';
import type { CollectionRow } from '../../shared/contract/entities.js';
import type { AliasState } from '../../shared/contract/registry.js';
import { useEngine } from '../api/EngineProvider.js';

/** Undefined until they are here. The last ones stay while new ones are read. */
export function useAliasStates(row: Pick<CollectionRow, 'id' | 'aliases' | 'contested' | 'updated'> | undefined): readonly AliasState[] | undefined {
  const engine = useEngine();
  const [states, setStates] = useState<{ readonly of: string; readonly states: readonly AliasState[] }>();
  const id = row?.id;
  const shape = row && JSON.stringify([row.aliases, row.contested, row.updated]);
  useEffect(() => {
    if (id === undefined) return undefined;
    const control = new AbortController();
    engine.registry.aliases({ collection: id }, { signal: control.signal }).then(
      (read) => !control.signal.aborted && setStates({ of: id, states: read }),
      () => undefined,
    );
    return () => control.abort();
  }, [engine, id, shape]);
  return states?.of === id ? states?.states : undefined;
}
