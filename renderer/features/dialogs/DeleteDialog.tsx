// Deleting a version: what holds on to it is named first, and what a protected alias holds cannot go.
import { TextInput } from '@mantine/core';
import { useEffect, useState, type ReactNode } from 'react';
import type { Holders } from '../../../shared/contract/registry.js';
import { useEngine } from '../../api/EngineProvider.js';
import { useProtectedAliases } from '../../state/useProtectedAliases.js';
import { closeDialog, type NamedVersion } from '../../state/dialogs.js';
import { problemOf, useAct } from '../../state/useAct.js';
import { DialogForm } from '../../ui/DialogForm.js';
import { offerUndo } from '../../ui/undoToast.js';
import css from './Dialogs.module.css';

/** Runs that are named; the rest are counted. */
const RUNS_NAMED = 5;

function useHolders(ref: string): { readonly holders: Holders | undefined; readonly problem: string | undefined } {
  const engine = useEngine();
  const [state, setState] = useState<{ holders: Holders | undefined; problem: string | undefined }>({ holders: undefined, problem: undefined });
  useEffect(() => {
    const control = new AbortController();
    engine.registry.holders({ ref }, { signal: control.signal }).then(
      (holders) => !control.signal.aborted && setState({ holders, problem: undefined }),
      (error: unknown) => !control.signal.aborted && setState({ holders: undefined, problem: problemOf(error) }),
    );
    return () => control.abort();
  }, [engine, ref]);
  return state;
}

export function DeleteDialog({ version }: { version: NamedVersion }): ReactNode {
  const engine = useEngine();
  const { holders, problem } = useHolders(version.id);
  const guarded = useProtectedAliases(version.id);
  const [note, setNote] = useState('');
  const act = useAct();
  const blocking = holders && guarded ? [...holders.aliases.filter((each) => each.protected).map(({ alias, collection }) => `${alias} of ${collection}`), ...holders.links.flatMap(({ ref, aliases }) => aliases.filter((alias) => guarded.has(alias)).map((alias) => `${alias} of ${ref.replace(/:v\d+$/, '')}`))] : [];
  const held = holders !== undefined && holders.aliases.length + holders.links.length + holders.uses.length > 0;
  const name = `${version.name}:${version.label}`;
  const submit = (): void =>
    act.run(async () => {
      await engine.registry.delete({ ref: version.id, force: held, ...(note.trim() && { note: note.trim() }) });
      closeDialog();
      offerUndo(`Deleted ${name}`, () => engine.registry.restore({ ref: version.id }));
    });
  const effect = blocking.length > 0 ? `Move ${blocking.join(' and ')} to another version first.` : `${name} leaves lists; its number and history stay, and it can be restored.`;
  return (
    <DialogForm act="Delete version" danger effect={holders && guarded ? effect : 'Looking for what holds on to it…'} disabled={!holders || !guarded || blocking.length > 0} pending={act.pending} problem={act.problem ?? problem} onSubmit={submit} onCancel={closeDialog}>
      {holders && <HeldBy holders={holders} />}
      <TextInput label="Note" data-autofocus placeholder="Why, for the history" maxLength={10_000} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
    </DialogForm>
  );
}

function HeldBy({ holders: { aliases, links, uses } }: { holders: Holders }): ReactNode {
  if (aliases.length + links.length + uses.length === 0) return <p className="t2">No alias, link or run holds on to it.</p>;
  return (
    <ul className={css.holders} aria-label="What holds on to it">
      {aliases.map(({ alias, collection, protected: guarded }) => (
        <li key={`alias ${alias}`}>
          The alias <b className="med">{alias}</b> of {collection} is on it{guarded ? ', and protected.' : '; it comes off.'}
        </li>
      ))}
      {links.map(({ ref, aliases: names }) => (
        <li key={`link ${ref}`}>
          It is linked as <b className="med">{ref}</b>
          {names.length > 0 && `, which ${names.join(', ')} ${names.length === 1 ? 'names' : 'name'}`}; the link leads to a deleted version then.
        </li>
      ))}
      {uses.length > 0 && (
        <li>
          {uses.length === 1 ? 'A run' : `${uses.length} runs`} read it: {uses.slice(0, RUNS_NAMED).join(', ')}
          {uses.length > RUNS_NAMED && ' and others'}.
        </li>
      )}
    </ul>
  );
}
