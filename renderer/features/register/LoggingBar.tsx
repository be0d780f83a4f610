// While bytes are kept: how many, how fast, how long still, and the way out.
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import type { IngestPlan } from '../../../shared/contract/ingest.js';
import type { Progress } from '../../../shared/contract/primitives.js';
import { ProgressBar } from '../../ui/ProgressBar.js';
import panel from '../../ui/SidePanel.module.css';

const PHASES: Record<Progress['phase'], string> = {
  scanning: 'Looking at',
  copying: 'Keeping',
  cloning: 'Keeping',
  hashing: 'Reading',
  committing: 'Recording',
  writing: 'Writing',
  verifying: 'Checking',
  downloading: 'Fetching',
  uploading: 'Sending',
  comparing: 'Comparing',
};

interface Props {
  readonly plan: IngestPlan;
  readonly exclude: readonly string[];
  readonly progress: Progress | undefined;
  readonly onCancel: () => void;
}

export function LoggingBar({ plan, exclude, progress, onCancel }: Props): ReactNode {
  const files = plan.fileCount - exclude.length;
  const title = files === 0 ? 'Looking at the references' : `${progress ? PHASES[progress.phase] : 'Keeping'} ${files} ${files === 1 ? 'file' : 'files'}`;
  const shown: Progress = progress ?? { phase: 'scanning', done: 0, total: plan.bytesToRead, unit: 'bytes', rate: null };
  return (
    <div className={panel.progress}>
      <ProgressBar title={title} progress={shown} action={<Button size="xs" variant="subtle" onClick={onCancel}>Cancel</Button>} />
    </div>
  );
}
