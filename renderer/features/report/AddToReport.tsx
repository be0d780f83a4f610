// "Add to report", on every view that a panel can show: which panels fit is read from where the window is.
import { ActionIcon, Menu } from '@mantine/core';
import { IconFilePlus } from '@tabler/icons-react';
import { useMemo, type ReactNode } from 'react';
import type { View } from '../../../shared/contract/links.js';
import type { JsonObject } from '../../../shared/contract/primitives.js';
import { PANELS, type PanelName } from '../../../shared/panels/registry.js';
import { useScope } from '../../data/hooks.js';
import { openDialog } from '../../state/dialogs.js';
import { useEntryState } from '../../state/entryState.js';
import { useView } from '../../state/openView.js';
import { useSavedViews } from '../../state/savedViews.js';
import { useTray } from '../../state/tray.js';

export interface Fitting {
  readonly panel: PanelName;
  readonly settings: JsonObject;
}

interface Known {
  /** True for a registered model, by id. */
  readonly registered: (collection: string) => boolean;
  readonly tray: readonly string[];
  readonly query: { readonly text: string; readonly of: string };
}

/** The panels that show what a view shows, the likeliest first. */
export function fittingPanels(view: View, { registered, tray, query }: Known): readonly Fitting[] {
  switch (view.view) {
    case 'registry':
      return [{ panel: 'models', settings: {} }];
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
      return view.start === undefined ? [] : [{ panel: 'lineage', settings: { start: view.start } }];
    case 'compare': {
      const items = view.items.length > 0 ? view.items : tray;
      return items.length === 0 ? [] : [{ panel: 'compare', settings: { items: items.slice(0, 20) } }];
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

export function AddToReport(): ReactNode {
  const view = useView();
  const { rows } = useScope(view?.view === 'collection' ? 'collections' : undefined);
  const tray = useTray((state) => state.items);
  const { views } = useSavedViews();
  const saved = view?.view === 'find' ? views.find(({ id }) => id === view.saved) : undefined;
  const [text] = useEntryState('query', saved?.text ?? '');
  const [of] = useEntryState<string>('query.of', saved?.of ?? 'versions');
  const fitting = useMemo(
    () => (view ? fittingPanels(view, { registered: (id) => rows.some((row) => row.id === id && row.form === 'registered'), tray: tray.map(({ id }) => id), query: { text, of } }) : []),
    [view, rows, tray, text, of],
  );
  if (fitting.length === 0) return null;
  return (
    <Menu position="bottom-start" withinPortal transitionProps={{ duration: 0 }}>
      <Menu.Target>
        <ActionIcon aria-label="Add to report" title="Add to report">
          <IconFilePlus className="i" aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Add to report</Menu.Label>
        {fitting.map(({ panel, settings }) => (
          <Menu.Item key={panel} title={PANELS[panel].about} onClick={() => openDialog({ kind: 'addToReport', panel, settings })}>
            {PANELS[panel].name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
