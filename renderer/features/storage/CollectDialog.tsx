// Removing the files that nothing names: how many and how large, before they go.
import { notifications } from '@mantine/notifications';
import type { ReactNode } from 'react';
import { formatBytes } from '../../../shared/util/formatBytes.js';
import { useEngine } from '../../api/EngineProvider.js';
import { useAnswer } from '../../data/useAnswer.js';
import { closeDialog } from '../../state/dialogs.js';
import { useAct } from '../../state/useAct.js';
import { DialogForm } from '../../ui/DialogForm.js';

export function CollectDialog(): ReactNode {
  const engine = useEngine();
  const act = useAct();
  const { value, error } = useAnswer({}, (question, signal) => engine.storage.collect(question, { signal }));
  const remove = (): void =>
    act.run(async () => {
      const done = await engine.storage.collect({ confirm: true });
      closeDialog();
      notifications.show({ message: `${formatBytes(done.bytes)} removed.` });
    });
  const effect = value && (value.blobs === 0 ? 'Nothing is left over.' : `Removes ${value.blobs.toLocaleString('en')} ${value.blobs === 1 ? 'file' : 'files'}, ${formatBytes(value.bytes)}: no version, no history and no fact of any registry names them, and no deleted version that can be brought back.`);
  return <DialogForm danger act="Remove" effect={effect ?? 'Looking for what nothing names…'} disabled={!value || value.blobs === 0} pending={act.pending} problem={act.problem ?? error?.message} onSubmit={remove} onCancel={closeDialog} />;
}
