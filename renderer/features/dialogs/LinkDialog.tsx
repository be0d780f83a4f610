// Linking versions to a registered model that is there or comes to be, with the aliases they get in it.
import { Autocomplete, TextInput } from '@mantine/core';
import { useMemo, useState, type ReactNode } from 'react';
import { useEngine } from '../../api/EngineProvider.js';
import { closeDialog, type NamedVersion } from '../../state/dialogs.js';
import { useAct } from '../../state/useAct.js';
import { DialogForm } from '../../ui/DialogForm.js';
import { AliasField } from '../register/AliasField.js';
import { linkVersions } from './linkVersions.js';
import { linkEffect } from './linkEffect.js';
import { useLinkTarget } from './useLinkTarget.js';
import css from './Dialogs.module.css';

export function LinkDialog({ versions }: { versions: readonly NamedVersion[] }): ReactNode {
  const engine = useEngine();
  const [typed, setTyped] = useState('');
  const [aliases, setAliases] = useState<readonly string[]>([]);
  const [note, setNote] = useState('');
  const { names, model, target, problem, plan } = useLinkTarget(typed, versions);
  const act = useAct();
  const held = useMemo(() => model?.aliases ?? {}, [model]);
  const last = versions.at(-1);
  const link = (): void =>
    act.run(async () => {
      if (target === undefined) return;
      await linkVersions(engine, { versions, target, model: plan?.model ?? target, aliases, note: note.trim() });
      closeDialog();
    });
  return (
    <DialogForm act={versions.length === 1 ? 'Link' : `Link ${versions.length} versions`} effect={plan ? linkEffect(plan) : 'Choose a registered model, or type a name for a new one.'} disabled={target === undefined} pending={act.pending} problem={act.problem} onSubmit={link} onCancel={closeDialog}>
      <Autocomplete label="Registered model" data-autofocus placeholder="Choose one, or name a new one" data={[...names]} limit={50} maxDropdownHeight={220} value={typed} error={problem} onChange={setTyped} />
      <div>
        <div className={css.label}>{versions.length > 1 && last ? `Aliases of ${last.name}:${last.label}, the last` : 'Aliases in the model'}</div>
        <AliasField aliases={aliases} held={held} onChange={setAliases} />
      </div>
      <TextInput label="Note" placeholder="Why, for the history" maxLength={10_000} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
    </DialogForm>
  );
}
