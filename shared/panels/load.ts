// A panel with its data: frozen where it is pinned, asked for where it is live.
import { CairnError } from '../contract/errors.js';
import type { JsonObject } from '../contract/primitives.js';
import type { ReportPanel } from '../contract/reports.js';
import { panelOf } from './registry.js';
import { Origin, Pinned, VersionOf, type PanelClient, type Signal } from './types.js';

export interface LoadedPanel {
  readonly data: unknown;
  /** Since when it is frozen; null while it is live. */
  readonly pinned: number | null;
}

export function pinnedOf(settings: JsonObject): { readonly at: number; readonly data: unknown } | undefined {
  return Pinned.safeParse(settings['pinned']).data;
}

/** @throws invalid_input for settings or frozen data that the kind cannot read; else as the calls it makes */
export async function loadPanel(client: PanelClient, panel: Pick<ReportPanel, 'kind' | 'settings' | 'text'>, signal: Signal): Promise<LoadedPanel> {
  const kind = panelOf(panel.kind);
  if (!kind) throw new CairnError('invalid_input', `This version of Cairn does not know panels of the kind ${panel.kind}. The panel is kept as it is.`);
  const pinned = pinnedOf(panel.settings);
  if (pinned) {
    const data = kind.data.safeParse(pinned.data);
    if (!data.success) throw new CairnError('invalid_input', `What this panel was pinned to cannot be read by this version of Cairn (${data.error.issues[0]?.path.join('.') ?? ''}). Unpin it to ask again.`);
    return { data: data.data, pinned: pinned.at };
  }
  const settings = kind.settings.safeParse(panel.kind === 'text' ? { ...panel.settings, text: panel.text ?? '' } : panel.settings);
  if (!settings.success) throw new CairnError('invalid_input', 'Nothing was chosen yet for this panel to show.');
  return { data: await kind.load(client, settings.data, signal), pinned: null };
}

/** The title a person gave it, else the one its kind gives. */
export function panelTitle(panel: Pick<ReportPanel, 'kind' | 'settings'>, data: unknown): string {
  const given = panel.settings['title'];
  if (typeof given === 'string') return given;
  const kind = panelOf(panel.kind);
  return data === undefined ? (kind?.name ?? panel.kind) : (kind?.title(data, panel.settings) ?? panel.kind);
}

/** The digest a panel's data is of, where it is of one version. */
export function panelOrigin(data: unknown): Origin | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const found = 'of' in data ? data.of : 'holder' in data ? data.holder : undefined;
  return Origin.safeParse(found).data;
}

/** What a live panel follows, in words: an alias, or everything there is. */
export function followsWords(panel: Pick<ReportPanel, 'kind' | 'settings'>): string {
  const { ref, alias } = VersionOf.safeParse(panel.settings).data ?? {};
  if (ref !== undefined) return 'of one version';
  return alias === undefined ? 'live' : `live, follows ${alias}`;
}
