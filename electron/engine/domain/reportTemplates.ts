// What a new report begins with: nothing but a title, or the dashboard of a registered model.
import type { JsonValue } from '../../../shared/contract/primitives.js';
import type { PanelValue } from '../../../shared/contract/reports.js';

/** A registered model as the template speaks of it. */
export interface TemplateModel {
  readonly id: string;
  readonly name: string;
  /** The metric its versions are judged by, if one was chosen. */
  readonly metric: string | undefined;
}

interface Piece extends PanelValue {
  readonly text?: string;
}

/** Follows an alias wherever it goes. */
const live = (model: TemplateModel): { model: string; alias: string } => ({ model: model.id, alias: 'production' });

function dashboard(model: TemplateModel): readonly Piece[] {
  const metric = model.metric === undefined ? {} : { metric: model.metric };
  return [
    { kind: 'modelHeader', place: { x: 0, y: 0, w: 12, h: 4 }, settings: { ...live(model), ...metric } },
    { kind: 'metricAcross', place: { x: 0, y: 4, w: 8, h: 8 }, settings: { model: model.id, ...metric } },
    { kind: 'text', place: { x: 8, y: 4, w: 4, h: 8 }, settings: {}, text: `## What changed\n\nWhat runs today as **${model.name}**, how it got there, and what comes next.` },
    { kind: 'versions', place: { x: 0, y: 12, w: 12, h: 8 }, settings: { model: model.id, ...metric } },
    { kind: 'lineage', place: { x: 0, y: 20, w: 12, h: 9 }, settings: { ...live(model), direction: 'both' } },
    { kind: 'evaluation', place: { x: 0, y: 29, w: 7, h: 10 }, settings: live(model) },
    { kind: 'history', place: { x: 7, y: 29, w: 5, h: 10 }, settings: { model: model.id, alias: 'production' } },
  ];
}

/** The first fields of a report. `newId` gives 16 random hex digits each time. */
export function templateFields(title: string, model: TemplateModel | undefined, newId: () => string): Record<string, JsonValue> {
  const fields: Record<string, JsonValue> = { title };
  for (const { text, ...panel } of model ? dashboard(model) : []) {
    const id = newId();
    fields[`panel.${id}`] = panel;
    if (text !== undefined) fields[`text.${id}`] = text;
  }
  return fields;
}
