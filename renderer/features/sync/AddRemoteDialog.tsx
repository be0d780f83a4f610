// Adding a remote, or a mirror of one: the form that its kind asks for, tried out check by check before it is added.
import { Button, Select, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { RemoteKindInfo, RemoteReport } from '../../../shared/contract/remotes.js';
import { useEngine } from '../../api/EngineProvider.js';
import { useAnswer } from '../../data/useAnswer.js';
import { closeDialog } from '../../state/dialogs.js';
import { openView } from '../../state/openView.js';
import { useAct } from '../../state/useAct.js';
import { DialogForm } from '../../ui/DialogForm.js';
import { withPreset, type FormValues } from './presets.js';
import { RemoteChecks } from './RemoteChecks.js';
import { RemoteFieldInput } from './RemoteFieldInput.js';
import css from './Sync.module.css';
import { useRemoteTest } from './useRemoteTest.js';

/** `mirrorOf`: the remote of which it is to hold a copy. */
export function AddRemoteDialog({ mirrorOf }: { mirrorOf?: string }): ReactNode {
  const engine = useEngine();
  const { value: kinds, error } = useAnswer({}, (_question, signal) => engine.remotes.kinds(undefined, { signal }));
  if (error) return <p className={css.problem}>{error.message}</p>;
  return kinds ? <Form kinds={kinds} mirrorOf={mirrorOf} /> : null;
}

function effectOf(report: RemoteReport | undefined, mirrorOf: string | undefined): string {
  if (mirrorOf !== undefined) return `Tries the storage out. After a sync, once an hour at most, whatever it lacks of ${mirrorOf} is copied there; nothing is ever removed there.`;
  if (report?.mirror) return 'A mirror of another remote lives there: this device reads it.';
  if (report?.registry) return `A registry lives there already, with ${report.devices} ${report.devices === 1 ? 'device' : 'devices'}: this device joins it.`;
  return 'Tries the storage out, then makes it the home of a registry. Nothing is sent by adding it.';
}

function Form({ kinds, mirrorOf }: { kinds: readonly RemoteKindInfo[]; mirrorOf: string | undefined }): ReactNode {
  const engine = useEngine();
  const act = useAct();
  const [id, setId] = useState(kinds[0]?.id ?? '');
  const [name, setName] = useState(mirrorOf === undefined ? 'team' : `${mirrorOf}-mirror`);
  const [preset, setPreset] = useState<string | null>(null);
  const [values, setValues] = useState<FormValues>({});
  const { checks, report, test, forget } = useRemoteTest();
  const kind = kinds.find((each) => each.id === id);
  if (!kind) return null;
  const target = { kind: id, values: { ...values } };
  const ready = name.trim() !== '' && kind.fields.every((field) => !field.required || (values[field.name] ?? '') !== '');
  const fill = (next: FormValues): void => {
    setValues(next);
    forget();
  };
  const chooseKind = (chosen: string): void => {
    setId(chosen);
    setPreset(null);
    fill({});
  };
  const choosePreset = (chosen: string | null): void => {
    const named = (which: string | null) => kind.presets.find((each) => each.id === which);
    setPreset(chosen);
    fill(withPreset(values, named(preset), named(chosen)));
  };
  const add = async (): Promise<void> => {
    if (mirrorOf === undefined) await engine.remotes.add({ name: name.trim(), target });
    else await engine.remotes.addMirror({ name: mirrorOf, mirror: name.trim(), target });
    closeDialog();
    openView({ view: 'sync' });
  };
  return (
    <DialogForm
      act={mirrorOf === undefined ? 'Add remote' : 'Add mirror'}
      pending={act.pending}
      problem={act.problem}
      disabled={!ready}
      effect={effectOf(report, mirrorOf)}
      onSubmit={() => act.run(add)}
      onCancel={closeDialog}
    >
      <Select label="Kind" description={kind.description} data={kinds.map((each) => ({ value: each.id, label: each.title }))} value={id} onChange={(chosen) => chosen && chosen !== id && chooseKind(chosen)} allowDeselect={false} />
      {kind.presets.length > 0 && <Select label="Preset" placeholder="None" clearable data={kind.presets.map((each) => ({ value: each.id, label: each.title }))} value={preset} onChange={choosePreset} />}
      <TextInput label="Name" value={name} onChange={(event) => setName(event.currentTarget.value)} required />
      {kind.fields.map((field) => (
        <RemoteFieldInput key={field.name} field={field} value={values[field.name] ?? ''} onChange={(value) => fill({ ...values, [field.name]: value })} />
      ))}
      <div>
        <Button disabled={!ready} onClick={() => act.run(() => test(target))}>
          Test it
        </Button>
      </div>
      <RemoteChecks checks={checks} />
    </DialogForm>
  );
}
