// Unlinking a version that aliases stand on: says which go with it.
import { TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useEngine } from '../../api/EngineProvider.js';
import { closeDialog, type NamedLink } from '../../state/dialogs.js';
import { useAct } from '../../state/useAct.js';
import { DialogForm } from '../../ui/DialogForm.js';
import { unlink } from './unlink.js';

export function UnlinkDialog({ link }: { link: NamedLink }): ReactNode {
  const engine = useEngine();
  const [note, setNote] = useState('');
  const act = useAct();
  const names = link.aliases.join(', ');
  return (
    <DialogForm act="Unlink" effect={`Takes ${link.label} out of ${link.model}, and ${names} with it. The version itself stays where it was logged.`} pending={act.pending} problem={act.problem} onSubmit={() => act.run(async () => unlink(engine, link, false, note.trim()).then(closeDialog))} onCancel={closeDialog}>
      <TextInput label="Note" data-autofocus placeholder="Why, for the history" maxLength={10_000} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
    </DialogForm>
  );
}
