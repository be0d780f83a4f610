// Which panels show what a view shows: read from where the window is.
import type { View } from '../../../shared/contract/links.js';
import type { JsonObject } from '../../../shared/contract/primitives.js';
import type { PanelName } from '../../../shared/panels/registry.js';

export interface Fitting {
  readonly panel: PanelName;
  readonly settings: JsonObject;
}

/** What a view does not say of itself. */
export interface Known {
  /** True for a registered model, by id. */
  readonly registered: (collection: string) => boolean;
  readonly tray: readonly string[];
  /** A comparison that was kept, by id; undefined while it is not known. */
  readonly saved: (id: string) => { readonly items: readonly string[]; readonly baseline: number } | undefined;
  readonly query: { readonly text: string; readonly of: string };
  /** How a lineage is followed on its page. */
  readonly followed: { readonly direction: string; readonly depth: number | null };
}

/** The panels that show what a view shows, the likeliest first. */
export function fittingPanels(view: View, { registered, tray, saved, query, followed }: Known): readonly Fitting[] {
  switch (view.view) {
    case 'registry':
      return [{ panel: 'models', settings: {} }];
    case 'artifacts':
      return [{ panel: 'query', settings: { text: '', of: 'collections' } }];
    case 'collection': {
      const settings = { model: view.collection };
      const always: Fitting[] = [{ panel: 'versions', settings }, { panel: 'metricAcross', settings }, { panel: 'history', settings }];
      return registered(view.collection) ? [{ panel: 'modelHeader', settings: { ...settings, alias: 'production' } }, ...always, { panel: 'aliasTimes', settings }, { panel: 'lineage', settings: { start: view.collection } }] : always;
    }
    case 'version': {
      const settings = { ref: view.version };
      const all: Fitting[] = (['version', 'lineage', 'curves', 'evaluation', 'images', 'code'] as const).map((panel) => ({ panel, settings }));
      return view.tab === 'tables' ? [...all].sort((a, b) => Number(b.panel === 'evaluation') - Number(a.panel === 'evaluation')) : all;
    }
    case 'run':
      return [{ panel: 'curves', settings: { run: view.run } }, { panel: 'lineage', settings: { start: view.run } }];
    case 'lineage':
      return view.start === undefined ? [] : [{ panel: 'lineage', settings: { start: view.start, direction: followed.direction, ...(followed.depth === null ? {} : { depth: followed.depth }) } }];
    case 'compare': {
      if (view.saved !== undefined) {
        const kept = saved(view.saved);
        return kept ? [{ panel: 'compare', settings: { items: [...kept.items], baseline: kept.baseline } }] : [];
      }
      const items = view.items.length > 0 ? view.items : tray;
      return items.length === 0 ? [] : [{ panel: 'compare', settings: { items: [...items] } }];
    }
    case 'find':
      return query.text.trim() === '' ? [] : [{ panel: 'query', settings: { ...query } }];
    case 'activity':
      return [{ panel: 'history', settings: {} }];
    case 'runs':
      return [{ panel: 'query', settings: { text: '', of: 'runs' } }];
    default:
      return [];
  }
}
