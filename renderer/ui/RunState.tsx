// The state of a run: an icon and its word.
import { IconCircleCheck, IconCircleX, IconPlayerPlay, IconPlugConnectedX, type TablerIcon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { RunRow } from '../../shared/contract/entities.js';

const STATES: Record<RunRow['state'], { word: string; Icon: TablerIcon; color: string }> = {
  running: { word: 'Running', Icon: IconPlayerPlay, color: 'var(--accent-text)' },
  finished: { word: 'Finished', Icon: IconCircleCheck, color: 'var(--text-3)' },
  failed: { word: 'Failed', Icon: IconCircleX, color: 'var(--danger-solid)' },
  crashed: { word: 'Crashed', Icon: IconPlugConnectedX, color: 'var(--danger-solid)' },
};

export function RunState({ state }: { state: RunRow['state'] }): ReactNode {
  const { word, Icon, color } = STATES[state];
  return (
    <span className="avail">
      <Icon className="i s14" aria-hidden style={{ color }} />
      {word}
    </span>
  );
}
