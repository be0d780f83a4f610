// Reports: read them as they stand or stood, write their fields, put them back.
import { CairnError } from '../../../../shared/contract/errors.js';
import type { JsonValue } from '../../../../shared/contract/primitives.js';
import { PanelValue, ReportExported, type ReportChange, type ReportDetail, type ReportRow } from '../../../../shared/contract/reports.js';
import { changesOf, reportFrom, reportRow, standing, writtenUpTo, type Written } from '../../domain/report.js';
import { templateFields, type TemplateModel } from '../../domain/reportTemplates.js';
import type { Queries } from '../../store/queries/types.js';
import type { WriteTx } from '../../store/types.js';
import type { EngineContext } from '../context.js';
import { collectionNamed } from '../registry/places.js';

/** Markdown of one text panel; a page of prose, not a book. */
const MAX_TEXT = 200_000;

function writesOf(read: Queries, report: string): readonly Written[] {
  const writes = read.reportWrites(report);
  if (writes.length === 0) throw new CairnError('not_found', `There is no report ${report.slice(0, 12)} in this registry. It may not have arrived on this device yet.`, { report });
  return writes;
}

function detail(report: string, writes: readonly Written[], at?: number): ReportDetail {
  const found = reportFrom(report, at === undefined ? writes : writtenUpTo(writes, at));
  if (!found) throw new CairnError('not_found', `The report did not exist at ${new Date(at ?? 0).toISOString()}.`, { report, at });
  return found;
}

export function listReports(engine: EngineContext, { deleted }: { readonly deleted: boolean }): ReportRow[] {
  const { read } = engine.registry;
  return read
    .reportIds()
    .flatMap((id) => reportFrom(id, read.reportWrites(id)) ?? [])
    .filter((report) => report.deleted === deleted)
    .map(reportRow)
    .sort((a, b) => b.updated - a.updated || (a.id < b.id ? -1 : 1));
}

export function getReport(engine: EngineContext, { report, at }: { readonly report: string; readonly at?: number | undefined }): ReportDetail {
  return detail(report, writesOf(engine.registry.read, report), at);
}

export function reportHistory(engine: EngineContext, { report }: { readonly report: string }): ReportChange[] {
  return changesOf(writesOf(engine.registry.read, report));
}

/** @throws CairnError invalid_input for a value that its field cannot hold */
function checked(field: string, value: JsonValue): JsonValue {
  const wrong = (what: string): CairnError => new CairnError('invalid_input', `Changing the report failed: ${field} ${what}.`, { field });
  if (field === 'deleted') {
    if (typeof value !== 'boolean') throw wrong('is true or false');
    return value;
  }
  if (field === 'exported') {
    const exported = ReportExported.safeParse(value);
    if (!exported.success) throw wrong('is no list of figures');
    return exported.data;
  }
  if (value === null && /^(panel|text)\./.test(field)) return null;
  if (field.startsWith('panel.')) {
    const panel = PanelValue.safeParse(value);
    if (!panel.success) throw wrong(`is no panel (${panel.error.issues[0]?.message ?? 'not in form'})`);
    return panel.data;
  }
  if (typeof value !== 'string') throw wrong('is text');
  const most = field.startsWith('text.') ? MAX_TEXT : 300;
  if (value.length > most) throw wrong(`is at most ${most.toLocaleString('en')} characters long`);
  return value;
}

/** A panel that is taken away takes the text along that was seen: one written meanwhile stands beside that, and keeps the panel. */
function withTexts(set: Readonly<Record<string, JsonValue>>): Readonly<Record<string, JsonValue>> {
  const gone = Object.entries(set).filter(([field, value]) => field.startsWith('panel.') && value === null);
  return { ...Object.fromEntries(gone.map(([field]) => [field.replace('panel.', 'text.'), null])), ...set };
}

/** Only what differs from what stands is written; a field with several values is settled by writing any. */
function writeFields(tx: WriteTx, report: string, set: Readonly<Record<string, JsonValue>>): void {
  const heads = standing(tx.read.reportWrites(report));
  const fields = withTexts(set);
  for (const [field, given] of Object.entries(fields)) {
    const value = checked(field, given);
    const stands = heads.get(field) ?? [];
    if (stands.length === 1 && JSON.stringify(stands[0]?.value) === JSON.stringify(value)) continue;
    if (stands.length === 0 && value === null) continue;
    tx.append({ kind: 'report', body: { report, field, value }, observed: stands.map(({ id }) => id) });
  }
}

function templateModel(engine: EngineContext, named: string | undefined): TemplateModel {
  if (named === undefined) throw new CairnError('invalid_input', 'Making a production dashboard failed: say which registered model it is about.');
  const { read } = engine.registry;
  const id = collectionNamed(read, engine, named);
  const model = read.collection(id);
  if (model?.form !== 'registered') throw new CairnError('invalid_input', `Making a production dashboard failed: "${named}" is no registered model.`, { model: named });
  return { id, name: model.name, metric: model.headline?.metric };
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

export function createReport(engine: EngineContext, { title, template, model }: { readonly title: string; readonly template: 'blank' | 'production'; readonly model?: string | undefined }): ReportDetail {
  const { random } = engine.ports;
  const about = template === 'production' ? templateModel(engine, model) : undefined;
  const report = hex(random.bytes(32));
  return engine.registry.write(engine.actor(), (tx) => {
    writeFields(tx, report, templateFields(title, about, () => hex(random.bytes(8))));
    return detail(report, writesOf(tx.read, report));
  });
}

export function editReport(engine: EngineContext, { report, set }: { readonly report: string; readonly set: Readonly<Record<string, JsonValue>> }): ReportDetail {
  return engine.registry.write(engine.actor(), (tx) => {
    writesOf(tx.read, report);
    writeFields(tx, report, set);
    return detail(report, writesOf(tx.read, report));
  });
}

export function rollBackReport(engine: EngineContext, { report, at }: { readonly report: string; readonly at: number }): ReportDetail {
  return engine.registry.write(engine.actor(), (tx) => {
    const writes = writesOf(tx.read, report);
    detail(report, writes, at);
    const then = standing(writtenUpTo(writes, at));
    const back: Record<string, JsonValue> = {};
    for (const [field] of standing(writes)) {
      // That it was exported is not undone by putting the page back.
      if (field === 'exported') continue;
      const gone = /^(panel|text)\./.test(field) ? null : field === 'deleted' ? false : '';
      back[field] = then.get(field)?.[0]?.value ?? gone;
    }
    writeFields(tx, report, back);
    return detail(report, writesOf(tx.read, report));
  });
}
