// Trying a storage out: each check as it is made, and the report when all are.
import { useCallback, useMemo, useState } from 'react';
import type { RemoteCheck, RemoteReport, RemoteTarget } from '../../../shared/contract/remotes.js';
import { useEngine } from '../../api/EngineProvider.js';

export interface RemoteTest {
  readonly checks: readonly RemoteCheck[];
  readonly report: RemoteReport | undefined;
  readonly test: (target: RemoteTarget) => Promise<void>;
  /** What was found is of another storage than is meant now. */
  readonly forget: () => void;
}

export function useRemoteTest(): RemoteTest {
  const engine = useEngine();
  const [checks, setChecks] = useState<readonly RemoteCheck[]>([]);
  const [report, setReport] = useState<RemoteReport>();
  const forget = useCallback(() => {
    setChecks([]);
    setReport(undefined);
  }, []);
  const test = useCallback(
    async (target: RemoteTarget) => {
      forget();
      for await (const event of await engine.remotes.test(target)) {
        if (event.event === 'check') setChecks((old) => [...old, event.check]);
        else setReport(event.report);
      }
    },
    [engine, forget],
  );
  return useMemo(() => ({ checks, report, test, forget }), [checks, report, test, forget]);
}
