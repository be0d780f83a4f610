// Another address of the same storage, or other keys for it: tried out before they are taken.
import { PasswordInput, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useEngine } from '../../api/EngineProvider.js';
import { useAnswer } from '../../data/useAnswer.js';
import { closeDialog } from '../../state/dialogs.js';
import { useAct } from '../../state/useAct.js';
import { DialogForm } from '../../ui/DialogForm.js';

export function ChangeRemoteDialog({ remote }: { remote: string }): ReactNode {
  const engine = useEngine();
  const act = useAct();
  const [typed, setUrl] = useState<string>();
  const [secrets, setSecrets] = useState<Readonly<Record<string, string>>>({});
  const { value, error } = useAnswer({ remote }, async (question, signal) => {
    const [kinds, rows] = await Promise.all([engine.remotes.kinds(undefined, { signal }), engine.remotes.list(undefined, { signal })]);
    const row = rows.find(({ name }) => name === question.remote);
    return { url: row?.url ?? '', fields: kinds.find(({ id }) => id === row?.kind)?.fields.filter(({ kind }) => kind === 'secret') ?? [] };
  });
  const url = typed ?? value?.url ?? '';
  const given = Object.fromEntries(Object.entries(secrets).filter(([, secret]) => secret.trim() !== ''));
  const change = (): void =>
    act.run(async () => {
      await engine.remotes.update({ name: remote, target: { url: url.trim(), secrets: given } });
      await engine.sync.now({}).catch(() => undefined); // what it finds is told by the status
      closeDialog();
    });
  return (
    <DialogForm act="Try and change" effect="Tries the storage out first. It has to be the same one: another registry is added as a remote of its own. Keys that are left empty stay as they are." disabled={!value || url.trim() === '' || (url === value.url && Object.keys(given).length === 0)} pending={act.pending} problem={act.problem ?? error?.message} onSubmit={change} onCancel={closeDialog}>
      <TextInput label="Address" value={url} spellCheck={false} onChange={(event) => setUrl(event.currentTarget.value)} />
      {value?.fields.map((field) => (
        <PasswordInput key={field.name} label={field.label} description={field.help || undefined} placeholder="unchanged" autoComplete="off" value={secrets[field.name] ?? ''} onChange={(event) => setSecrets({ ...secrets, [field.name]: event.currentTarget.value })} />
      ))}
    </DialogForm>
  );
}
