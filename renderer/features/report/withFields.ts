// What a report looks like once fields are written, before the engine has answered.
import type { JsonValue } from '../../../shared/contract/primitives.js';
import { PanelValue, type ReportDetail, type ReportPanel } from '../../../shared/contract/reports.js';

const text = (value: JsonValue): string => (typeof value === 'string' ? value : '');

export function withFields(report: ReportDetail, set: Readonly<Record<string, JsonValue>>, at: number): ReportDetail {
  const panels = new Map(report.panels.map((panel) => [panel.id, panel]));
  let { title, subtitle, deleted } = report;
  for (const [field, value] of Object.entries(set)) {
    const [name, id = ''] = field.split('.');
    const known = panels.get(id);
    if (name === 'title') title = text(value);
    else if (name === 'subtitle') subtitle = text(value);
    else if (name === 'deleted') deleted = value === true;
    else if (name === 'panel' && value === null) panels.delete(id);
    else if (name === 'panel') {
      const read = PanelValue.safeParse(value);
      if (read.success) panels.set(id, { ...read.data, id, text: known?.text ?? (read.data.kind === 'text' ? '' : null), others: known?.others ?? [], rivals: [] });
    } else if (name === 'text' && known) panels.set(id, { ...known, text: text(value), others: [] });
  }
  const ordered = [...panels.values()].sort((a: ReportPanel, b: ReportPanel) => a.place.y - b.place.y || a.place.x - b.place.x || (a.id < b.id ? -1 : 1));
  return { ...report, title, subtitle, deleted, panels: ordered, updated: Math.max(at, report.updated) };
}

/** Random, as the contract wants it. */
export function newPanelId(): string {
  return [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The first free row of the grid. */
export function below(panels: readonly Pick<ReportPanel, 'place'>[]): number {
  return panels.reduce((most, { place }) => Math.max(most, place.y + place.h), 0);
}

export function panelValue({ kind, place, settings }: Pick<ReportPanel, 'kind' | 'place' | 'settings'>): JsonValue {
  return { kind, place: { ...place }, settings };
}
