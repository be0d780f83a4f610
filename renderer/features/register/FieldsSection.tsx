// The fields a person fills: name, type, project, aliases and note, then what describes the version further.
import { Autocomplete, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ReactNode, RefObject } from 'react';
import { useScope } from '../../data/hooks.js';
import { AliasField } from './AliasField.js';
import { metricProblem, parseJsonObject, SUGGESTED_TYPES, toPairs } from './form.js';
import type { FormProblems, RegisterForm } from './form.js';
import { OriginFields, RunField } from './OriginFields.js';
import { PairsField } from './PairsField.js';
import type { NameCheck } from './useNameCheck.js';
import css from './RegisterPanel.module.css';

interface Props {
  readonly form: RegisterForm;
  /** The type in force: that of the collection, once the name is one's. */
  readonly type: string;
  readonly change: (part: Partial<RegisterForm>) => void;
  readonly check: NameCheck;
  /** The version of this name that these bytes already are. */
  readonly again: string | undefined;
  readonly problems: FormProblems;
  readonly nameRef: RefObject<HTMLInputElement | null>;
}

export function FieldsSection({ form, type, change, check, again, problems, nameRef }: Props): ReactNode {
  const projects = useScope('projects').rows;
  const [typing, setTyping] = useState(false);
  const next = check.known && check.next ? (again ? `is ${again} already` : `next is ${check.next}`) : '';
  return (
    <section className="sec" aria-label="Name and place">
      <div className={css.grid}>
        <Labelled label="Name">
          <TextInput
            ref={nameRef}
            className={css.mono ?? ''}
            aria-label="Name"
            value={form.name}
            maxLength={200}
            error={problems.name ?? check.problem}
            onChange={(event) => change({ name: event.currentTarget.value })}
            rightSection={<span className={css.hint} role="status">{next}</span>}
            rightSectionWidth={next ? 112 : 0}
          />
        </Labelled>
        <Labelled label="Type">
          {check.collection ? (
            <TextInput aria-label="Type" value={type} readOnly rightSection={<span className={css.hint}>as in {form.name.trim()}</span>} rightSectionWidth={132} />
          ) : (
            <Autocomplete
              aria-label="Type"
              value={form.type}
              data={typing ? SUGGESTED_TYPES.filter((each) => each.startsWith(form.type.toLowerCase())) : SUGGESTED_TYPES}
              filter={({ options }) => options}
              error={problems.type}
              onInput={() => setTyping(true)}
              onDropdownClose={() => setTyping(false)}
              onChange={(value) => change({ type: value })}
            />
          )}
        </Labelled>
        <Labelled label="Project">
          <Autocomplete aria-label="Project" value={form.project} data={[...new Set(projects.map((project) => project.name))]} onChange={(project) => change({ project })} />
        </Labelled>
        <Labelled label="Aliases">
          <AliasField aliases={form.aliases} held={check.aliases} onChange={(aliases) => change({ aliases })} />
        </Labelled>
        <RunField run={form.run} onChange={(run) => change({ run })} />
        <Labelled label="Note">
          <TextInput aria-label="Note" placeholder="What changed, for the history" value={form.note} onChange={(event) => change({ note: event.currentTarget.value })} />
        </Labelled>
        <Labelled label="Description" wide>
          <Textarea aria-label="Description" autosize minRows={1} maxRows={6} placeholder="What it is, for who finds it later" value={form.description} onChange={(event) => change({ description: event.currentTarget.value })} />
        </Labelled>
      </div>
      <OriginFields form={form} change={change} problem={problems.references} />
      <PairsField title="Metrics" what="metric" pairs={form.metrics} onChange={(metrics) => change({ metrics })} problem={problems.metrics} check={metricProblem} numeric />
      <PairsField title="Hyper-parameters" what="hyper-parameter" pairs={form.config} onChange={(config) => change({ config })} problem={problems.config} />
      <MetadataField text={form.metadata} problem={problems.metadata} onChange={(metadata) => change({ metadata })} />
    </section>
  );
}

function Labelled({ label, wide = false, children }: { label: string; wide?: boolean; children: ReactNode }): ReactNode {
  return (
    <div className={css.field} data-wide={wide}>
      <span className={css.label} aria-hidden>
        {label}
      </span>
      {children}
    </div>
  );
}

function MetadataField({ text, problem, onChange }: { text: string; problem: string | undefined; onChange: (text: string) => void }): ReactNode {
  const [open, setOpen] = useState(text !== '');
  const tidy = (): void => {
    const parsed = parseJsonObject(text);
    if (parsed && text.trim()) onChange(JSON.stringify(parsed, null, 2));
  };
  const count = toPairs(parseJsonObject(text) ?? {}).length;
  return (
    <div className={css.more}>
      <button type="button" className={css.disclose} aria-expanded={open} onClick={() => setOpen(!open)}>
        Metadata <span className="t3">{text.trim() === '' ? 'JSON, optional' : `${count} ${count === 1 ? 'key' : 'keys'}`}</span>
      </button>
      {open && (
        <Textarea aria-label="Metadata as JSON" className={css.mono ?? ''} autosize minRows={3} maxRows={12} spellCheck={false} placeholder={'{ "licence": "MIT" }'} value={text} error={problem} onBlur={tidy} onChange={(event) => onChange(event.currentTarget.value)} />
      )}
    </div>
  );
}
