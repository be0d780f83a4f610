// A move that may be stopped by a policy: the first try tells what stops it, the next one overrides it with a reason.
import { useCallback, useState } from 'react';
import { CairnError } from '../../../shared/contract/errors.js';
import { Verdict } from '../../../shared/contract/policies.js';

export interface Gate {
  /** What stopped the last try. */
  readonly blocked: Verdict | undefined;
  readonly reason: string;
  readonly setReason: (reason: string) => void;
  /** It is blocked and no reason was given. */
  readonly closed: boolean;
  /** Runs a move with the reason, where one is needed. A blocked one is no failure: it is told in `blocked`. True when it moved. */
  readonly pass: (move: (given: { readonly override?: string }) => Promise<unknown>) => Promise<boolean>;
}

export function useGate(): Gate {
  const [blocked, setBlocked] = useState<Verdict>();
  const [reason, setReason] = useState('');
  const given = reason.trim();
  const pass = useCallback(
    async (move: (given: { readonly override?: string }) => Promise<unknown>): Promise<boolean> => {
      try {
        await move(given === '' ? {} : { override: given });
        setBlocked(undefined);
        return true;
      } catch (error) {
        const verdict = error instanceof CairnError && error.code === 'policy_blocked' ? Verdict.safeParse(error.details['verdict']) : undefined;
        if (!verdict?.success) throw error;
        setBlocked(verdict.data);
        return false;
      }
    },
    [given],
  );
  return { blocked, reason, setReason, closed: blocked !== undefined && given === '', pass };
}
