// A new registered model: who owns it, what it is called, what it is for.
import { Textarea, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useEngine } from '../../api/EngineProvider.js';
import { useStatus } from '../../data/hooks.js';
import { closeDialog } from '../../state/dialogs.js';
import { openView } from '../../state/openView.js';
import { useAct } from '../../state/useAct.js';
import { DialogForm } from '../../ui/DialogForm.js';
import { OwnerField, ownerProblem } from './OwnerField.js';
import { useModelName } from './useModelName.js';

export function NewModelDialog(): ReactNode {
  const engine = useEngine();
  const { status } = useStatus();
  const [chosen, setOwner] = useState<string>();
  const [name, setName] = useState('');
  const [description, setDescription] = useState('');
  const owner = chosen ?? status?.entity ?? '';
  const check = useModelName(name, owner);
  const act = useAct();
  const ready = name.trim() !== '' && ownerProblem(owner) === undefined && check.known && check.problem === undefined;
  const create = (): void =>
    act.run(async () => {
      const made = await engine.registry.createModel({ name: name.trim(), entity: owner.trim(), description });
      closeDialog();
      openView({ view: 'collection', collection: made.id });
    });
  return (
    <DialogForm act="Create model" effect={ready ? `Adds “${name.trim()}” to the models of ${owner.trim()}. It holds no version until one is linked to it.` : 'One registered model stands for one task; versions are linked to it as they get better.'} disabled={!ready} pending={act.pending} problem={act.problem} onSubmit={create} onCancel={closeDialog}>
      <OwnerField owner={owner} onChange={setOwner} />
      <TextInput label="Name" data-autofocus placeholder="Surface Defect Segmenter" maxLength={200} value={name} error={check.problem} onChange={(event) => setName(event.currentTarget.value)} />
      <Textarea label="Description" description="Markdown; the model card begins with it." autosize minRows={3} maxRows={10} value={description} onChange={(event) => setDescription(event.currentTarget.value)} />
    </DialogForm>
  );
}
