// Beside a line of history that was made in another registry: which, and who moved it in, when.
import type { ReactNode } from 'react';
import type { HistoryRow } from '../../../shared/contract/entities.js';
import { originWords } from '../../../shared/contract/originWords.js';
import { useStatus } from '../../data/hooks.js';
import { exactTime, momentTime } from '../../ui/Time.js';

export function MovedIn({ row: { origin } }: { row: HistoryRow }): ReactNode {
  const registries = useStatus().status?.registries ?? [];
  if (!origin) return null;
  return (
    <span className="t3 small" title={`${originWords(origin, registries, exactTime)}. There it was ${origin.op}`}>
      {originWords(origin, registries, momentTime)}
    </span>
  );
}
