// The moves of each alias of a collection, newest first, read again whenever one moved.
import { useEffect, useState } from 'react';
import type { HistoryRow } from '../../shared/contract/entities.js';
import type { CairnError } from '../../shared/contract/errors.js';
import type { AliasState } from '../../shared/contract/registry.js';
import { useEngine } from '../api/EngineProvider.js';
import { sortAliases } from '../ui/AliasBadge.js';

/** Moves of one alias that are read; a thousand are years of work. */
const MOVES = 1_000;

export interface AliasMoves {
  readonly alias: string;
  readonly moves: readonly HistoryRow[];
}

/** In the order in which chips stand. The last answer stays while the next is read. */
export function useAliasMoves(collection: string, states: readonly AliasState[] | undefined): { readonly all: readonly AliasMoves[] | undefined; readonly error: CairnError | undefined } {
  const engine = useEngine();
  const [found, setFound] = useState<{ readonly of: string; readonly all?: readonly AliasMoves[]; readonly error?: CairnError }>();
  useEffect(() => {
    if (!states) return undefined;
    const control = new AbortController();
    const read = ({ alias }: AliasState): Promise<AliasMoves> => engine.browse.history({ subject: collection, alias, limit: MOVES }, { signal: control.signal }).then(({ rows }) => ({ alias, moves: rows }));
    Promise.all(states.map(read)).then(
      (all) => !control.signal.aborted && setFound({ of: collection, all: sortAliases(all.map((each) => ({ ...each, name: each.alias }))) }),
      (error: unknown) => !control.signal.aborted && setFound({ of: collection, error: error as CairnError }),
    );
    return () => control.abort();
  }, [engine, collection, states]);
  const mine = found?.of === collection ? found : undefined;
  return { all: mine?.all, error: mine?.error };
}
