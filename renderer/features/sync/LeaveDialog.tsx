// Leaving a remote: what stays here, and what was never sent.
import { Checkbox } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { RemoteLeft } from '../../../shared/contract/remotes.js';
import { counted } from '../../../shared/util/counted.js';
import { formatBytes } from '../../../shared/util/formatBytes.js';
import { useEngine } from '../../api/EngineProvider.js';
import { useAnswer } from '../../data/useAnswer.js';
import { useStatus } from '../../data/hooks.js';
import { closeDialog } from '../../state/dialogs.js';
import { useAct } from '../../state/useAct.js';
import { DialogForm } from '../../ui/DialogForm.js';

function waitingWords({ ops, claims }: RemoteLeft): string {
  const unsent = ops > 0 ? `${counted(ops, 'change was', 'changes were')} never sent` : '';
  const open = claims > 0 ? `${counted(claims, 'number or move of a protected alias is', 'numbers or moves of protected aliases are')} not settled` : '';
  return [unsent, open].filter((part) => part !== '').join(', and ');
}

export function LeaveDialog({ remote }: { remote: string }): ReactNode {
  const engine = useEngine();
  const act = useAct();
  const { refresh } = useStatus();
  const [sure, setSure] = useState(false);
  const { value: left, error } = useAnswer(remote, (name, signal) => engine.remotes.remove({ name, dryRun: true }, { signal }));
  const leave = (): void =>
    act.run(async () => {
      await engine.remotes.remove({ name: remote, force: sure });
      closeDialog();
      refresh();
    });
  return (
    <DialogForm danger act="Leave" effect={`Forgets the address and the keys of ${remote} on this computer. What was exchanged stays here, to be read; nothing in the storage is touched, and others go on as before.`} disabled={!left || (left.waiting > 0 && !sure)} pending={act.pending} problem={act.problem ?? error?.message} onSubmit={leave} onCancel={closeDialog}>
      {left?.numbering === true && <p>This device gives the numbers there: others wait for theirs until one of them gives them in its place.</p>}
      {left !== undefined && left.absent > 0 && <p>{formatBytes(left.absent)} of its files are not on this computer: out of reach until it is added again. To have some of them here, pin them first.</p>}
      {left !== undefined && left.mirrors.length > 0 && <p>Nothing is copied to {left.mirrors.join(' and ')} any more; what lies there stays.</p>}
      {left !== undefined && left.waiting > 0 && <Checkbox label={`Leave although ${waitingWords(left)}`} description="They stay on this computer, and nobody else sees them." checked={sure} onChange={(event) => setSure(event.currentTarget.checked)} />}
    </DialogForm>
  );
}
