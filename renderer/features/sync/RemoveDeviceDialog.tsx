// Taking a device out of a registry: what of it stays, and what this does not do.
import type { ReactNode } from 'react';
import type { DeviceRow } from '../../../shared/contract/sync.js';
import { useEngine } from '../../api/EngineProvider.js';
import { closeDialog } from '../../state/dialogs.js';
import { useAct } from '../../state/useAct.js';
import { DialogForm } from '../../ui/DialogForm.js';

export function RemoveDeviceDialog({ device }: { device: Pick<DeviceRow, 'id' | 'registry' | 'name' | 'ops'> }): ReactNode {
  const engine = useEngine();
  const act = useAct();
  const remove = (): void =>
    act.run(async () => {
      await engine.sync.removeDevice({ registry: device.registry, device: device.id });
      closeDialog();
    });
  return (
    <DialogForm danger act="Take out" effect={`The ${device.ops.toLocaleString('en')} changes of ${device.name} that have arrived here stay. What it makes after them, or has not sent yet, counts on no device.`} pending={act.pending} problem={act.problem} onSubmit={remove} onCancel={closeDialog}>
      <p className="small t2">It can still read and write the storage itself until its keys are taken back there. Everybody sees who took it out, and when.</p>
    </DialogForm>
  );
}
