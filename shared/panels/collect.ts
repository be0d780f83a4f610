// A report with the data of all its panels, as an export carries it: what each shows, which version each figure is of, and what
// changed since the last export.
import type { JsonValue } from '../contract/primitives.js';
import type { ReportDetail, ReportFigure, ReportPanel } from '../contract/reports.js';
import { asCairnError } from '../contract/errors.js';
import { loadPanel, panelOrigin, panelTitle } from './load.js';
import { panelOf } from './registry.js';
import { askTogether } from './together.js';
import type { MediaOf, Origin, PanelClient, Signal } from './types.js';

/** Pictures that one page may carry, in bytes as they are written there; the rest are named, and counted. */
const MOST_MEDIA = 2_500_000;
const MOST_FIGURES = 5_000;

export interface CollectedPanel {
  readonly id: string;
  readonly kind: string;
  readonly place: ReportPanel['place'];
  readonly title: string;
  /** Since when it is frozen; null: as it was when the report was exported. */
  readonly pinned: number | null;
  readonly of: Origin | null;
  readonly data: unknown;
  /** Why it shows nothing. */
  readonly problem: string | null;
}

/** A figure that is not what it was; `before` and `after` absent for one that came or went. */
export interface FigureChange {
  readonly panel: string;
  readonly key: string;
  readonly before?: { readonly value: JsonValue; readonly digest: string };
  readonly after?: { readonly value: JsonValue; readonly digest: string };
}

export interface Collected {
  readonly id: string;
  readonly title: string;
  readonly subtitle: string;
  readonly by: string;
  readonly at: number;
  readonly link: string;
  readonly panels: readonly CollectedPanel[];
  readonly figures: readonly ReportFigure[];
  readonly since: { readonly at: number; readonly changes: readonly FigureChange[] } | null;
  /** `version\npath` -> data URL. */
  readonly media: Readonly<Record<string, string>>;
  /** Pictures that did not fit. */
  readonly leftOut: number;
}

export const mediaKey = ({ version, path }: MediaOf): string => `${version}\n${path}`;

/** By panel and key; in the order of the newer, what is gone last. */
export function figureChanges(before: readonly ReportFigure[], after: readonly ReportFigure[]): FigureChange[] {
  const name = ({ panel, key }: ReportFigure): string => `${panel}\n${key}`;
  const side = ({ value, digest }: ReportFigure): { value: JsonValue; digest: string } => ({ value, digest });
  const text = (figure: ReportFigure): string => JSON.stringify(side(figure));
  const old = new Map<string, ReportFigure[]>();
  for (const figure of before) old.set(name(figure), [...(old.get(name(figure)) ?? []), figure]);
  const take = (figure: ReportFigure, which: (was: ReportFigure) => boolean): ReportFigure | undefined => {
    const list = old.get(name(figure)) ?? [];
    const at = list.findIndex(which);
    return at < 0 ? undefined : list.splice(at, 1)[0];
  };
  // Where several have one name, what is as it was is put aside first.
  const left = after.filter((figure) => !take(figure, (was) => text(was) === text(figure)));
  const changed = left.map((figure): FigureChange => {
    const was = take(figure, () => true);
    return { panel: figure.panel, key: figure.key, ...(was ? { before: side(was) } : {}), after: side(figure) };
  });
  const gone = new Set([...old.values()].flat());
  return [...changed, ...before.filter((figure) => gone.has(figure)).map((figure) => ({ panel: figure.panel, key: figure.key, before: side(figure) }))];
}

async function collectPanel(client: PanelClient, panel: ReportPanel, signal: Signal): Promise<CollectedPanel> {
  const { id, kind, place } = panel;
  try {
    const { data, pinned } = await loadPanel(client, panel, signal);
    return { id, kind, place, title: panelTitle(panel, data), pinned, of: panelOrigin(data) ?? null, data, problem: null };
  } catch (error) {
    if (signal.aborted) throw error;
    return { id, kind, place, title: panelTitle(panel, undefined), pinned: null, of: null, data: null, problem: asCairnError(error).message };
  }
}

function figuresOf(panels: readonly CollectedPanel[]): ReportFigure[] {
  return panels.flatMap(({ id, kind, data, problem }) => (problem === null ? (panelOf(kind)?.figures(data) ?? []).map((figure) => ({ panel: id, ...figure })) : [])).slice(0, MOST_FIGURES);
}

async function mediaOf(client: PanelClient, panels: readonly CollectedPanel[], signal: Signal): Promise<{ media: Record<string, string>; leftOut: number }> {
  const wanted = new Map(panels.flatMap(({ kind, data, problem }) => (problem === null ? (panelOf(kind)?.media?.(data) ?? []) : [])).map((each) => [mediaKey(each), each]));
  const media: Record<string, string> = {};
  let [used, leftOut] = [0, 0];
  for (const [key, each] of wanted) {
    const found = await client.tables.media(each, { signal }).catch(() => undefined);
    if (found?.kind !== 'image' || used + found.base64.length > MOST_MEDIA) {
      leftOut += 1;
      continue;
    }
    used += found.base64.length;
    media[key] = `data:${found.mime};base64,${found.base64}`;
  }
  return { media, leftOut };
}

export interface CollectInput {
  readonly report: ReportDetail;
  readonly link: string;
  readonly by: string;
  /** The moment of the export. */
  readonly at: number;
}

/** Asks for everything once. A panel that cannot be shown says why and does not end it. */
export async function collectReport(client: PanelClient, { report, link, by, at }: CollectInput, signal: Signal): Promise<Collected> {
  const together = askTogether(client);
  const panels = await Promise.all(report.panels.map((panel) => collectPanel(together, panel, signal)));
  const figures = figuresOf(panels);
  const since = report.exported && { at: report.exported.at, changes: figureChanges(report.exported.figures, figures) };
  return { id: report.id, title: report.title, subtitle: report.subtitle, by, at, link, panels, figures, since, ...(await mediaOf(client, panels, signal)) };
}

/** What the field `exported` is written with. */
export function exportedField({ at, figures }: Collected): JsonValue {
  return { at, figures: figures.map((figure) => ({ ...figure })) };
}
