// A query kept under a name: a smart collection, asked anew whenever it is looked at.
import { TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { QueryTarget } from '../../../shared/contract/query.js';
import { useEngine } from '../../api/EngineProvider.js';
import { closeDialog } from '../../state/dialogs.js';
import { openView } from '../../state/openView.js';
import { noteSavedView, useSavedViews } from '../../state/savedViews.js';
import { useAct } from '../../state/useAct.js';
import { DialogForm } from '../../ui/DialogForm.js';

export function SaveQueryDialog({ text, of }: { text: string; of: QueryTarget }): ReactNode {
  const engine = useEngine();
  const { views } = useSavedViews();
  const [typed, setTyped] = useState('');
  const act = useAct();
  const name = typed.trim();
  const taken = views.some((view) => view.name.toLocaleLowerCase() === name.toLocaleLowerCase());
  const save = (): void =>
    act.run(async () => {
      const saved = await engine.views.save({ name, text, of });
      noteSavedView(saved);
      closeDialog();
      openView({ view: 'find', saved: saved.id });
    });
  return (
    <DialogForm act="Save" effect={`Keeps “${text === '' ? 'everything' : text}” in the sidebar. What is in it changes with the registry; nothing is copied.`} disabled={name === '' || taken} pending={act.pending} problem={act.problem} onSubmit={save} onCancel={closeDialog}>
      <TextInput label="Name" data-autofocus placeholder="In production" maxLength={128} value={typed} error={taken ? 'There is a smart collection of that name' : undefined} onChange={(event) => setTyped(event.currentTarget.value)} />
    </DialogForm>
  );
}
