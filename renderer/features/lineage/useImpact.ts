// What depends on a node, asked of the engine again when anything changes.
import { useEffect, useState } from 'react';
import { asCairnError, type CairnError } from '../../../shared/contract/errors.js';
import type { Impact } from '../../../shared/contract/lineage.js';
import { useEngine } from '../../api/EngineProvider.js';
import { useStatus } from '../../data/hooks.js';

export function useImpact(ref: string | undefined): { readonly impact: Impact | undefined; readonly error: CairnError | undefined } {
  const engine = useEngine();
  const { status } = useStatus();
  const [state, setState] = useState<{ readonly of: string; readonly impact: Impact | undefined; readonly error: CairnError | undefined }>();
  const ops = status?.registry.ops;
  useEffect(() => {
    if (ref === undefined) return undefined;
    const control = new AbortController();
    engine.lineage.impact({ ref }, { signal: control.signal }).then(
      (impact) => !control.signal.aborted && setState({ of: ref, impact, error: undefined }),
      (error: unknown) => !control.signal.aborted && setState({ of: ref, impact: undefined, error: asCairnError(error) }),
    );
    return () => control.abort();
  }, [engine, ref, ops]);
  return state && state.of === ref ? state : { impact: undefined, error: undefined };
}
