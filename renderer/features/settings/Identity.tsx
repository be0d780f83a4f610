// Who signs what is done here. Changing it changes what comes, never what is written.
import { Button, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState, type ReactNode } from 'react';
import { asCairnError } from '../../../shared/contract/errors.js';
import { useEngine } from '../../api/EngineProvider.js';
import type { SectionProps } from './section.js';
import css from './SettingsPage.module.css';

interface Values {
  readonly name: string;
  readonly email: string;
}

function validate({ name, email }: Values): { name: string | null; email: string | null } {
  return {
    name: name.trim() === '' ? 'Give a name: it is written with everything you do.' : [...name.trim()].length > 200 ? 'At most 200 characters.' : null,
    email: email.trim() !== '' && !/^[^\s@]+@[^\s@]+$/.test(email.trim()) ? 'This is not an e-mail address. Leave it empty if you have none.' : null,
  };
}

export function Identity({ status: { actor }, refresh }: SectionProps): ReactNode {
  const engine = useEngine();
  const [outcome, setOutcome] = useState<{ ok: boolean; text: string }>();
  const form = useForm<Values>({ initialValues: { name: actor.name, email: actor.email ?? '' }, validate, validateInputOnBlur: true, onValuesChange: () => setOutcome(undefined) });
  const save = async ({ name, email }: Values): Promise<void> => {
    try {
      const kept = await engine.system.setIdentity({ name: name.trim(), ...(email.trim() && { email: email.trim() }) });
      const values = { name: kept.name, email: kept.email ?? '' };
      form.setValues(values);
      form.resetDirty(values);
      setOutcome({ ok: true, text: 'Saved. What was written before keeps the old name.' });
      refresh();
    } catch (error) {
      setOutcome({ ok: false, text: asCairnError(error).message });
    }
  };
  return (
    <>
      <p>Your name and e-mail stand beside every version you log and every alias you move. They were taken from git at first.</p>
      <form onSubmit={form.onSubmit((values) => void save(values))} noValidate>
        <div className={css.form}>
          <TextInput label="Name" autoComplete="off" {...form.getInputProps('name')} />
          <TextInput label="E-mail" type="email" autoComplete="off" {...form.getInputProps('email')} />
        </div>
        <div className={css.formEnd}>
          <Button type="submit" disabled={!form.isDirty()} loading={form.submitting}>
            Save identity
          </Button>
          <span role="status" className={outcome?.ok === false ? 'small sel' : 'small t2'} style={outcome?.ok === false ? { color: 'var(--danger-fg)' } : undefined}>
            {outcome?.text}
          </span>
        </div>
      </form>
    </>
  );
}
