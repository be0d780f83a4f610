// What a version comes from: the run that made or read it, the versions it was made from, and bytes that stay elsewhere.
import { ActionIcon, Button, Select, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useMemo, type ReactNode } from 'react';
import { useEngine } from '../../api/EngineProvider.js';
import { useAnswer } from '../../data/useAnswer.js';
import { referenceProblem, type RegisterForm } from './form.js';
import { PickVersion } from './PickVersion.js';
import type { TargetRun } from './registerStore.js';
import css from './RegisterPanel.module.css';

/** Runs offered: those that are going on, newest first. */
const MOST_RUNS = 50;

interface Props {
  readonly form: RegisterForm;
  readonly change: (part: Partial<RegisterForm>) => void;
  readonly problem: string | undefined;
}

export function OriginFields({ form, change, problem }: Props): ReactNode {
  const { inputs, references } = form;
  const setReference = (index: number, uri: string): void => change({ references: references.map((each, at) => (at === index ? uri : each)) });
  return (
    <>
      <div className={css.more}>
        <div className="row">
          <h3 className={css.disclose}>
            Made from <span className="t3">{inputs.length > 0 ? inputs.length : ''}</span>
          </h3>
          <span className="grow" />
          <PickVersion act="Add" label="Add a version it was made from" size="xs" known={new Set(inputs.map(({ id }) => id))} onPick={(picked) => !inputs.some(({ id }) => id === picked.id) && change({ inputs: [...inputs, picked] })} />
        </div>
        {inputs.length > 0 && (
          <ul aria-label="Made from">
            {inputs.map((input) => (
              <li key={input.id} className="row">
                <span className="mono trunc" title={input.label}>{input.label}</span>
                <span className="small t3 trunc grow">{input.type}</span>
                <ActionIcon size={24} aria-label={`Take ${input.label} away`} onClick={() => change({ inputs: inputs.filter(({ id }) => id !== input.id) })}>
                  <IconX className="i s14" aria-hidden />
                </ActionIcon>
              </li>
            ))}
          </ul>
        )}
      </div>
      <div className={css.more}>
        <div className="row">
          <h3 className={css.disclose}>
            References <span className="t3">{references.length > 0 ? references.length : ''}</span>
          </h3>
          <span className="grow" />
          <Button size="xs" variant="subtle" leftSection={<IconPlus className="i s14" aria-hidden />} aria-label="Add a reference" onClick={() => change({ references: [...references, ''] })}>
            Add
          </Button>
        </div>
        {references.map((uri, index) => (
          <div key={index} className={css.uri}>
            <TextInput className={css.mono ?? ''} aria-label={`Address of reference ${index + 1}`} placeholder="s3://bucket/key" spellCheck={false} value={uri} error={uri === '' ? undefined : referenceProblem(uri)} onChange={(event) => setReference(index, event.currentTarget.value)} />
            <ActionIcon size={24} aria-label={`Remove reference ${index + 1}`} onClick={() => change({ references: references.filter((_uri, at) => at !== index) })}>
              <IconX className="i s14" aria-hidden />
            </ActionIcon>
          </div>
        ))}
        {references.length > 0 && <p className="caption">s3, gs, https or file. The bytes stay there; size and etag are noted where they can be had.</p>}
        {problem && <p className={css.why} role="status">{problem}</p>}
      </div>
    </>
  );
}

/** The run a version belongs to: chosen among those going on, or given by where the form was opened. */
export function RunField({ run, onChange }: { run: TargetRun | undefined; onChange: (run: TargetRun | undefined) => void }): ReactNode {
  const engine = useEngine();
  const { value } = useAnswer({ filters: [{ column: 'state', op: '=' as const, value: 'running' }], limit: MOST_RUNS }, (question, signal) => engine.runs.table(question, { signal }));
  const choices = useMemo(() => {
    const rows = (value?.rows ?? []).map(({ id, key, name }) => ({ value: id, key, label: name }));
    return run && !rows.some((row) => row.value === run.id) ? [{ value: run.id, key: run.key, label: run.name }, ...rows] : rows;
  }, [value, run]);
  if (choices.length === 0) return null;
  return (
    <div className={css.field}>
      <span className={css.label} aria-hidden>
        {run?.role === 'read' ? 'Read by' : 'Run'}
      </span>
      <Select
        aria-label={run?.role === 'read' ? 'Run that reads it' : 'Run that made it'}
        placeholder="none: it stands by itself"
        data={choices.map(({ value: id, label }) => ({ value: id, label }))}
        value={run?.id ?? null}
        clearable
        onChange={(id) => {
          const chosen = choices.find((choice) => choice.value === id);
          onChange(chosen && { id: chosen.value, key: chosen.key, name: chosen.label, role: run?.role ?? 'made' });
        }}
      />
    </div>
  );
}
