// Puts what a page shows into a report, as a panel below what is there.
import { Select, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState, type ReactNode } from 'react';
import type { JsonObject, JsonValue } from '../../../shared/contract/primitives.js';
import { panelOf, type PanelName } from '../../../shared/panels/registry.js';
import { useEngine } from '../../api/EngineProvider.js';
import { useAnswer } from '../../data/useAnswer.js';
import { closeDialog } from '../../state/dialogs.js';
import { openView } from '../../state/openView.js';
import { useAct } from '../../state/useAct.js';
import { DialogForm } from '../../ui/DialogForm.js';

/** No id of a report. */
const NEW = 'new';

function randomId(): string {
  return [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function AddToReportDialog({ panel, settings }: { panel: PanelName; settings: JsonObject }): ReactNode {
  const engine = useEngine();
  const act = useAct();
  const { value: reports } = useAnswer({ deleted: false }, (asked, signal) => engine.reports.list(asked, { signal }));
  const [chosen, setChosen] = useState<string>();
  const [title, setTitle] = useState('');
  const report = chosen ?? reports?.[0]?.id ?? NEW;
  const kind = panelOf(panel);
  const add = (): void =>
    act.run(async () => {
      const into = report === NEW ? await engine.reports.create({ title: title.trim() }) : await engine.reports.get({ report });
      const y = into.panels.reduce((most, { place }) => Math.max(most, place.y + place.h), 0);
      const value: JsonValue = { kind: panel, place: { x: 0, y, ...(kind?.size ?? { w: 12, h: 8 }) }, settings };
      await engine.reports.edit({ report: into.id, set: { [`panel.${randomId()}`]: value } });
      closeDialog();
      if (report === NEW) openView({ view: 'report', report: into.id });
      else notifications.show({ message: `Added to ${into.title}`, autoClose: 4000 });
    });
  return (
    <DialogForm act="Add" effect={`${kind?.name ?? panel}: ${kind?.about ?? ''}`} disabled={!reports || (report === NEW && title.trim() === '')} pending={act.pending} problem={act.problem} onSubmit={add} onCancel={closeDialog}>
      <Select label="Report" allowDeselect={false} searchable data={[...(reports ?? []).map(({ id, title: name }) => ({ value: id, label: name })), { value: NEW, label: 'A new report…' }]} value={report} onChange={(value) => setChosen(value ?? NEW)} />
      {report === NEW && <TextInput label="Title" data-autofocus maxLength={300} value={title} onChange={(event) => setTitle(event.currentTarget.value)} />}
    </DialogForm>
  );
}
