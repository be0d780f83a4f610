// Reading every byte of a version again and comparing it with what was recorded.
import { useCallback, useMemo } from 'react';
import type { VersionDetail } from '../../../shared/contract/entities.js';
import type { VerifyEvent } from '../../../shared/contract/system.js';
import { useEngine } from '../../api/EngineProvider.js';
import { lastEvent, useTask, type Task } from '../../api/useTask.js';

export type Verified = Extract<VerifyEvent, { event: 'done' }>;

export interface Verify {
  readonly task: Task<Verified>;
  readonly start: () => void;
  /** What is wrong with a blob, `null` when it was read and is right, undefined when it was not looked at. */
  readonly resultOf: (digest: string | null) => string | null | undefined;
}

export function useVerify(version: VersionDetail): Verify {
  const engine = useEngine();
  const task = useTask<Verified>();
  const { run, state } = task;
  const { id, ref } = version;
  const start = useCallback(() => {
    void run(`Verifying ${ref}`, async (onProgress, signal) => lastEvent<Verified>(await engine.system.verify({ ref: id }, { signal }), onProgress, 'The engine ended without saying what it found.'));
  }, [engine, run, id, ref]);
  const result = state.phase === 'done' ? state.result : undefined;
  const resultOf = useCallback(
    (digest: string | null) => {
      if (!result || digest === null) return undefined;
      return result.findings.find((finding) => finding.id === digest || `b3:${finding.id}` === digest)?.problem ?? null;
    },
    [result],
  );
  return useMemo(() => ({ task, start, resultOf }), [task, start, resultOf]);
}
