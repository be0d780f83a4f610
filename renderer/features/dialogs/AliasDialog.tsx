// An alias set or taken off with a note: which one, what it replaces, and why. Protected ones always come this way.
import { Autocomplete, Textarea } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { AliasName } from '../../../shared/contract/primitives.js';
import { useEngine } from '../../api/EngineProvider.js';
import { useScope } from '../../data/hooks.js';
import { useProtectedAliases } from '../../state/useProtectedAliases.js';
import { closeDialog, type NamedVersion } from '../../state/dialogs.js';
import { useAct } from '../../state/useAct.js';
import { DialogForm } from '../../ui/DialogForm.js';
import { aliasEffect } from './aliasEffect.js';
import { Blocked } from '../gates/Blocked.js';
import { useVerdict } from '../gates/useVerdict.js';
import { VerdictList } from '../gates/VerdictList.js';
import { Beside } from './Beside.js';
import { moveAlias } from './moveAlias.js';

export const USUAL_ALIASES = ['production', 'staging', 'candidate', 'best', 'archived'] as const;

interface Props {
  readonly collection: string;
  readonly version: NamedVersion;
  readonly act: 'set' | 'remove';
  /** The alias it is about; without one it is asked for. */
  readonly alias: string | undefined;
}

export function AliasDialog({ collection, version, act: what, alias: given }: Props): ReactNode {
  const engine = useEngine();
  const [typed, setTyped] = useState('');
  const [note, setNote] = useState('');
  const row = useScope('collections').rows.find(({ id }) => id === collection);
  const guarded = useProtectedAliases(collection);
  const act = useAct();
  const checked = AliasName.safeParse(given ?? typed.trim());
  const alias = checked.success ? checked.data : undefined;
  const problem = typed.trim() === '' || checked.success ? undefined : checked.error.issues[0]?.message;
  const held = alias === undefined ? undefined : row?.aliases[alias];
  const versions = useScope(`versions:${collection}`).rows;
  const mine = versions.find(({ id }) => id === version.id);
  const before = held === undefined ? undefined : versions.find(({ label }) => label === held);
  const isGuarded = alias !== undefined && guarded?.has(alias) === true;
  const { verdict } = useVerdict(what === 'set' && alias !== undefined ? { collection, alias, ref: version.id, note: note.trim() } : undefined);
  const blocked = verdict && !verdict.allowed && verdict.alias === alias ? verdict : undefined;
  const [reason, setReason] = useState('');
  const idle = what === 'set' && held === version.label;
  const effect = alias === undefined ? 'Type a name, or choose a usual one.' : aliasEffect({ act: what, alias, label: version.label, collection: row?.name ?? version.name, held });
  const words = alias === undefined ? 'Set alias' : what === 'remove' ? `Take ${alias} off` : held === undefined ? `Set ${alias}` : `Move ${alias} to ${version.label}`;
  const acts = blocked ? `Override and ${held === undefined ? 'set' : 'move'} ${alias ?? ''}` : words;
  const submit = (): void =>
    act.run(async () => {
      if (alias === undefined) return;
      await moveAlias(engine, { act: what, alias, collection, version, note: note.trim(), ...(blocked && { override: reason.trim() }) });
      closeDialog();
    });
  return (
    <DialogForm act={acts} effect={effect} disabled={alias === undefined || idle || (blocked !== undefined && reason.trim() === '')} pending={act.pending} problem={act.problem} danger={what === 'remove' || blocked !== undefined} onSubmit={submit} onCancel={closeDialog}>
      {given === undefined && <Autocomplete label="Alias" data-autofocus data={[...USUAL_ALIASES]} value={typed} error={problem} maxLength={200} onChange={setTyped} />}
      {verdict && !blocked && <VerdictList verdict={verdict} />}
      {what === 'set' && mine && before && before.id !== mine.id && <Beside version={mine} before={before} headline={row?.headline} />}
      <Textarea
        label="Note"
        {...(given !== undefined && { 'data-autofocus': true })}
        description={isGuarded ? `${alias} is protected: say why it moves. The note stays in the history.` : 'Why, for the history.'}
        autosize
        minRows={2}
        maxRows={6}
        maxLength={10_000}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      {blocked && <Blocked verdict={blocked} reason={reason} onReason={setReason} />}
    </DialogForm>
  );
}
