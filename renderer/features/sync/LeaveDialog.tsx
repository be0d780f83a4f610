// Leaving a remote: what stays here, and what was never sent.
import { Checkbox } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useEngine } from '../../api/EngineProvider.js';
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
  const leave = (): void =>
    act.run(async () => {
      await engine.remotes.remove({ name: remote, force: waiting > 0 });
      closeDialog();
      refresh();
    });
  return (
    <DialogForm danger act="Leave" effect={`Forgets the address and the keys of ${remote} on this computer. What was exchanged stays here, to be read; nothing in the storage is touched, and others go on as before.`} disabled={waiting > 0 && !sure} pending={act.pending} problem={act.problem} onSubmit={leave} onCancel={closeDialog}>
      {waiting > 0 && <Checkbox label={`Leave although ${waiting.toLocaleString('en')} ${waiting === 1 ? 'change was' : 'changes were'} never sent`} description="They stay on this computer, and nobody else sees them." checked={sure} onChange={(event) => setSure(event.currentTarget.checked)} />}
    </DialogForm>
  );
}
