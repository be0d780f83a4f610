// Adding a remote: the form that its kind asks for, tried out check by check before it is added.
import { Button, Checkbox, PasswordInput, Select, TextInput } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconMinus } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import type { RemoteCheck, RemoteField, RemoteKindInfo, RemoteReport } from '../../../shared/contract/remotes.js';
import { useEngine } from '../../api/EngineProvider.js';
import { useAnswer } from '../../data/useAnswer.js';
import { closeDialog } from '../../state/dialogs.js';
import { openView } from '../../state/openView.js';
import { useAct } from '../../state/useAct.js';
import { DialogForm } from '../../ui/DialogForm.js';
import css from './Sync.module.css';

const ICONS = { ok: IconCircleCheck, warning: IconAlertTriangle, failed: IconCircleX, skipped: IconMinus } as const;

export function AddRemoteDialog(): ReactNode {
  const engine = useEngine();
  const { value: kinds, error } = useAnswer({}, (_question, signal) => engine.remotes.kinds(undefined, { signal }));
  if (error) return <p className={css.problem}>{error.message}</p>;
  return kinds ? <Form kinds={kinds} /> : null;
}

function Form({ kinds }: { kinds: readonly RemoteKindInfo[] }): ReactNode {
  const engine = useEngine();
  const act = useAct();
  const [id, setId] = useState(kinds[0]?.id ?? '');
  const [name, setName] = useState('team');
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const [checks, setChecks] = useState<readonly RemoteCheck[]>([]);
  const [report, setReport] = useState<RemoteReport>();
  const kind = kinds.find((each) => each.id === id);
  if (!kind) return null;
  const target = { kind: id, values: { ...values } };
  const ready = name.trim() !== '' && kind.fields.every((field) => !field.required || (values[field.name] ?? '') !== '');
  const set = (field: string, value: string): void => {
    setValues({ ...values, [field]: value });
    setReport(undefined);
    setChecks([]);
  };
  const test = async (): Promise<void> => {
    setChecks([]);
    setReport(undefined);
    for await (const event of await engine.remotes.test(target)) {
      if (event.event === 'check') setChecks((old) => [...old, event.check]);
      else setReport(event.report);
    }
  };
  const add = async (): Promise<void> => {
    await engine.remotes.add({ name: name.trim(), target });
    closeDialog();
    openView({ view: 'sync' });
  };
  return (
    <DialogForm
      act="Add remote"
      pending={act.pending}
      problem={act.problem}
      disabled={!ready}
      effect={report?.registry ? `A registry lives there already, with ${report.devices} ${report.devices === 1 ? 'device' : 'devices'}: this device joins it.` : 'Tries the storage out, then makes it the home of a registry. Nothing is sent by adding it.'}
      onSubmit={() => act.run(add)}
      onCancel={closeDialog}
    >
      <Select label="Kind" description={kind.description} data={kinds.map((each) => ({ value: each.id, label: each.title }))} value={id} onChange={(chosen) => chosen && setId(chosen)} allowDeselect={false} />
      {kind.presets.length > 0 && (
        <Select
          label="Preset"
          placeholder="None"
          data={kind.presets.map((preset) => ({ value: preset.id, label: preset.title }))}
          onChange={(chosen) => {
            const preset = kind.presets.find((each) => each.id === chosen);
            if (preset) setValues({ ...values, ...preset.values });
          }}
        />
      )}
      <TextInput label="Name" value={name} onChange={(event) => setName(event.currentTarget.value)} required />
      {kind.fields.map((field) => (
        <Field key={field.name} field={field} value={values[field.name] ?? ''} onChange={(value) => set(field.name, value)} />
      ))}
      <div>
        <Button disabled={!ready} onClick={() => act.run(test)}>
          Test it
        </Button>
      </div>
      {checks.length > 0 && (
        <ul className={css.checks} aria-label="What was tried">
          {checks.map((check) => (
            <Check key={check.id} check={check} />
          ))}
        </ul>
      )}
    </DialogForm>
  );
}

function Field({ field, value, onChange }: { field: RemoteField; value: string; onChange: (value: string) => void }): ReactNode {
  const common = { label: field.label, description: field.help || undefined, placeholder: field.placeholder, required: field.required };
  switch (field.kind) {
    case 'choice':
      return <Select {...common} data={field.options.map((option) => ({ value: option.value, label: option.label }))} value={value || null} onChange={(chosen) => onChange(chosen ?? '')} />;
    case 'flag':
      return <Checkbox label={field.label} description={field.help || undefined} checked={value === '1'} onChange={(event) => onChange(event.currentTarget.checked ? '1' : '')} />;
    case 'secret':
      return <PasswordInput {...common} value={value} onChange={(event) => onChange(event.currentTarget.value)} autoComplete="off" />;
    default:
      return <TextInput {...common} value={value} onChange={(event) => onChange(event.currentTarget.value)} />;
  }
}

function Check({ check }: { check: RemoteCheck }): ReactNode {
  const Icon = ICONS[check.state];
  return (
    <li data-state={check.state}>
      <Icon className="i s14" aria-label={check.state} />
      <span>{check.message}</span>
    </li>
  );
}
