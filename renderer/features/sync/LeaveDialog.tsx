// Leaving a remote: what stays here, and what was never sent.
import { Checkbox } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { formatBytes } from '../../../shared/util/formatBytes.js';
import { useEngine } from '../../api/EngineProvider.js';
import { useAnswer } from '../../data/useAnswer.js';
import { useStatus } from '../../data/hooks.js';
import { closeDialog } from '../../state/dialogs.js';
import { useSyncStatus } from '../../state/syncStatus.js';
import { useAct } from '../../state/useAct.js';
import { DialogForm } from '../../ui/DialogForm.js';

export function LeaveDialog({ remote }: { remote: string }): ReactNode {
  const engine = useEngine();
  const act = useAct();
  const { refresh } = useStatus();
  const [sure, setSure] = useState(false);
  const registry = useSyncStatus()?.registries.find(({ name }) => name === remote);
  const waiting = (registry?.ops ?? 0) + (registry?.claims ?? 0);
  const { value: left } = useAnswer(remote, (name, signal) => engine.remotes.remove({ name, dryRun: true }, { signal }));
  const leave = (): void =>
    act.run(async () => {
      await engine.remotes.remove({ name: remote, force: waiting > 0 });
      closeDialog();
      refresh();
    });
  return (
    <DialogForm danger act="Leave" effect={`Forgets the address and the keys of ${remote} on this computer. What was exchanged stays here, to be read; nothing in the storage is touched, and others go on as before.`} disabled={waiting > 0 && !sure} pending={act.pending} problem={act.problem} onSubmit={leave} onCancel={closeDialog}>
      {left !== undefined && left.absent > 0 && <p>{formatBytes(left.absent)} of its files are not on this computer: out of reach until it is added again. To have some of them here, pin them first.</p>}
      {left !== undefined && left.mirrors.length > 0 && <p>Nothing is copied to {left.mirrors.join(' and ')} any more; what lies there stays.</p>}
      {waiting > 0 && <Checkbox label={`Leave although ${waiting.toLocaleString('en')} ${waiting === 1 ? 'change was' : 'changes were'} never sent`} description="They stay on this computer, and nobody else sees them." checked={sure} onChange={(event) => setSure(event.currentTarget.checked)} />}
    </DialogForm>
  );
}
