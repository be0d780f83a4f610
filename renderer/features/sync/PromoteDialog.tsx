// Making a mirror the home of its registry, for the day on which the remote that it mirrors is lost.
import type { ReactNode } from 'react';
import { useEngine } from '../../api/EngineProvider.js';
import { closeDialog } from '../../state/dialogs.js';
import { useAct } from '../../state/useAct.js';
import { DialogForm } from '../../ui/DialogForm.js';

export function PromoteDialog({ remote }: { remote: string }): ReactNode {
  const engine = useEngine();
  const act = useAct();
  const promote = (): void =>
    act.run(async () => {
      await engine.remotes.promote({ name: remote });
      closeDialog();
    });
  return (
    <DialogForm act="Make it the home" effect={`From now on ${remote} is written to like any remote. This cannot be undone.`} pending={act.pending} problem={act.problem} onSubmit={promote} onCancel={closeDialog}>
      <p className="small t2">Meant for when the remote that it mirrors is lost for good. A device that goes on writing to that one writes to another: change the address on each of them first.</p>
    </DialogForm>
  );
}
