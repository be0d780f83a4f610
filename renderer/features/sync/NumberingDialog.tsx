// Taking over the numbers of a registry from a device that is lost.
import type { ReactNode } from 'react';
import { useEngine } from '../../api/EngineProvider.js';
import { closeDialog } from '../../state/dialogs.js';
import { useAct } from '../../state/useAct.js';
import { DialogForm } from '../../ui/DialogForm.js';

export function NumberingDialog({ remote, holder }: { remote: string; holder: string }): ReactNode {
  const engine = useEngine();
  const act = useAct();
  const take = (): void =>
    act.run(async () => {
      await engine.remotes.takeNumbering({ name: remote });
      closeDialog();
    });
  return (
    <DialogForm act="Give them from here" effect={`From the next sync on this device gives the numbers of versions in ${remote}, and says which move of a protected alias came first. Others see it when they sync.`} pending={act.pending} problem={act.problem} onSubmit={take} onCancel={closeDialog}>
      <p className="small t2">Meant for when {holder} is lost or away for long. Numbers that it gave and nobody has read yet become provisional; say so to whoever uses it.</p>
    </DialogForm>
  );
}
