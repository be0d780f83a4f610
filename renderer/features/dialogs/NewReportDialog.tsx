// A new report: a blank page, or the dashboard of a model in production.
import { SegmentedControl, Select, TextInput } from '@mantine/core';
import { useMemo, useState, type ReactNode } from 'react';
import { useEngine } from '../../api/EngineProvider.js';
import { useScope } from '../../data/hooks.js';
import { closeDialog } from '../../state/dialogs.js';
import { openView } from '../../state/openView.js';
import { useAct } from '../../state/useAct.js';
import { DialogForm } from '../../ui/DialogForm.js';

const EFFECT = { blank: 'An empty page.', production: 'Header with aliases, versions, metric across versions, lineage, evaluation and promotion history of one registered model. Everything follows its production alias until it is pinned.' };

export function NewReportDialog({ model: given = '' }: { model?: string }): ReactNode {
  const engine = useEngine();
  const act = useAct();
  const { rows } = useScope('collections');
  const [template, setTemplate] = useState<'blank' | 'production'>(given === '' ? 'blank' : 'production');
  const [typed, setTyped] = useState<string>();
  const [model, setModel] = useState(given);
  const models = useMemo(() => rows.filter(({ form }) => form === 'registered').map(({ id, name }) => ({ value: id, label: name })).sort((a, b) => a.label.localeCompare(b.label)), [rows]);
  const chosen = models.find(({ value }) => value === model);
  const title = typed ?? (template === 'production' && chosen ? `${chosen.label} in production` : '');
  const create = (): void =>
    act.run(async () => {
      const made = await engine.reports.create({ title: title.trim(), template, ...(template === 'production' ? { model } : {}) });
      closeDialog();
      openView({ view: 'report', report: made.id });
    });
  return (
    <DialogForm act="Create" effect={EFFECT[template]} disabled={title.trim() === '' || (template === 'production' && !chosen)} pending={act.pending} problem={act.problem} onSubmit={create} onCancel={closeDialog}>
      <SegmentedControl aria-label="Begin with" data={[{ value: 'blank', label: 'Blank page' }, { value: 'production', label: 'Production dashboard' }]} value={template} onChange={(value) => setTemplate(value as 'blank' | 'production')} />
      {template === 'production' && <Select label="Registered model" searchable placeholder={models.length === 0 ? 'There is none yet' : 'Choose one'} data={models} value={model === '' ? null : model} onChange={(value) => setModel(value ?? '')} />}
      <TextInput label="Title" data-autofocus maxLength={300} value={title} onChange={(event) => setTyped(event.currentTarget.value)} />
    </DialogForm>
  );
}
