// reports.*: pages of text and panels, kept as operations: they travel, have a history and roll back like everything else.
// A report is a set of fields, each overwritten by itself: `title`, `subtitle`, `panel.<id>` (kind, place, settings; null takes it
// away), `text.<id>` (the Markdown of a text panel; null once the panel was taken away with it) and `exported` (the figures it was last exported
// with). Of two texts, or two settings of a panel, written without knowledge of each other both are kept; a text that was written without
// knowing that its panel was taken away keeps the panel.
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { Actor, Digest, Id, Json, JsonObject, Millis } from './primitives.js';

/** The grid that panels stand on: so many columns; rows as high as the page makes them. */
export const REPORT_COLUMNS = 12;

/** Random, 16 hex: names a panel inside its report. */
export const PanelId = z.string().regex(/^[0-9a-f]{16}$/);

/** In columns and rows of the grid, from the top left. */
export const PanelPlace = z
  .object({ x: z.number().int().min(0).max(REPORT_COLUMNS - 1), y: z.number().int().min(0).max(10_000), w: z.number().int().min(1).max(REPORT_COLUMNS), h: z.number().int().min(1).max(200) })
  .refine(({ x, w }) => x + w <= REPORT_COLUMNS, `x and w together at most ${REPORT_COLUMNS}`);
export type PanelPlace = z.infer<typeof PanelPlace>;

/** What `panel.<id>` holds. Kinds a page does not know are kept, and shown as such. */
export const PanelValue = z.object({ kind: z.string().min(1).max(64), place: PanelPlace, settings: JsonObject.default({}) });
export type PanelValue = z.infer<typeof PanelValue>;

export const ReportField = z.string().regex(/^(title|subtitle|deleted|exported|(panel|text)\.[0-9a-f]{16})$/);

/** A value that another device wrote at the same time, without knowing of the one shown. */
export const OtherValue = z.object({ value: Json, actor: Actor, device: z.string(), at: Millis });
export type OtherValue = z.infer<typeof OtherValue>;

export const ReportPanel = PanelValue.extend({
  id: PanelId,
  /** Markdown of a text panel; null for other kinds. */
  text: z.string().nullable(),
  /** Other versions of the text, newest first; writing the text ends them. */
  others: z.array(OtherValue),
  /** What others made of the panel at the same time: another kind or other settings, or null where it was taken away. Placing it ends them. */
  rivals: z.array(OtherValue),
});
export type ReportPanel = z.infer<typeof ReportPanel>;

export const ReportRow = z.object({
  id: Id,
  title: z.string(),
  subtitle: z.string(),
  panels: z.number().int(),
  created: Millis,
  updated: Millis,
  actor: Actor,
  deleted: z.boolean(),
});
export type ReportRow = z.infer<typeof ReportRow>;

/** A figure of a report, with the version it is of. */
export const ReportFigure = z.object({ panel: PanelId, key: z.string().max(1000), value: Json, ref: z.string().max(2000), digest: Digest });
export type ReportFigure = z.infer<typeof ReportFigure>;

/** What the field `exported` holds: when, and every figure that was in it, so that the next export can say what changed. */
export const ReportExported = z.object({ at: Millis, figures: z.array(ReportFigure).max(5000) });
export type ReportExported = z.infer<typeof ReportExported>;

export const ReportDetail = ReportRow.omit({ panels: true }).extend({
  /** In reading order: by row, then by column. */
  panels: z.array(ReportPanel),
  /** Everybody who changed it, the last first. */
  editors: z.array(Actor),
  /** Other titles written at the same time. */
  others: z.array(OtherValue),
  exported: ReportExported.nullable(),
});
export type ReportDetail = z.infer<typeof ReportDetail>;

/** One change of a report. */
export const ReportChange = z.object({ at: Millis, actor: Actor, device: z.string(), field: z.string(), value: Json });
export type ReportChange = z.infer<typeof ReportChange>;

export const ReportSet = z.record(ReportField, Json);

export const reportsContract = {
  /** Newest change first. */
  list: oc.input(z.object({ deleted: z.boolean().default(false) })).output(z.array(ReportRow)),
  /** As it stands, or as it stood at a past moment. @throws not_found */
  get: oc.input(z.object({ report: Id, at: Millis.optional() })).output(ReportDetail),
  /** `production` makes the dashboard of a registered model: header, versions, metric across versions, lineage, evaluation, history. */
  create: oc
    .input(z.object({ title: z.string().min(1).max(300), template: z.enum(['blank', 'production']).default('blank'), model: z.string().min(1).max(1000).optional() }))
    .output(ReportDetail),
  /** Overwrites fields, each by one operation that has seen what stood there. Null takes a panel away, and the text that was in it. @throws invalid_input, not_found */
  edit: oc.input(z.object({ report: Id, set: ReportSet })).output(ReportDetail),
  /** Every change, newest first. */
  history: oc.input(z.object({ report: Id })).output(z.array(ReportChange)),
  /** Puts every field back to what it was at a past moment, by new operations. */
  rollBack: oc.input(z.object({ report: Id, at: Millis })).output(ReportDetail),
};
