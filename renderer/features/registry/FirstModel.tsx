// The first thing anyone sees: one sentence, one act, and the same in a terminal.
import { Button } from '@mantine/core';
import { IconActivity, IconFolder, IconSchool, IconStack2, IconUpload, type TablerIcon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { APP_COMMANDS, type AppCommand, type AppCommandId } from '../../../shared/contract/appCommands.js';
import { runCommand } from '../../state/commands.js';
import { useSample } from '../../state/sample.js';
import { CodeSnippet } from '../../ui/CodeSnippet.js';
import { Kbd } from '../../ui/Kbd.js';
import styles from './FirstModel.module.css';

export function FirstModel(): ReactNode {
  const { busy } = useSample();
  return (
    <div className="scroll" style={{ display: 'flex' }}>
      <div className={styles.first}>
        <Stones />
        <h1>Start with one model</h1>
        <p className={styles.lead}>Drop any model file or folder on this window. Cairn keeps the exact bytes, reads its facts and gives it a version. Everything works offline.</p>
        <ul className={styles.choices}>
          <Choice Icon={IconUpload} title="Register a model" detail="Any format. Originals stay where they are" command="version.register" action="Choose files…" primary />
          <Choice Icon={IconFolder} title="Register a folder" detail="All its files become one version, paths kept" command="folder.register" action="Choose folder…" />
          <Choice Icon={IconStack2} title="Name the task first" detail="A registered model waits for versions to be linked" command="model.new" action="New model…" />
          <Choice Icon={IconActivity} title="Import training logs" detail="Runs, series and checkpoints of other tools; looked at first" command="logs.import" action="Choose logs…" />
          <Choice Icon={IconSchool} title="Look around first" detail="A small model, trained here and promoted. Removed in one step" command="sample.open" action={busy === 'making' ? 'Training…' : 'Open sample'} busy={busy !== undefined} />
        </ul>
        <div className={styles.terminal}>
          <span className="small t3">or from a terminal</span>
          <CodeSnippet prompt code="cairn log model.safetensors --name mnist-cnn" />
        </div>
      </div>
    </div>
  );
}

interface ChoiceProps {
  readonly Icon: TablerIcon;
  readonly title: string;
  readonly detail: string;
  readonly command: AppCommandId;
  readonly action: string;
  readonly primary?: boolean;
  readonly busy?: boolean;
}

function Choice({ Icon, title, detail, command, action, primary = false, busy = false }: ChoiceProps): ReactNode {
  const spec: AppCommand = APP_COMMANDS[command];
  return (
    <li className={styles.choice}>
      <Icon className="i s20" aria-hidden />
      <div className="grow">
        <div className={styles.title}>{title}</div>
        <div className="t2 trunc">{detail}</div>
      </div>
      {spec.key && <Kbd keys={spec.key} />}
      <Button size="md" variant={primary ? 'filled' : 'default'} w={132} aria-busy={busy} onClick={() => runCommand(command)}>
        {action}
      </Button>
    </li>
  );
}

function Stones(): ReactNode {
  return (
    <svg className={styles.stones} viewBox="0 0 104 92" aria-hidden="true">
      <path d="M5 79c0-8 16-13 46-13s48 4 48 12-14 12-48 12S5 87 5 79z" />
      <path d="M20 56c0-8 11-12 33-12s33 3 33 11-10 11-33 11-33-2-33-10z" />
      <path d="M29 36c0-6 8-10 22-10s24 3 24 9-7 9-23 9-23-2-23-8z" />
      <path d="M40 16c0-5 5-9 13-9s13 4 13 9-4 10-13 10-13-5-13-10z" />
    </svg>
  );
}
