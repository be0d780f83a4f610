// Taking a device out of a registry: what of it stays, and what this does not do.
import { Checkbox } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { asCairnError } from '../../../shared/contract/errors.js';
import type { DeviceRow } from '../../../shared/contract/sync.js';
import { useEngine } from '../../api/EngineProvider.js';
import { closeDialog } from '../../state/dialogs.js';
import { useAct } from '../../state/useAct.js';
import { DialogForm } from '../../ui/DialogForm.js';

export function RemoveDeviceDialog({ device }: { device: Pick<DeviceRow, 'id' | 'registry' | 'name' | 'ops'> }): ReactNode {
  const engine = useEngine();
  const act = useAct();
  /** How many of its operations are here, where what it published cannot all be read now: only these may be kept. */
  const [here, setHere] = useState<number>();
  const [known, setKnown] = useState(false);
  const changes = (here ?? device.ops).toLocaleString('en');
  const remove = (): void =>
    act.run(async () => {
      try {
        await engine.sync.removeDevice({ registry: device.registry, device: device.id, ...(known && here !== undefined ? { lastSeq: Math.max(0, here - 1) } : {}) });
      } catch (error) {
        const { ops } = asCairnError(error).details;
        if (typeof ops === 'number') setHere(ops);
        throw error;
      }
      closeDialog();
    });
  return (
    <DialogForm danger act="Take out" effect={known ? `The ${changes} changes of ${device.name} that are here stay. Whatever it made after them counts on no device.` : `What ${device.name} has sent is read first, and stays. What it makes from now on, or has not sent yet, counts on no device.`} pending={act.pending} problem={act.problem} onSubmit={remove} onCancel={closeDialog}>
      {here !== undefined && <Checkbox label="Take it out although what it sent last cannot be read now" description={`Only the ${changes} changes that are here shall count.`} checked={known} onChange={(event) => setKnown(event.currentTarget.checked)} />}
      <p className="small t2">It can still read and write the storage itself until its keys are taken back there. Everybody sees who took it out, and when.</p>
    </DialogForm>
  );
}
