// Another name for a collection, registered model or project; the old one goes on leading to it.
import { TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { Name } from '../../../shared/contract/primitives.js';
import { useEngine } from '../../api/EngineProvider.js';
import { closeDialog } from '../../state/dialogs.js';
import { useAct } from '../../state/useAct.js';
import { DialogForm } from '../../ui/DialogForm.js';
import { offerUndo } from '../../ui/undoToast.js';

interface Props {
  readonly what: 'collection' | 'project';
  readonly reference: string;
  readonly name: string;
}

export function RenameDialog({ what, reference, name: old }: Props): ReactNode {
  const engine = useEngine();
  const [typed, setTyped] = useState(old);
  const act = useAct();
  const name = typed.trim();
  const problem = name === '' ? undefined : Name.safeParse(name).error?.issues[0]?.message;
  const ready = name !== '' && name !== old && problem === undefined;
  const rename = (to: string) => engine.registry.rename({ what, ref: reference, name: to });
  const submit = (): void =>
    act.run(async () => {
      await rename(name);
      closeDialog();
      offerUndo(`Renamed ${old} to ${name}`, () => rename(old));
    });
  return (
    <DialogForm act="Rename" effect={ready ? `“${old}” goes on leading to it; nothing else may take that name.` : 'Versions, links and history stay as they are.'} disabled={!ready} pending={act.pending} problem={act.problem} onSubmit={submit} onCancel={closeDialog}>
      <TextInput label="Name" data-autofocus maxLength={200} value={typed} error={problem} onChange={(event) => setTyped(event.currentTarget.value)} />
    </DialogForm>
  );
}
