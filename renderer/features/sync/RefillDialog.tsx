// Filling a folder that has become empty again from this device: only if it is the right one.
import type { ReactNode } from 'react';
import { useEngine } from '../../api/EngineProvider.js';
import { closeDialog } from '../../state/dialogs.js';
import { useSyncStatus } from '../../state/syncStatus.js';
import { useAct } from '../../state/useAct.js';
import { DialogForm } from '../../ui/DialogForm.js';

export function RefillDialog({ registry, remote }: { registry: string; remote: string }): ReactNode {
  const engine = useEngine();
  const act = useAct();
  const url = useSyncStatus()?.registries.find((each) => each.registry === registry)?.url;
  const refill = (): void =>
    act.run(async () => {
      await engine.sync.now({ registry, refill: true });
      closeDialog();
    });
  return (
    <DialogForm act="Fill it again" effect={`Makes ${remote} the home of this registry again, with everything that this device has. Other devices add what only they have when they sync.`} pending={act.pending} problem={act.problem} onSubmit={refill} onCancel={closeDialog}>
      <p className="small t2">Nothing of the registry is left at this address. If a disk or share is not connected there, connect it instead.</p>
      <p className="mono sel" style={{ overflowWrap: 'anywhere' }}>
        {url}
      </p>
    </DialogForm>
  );
}
