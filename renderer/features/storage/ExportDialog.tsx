// Versions with their bytes and history, written to one .cairn file in a folder that is chosen.
import { TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState, type ReactNode } from 'react';
import type { BundleOf } from '../../../shared/contract/bundles.js';
import type { Progress } from '../../../shared/contract/primitives.js';
import { formatBytes } from '../../../shared/util/formatBytes.js';
import { versionCount } from '../../../shared/util/versionCount.js';
import { nativeBridge } from '../../api/bridge.js';
import { useEngine } from '../../api/EngineProvider.js';
import { closeDialog } from '../../state/dialogs.js';
import { fileName } from '../../state/saveFile.js';
import { useAct } from '../../state/useAct.js';
import { DialogForm } from '../../ui/DialogForm.js';
import { ProgressBar } from '../../ui/ProgressBar.js';

export function ExportDialog({ of, what }: { of: BundleOf; what: string }): ReactNode {
  const engine = useEngine();
  const act = useAct();
  const [name, setName] = useState(fileName(what, 'cairn'));
  const [progress, setProgress] = useState<Progress>();
  const write = (): void =>
    act.run(async () => {
      const target = await nativeBridge().chooseTarget(`Export ${what} to a folder`);
      if (!target) return;
      try {
        for await (const event of await engine.bundles.export({ of, target: { grant: target.grant }, name: name.trim() })) {
          if (event.event === 'progress') setProgress(event.progress);
          if (event.event !== 'exported') continue;
          closeDialog();
          notifications.show({ message: `${versionCount(event.exported.versions)} in ${event.exported.path}, ${formatBytes(event.exported.bytes)}.${event.exported.missing.length > 0 ? ` Left out, as it cannot be had: ${event.exported.missing.join(', ')}.` : ''}` });
        }
      } finally {
        setProgress(undefined);
      }
    });
  return (
    <DialogForm act="Choose a folder…" effect="Bytes, runs, metrics, aliases and who did what, in one signed file. “Import a .cairn file” takes it in on any computer; bytes that are not here are fetched first." disabled={!/^[^/\\]+$/.test(name.trim())} pending={act.pending} problem={act.problem} onSubmit={write} onCancel={closeDialog}>
      <TextInput label="Name of the file" data-autofocus value={name} onChange={(event) => setName(event.currentTarget.value)} />
      {progress && <ProgressBar title="Writing" progress={progress} />}
    </DialogForm>
  );
}
