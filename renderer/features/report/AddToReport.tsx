// "Add to report", on every view that a panel can show.
import { ActionIcon, Menu } from '@mantine/core';
import { IconFilePlus } from '@tabler/icons-react';
import { useMemo, useState, type ReactNode } from 'react';
import { useScope } from '../../data/hooks.js';
import { useEntryState } from '../../state/entryState.js';
import { useView } from '../../state/openView.js';
import { useSavedViews } from '../../state/savedViews.js';
import { useTray } from '../../state/tray.js';
import { later } from '../../ui/later.js';
import { useSavedComparisons } from '../compare/useCompare.js';
import { fittingPanels, type Known } from './fitting.js';

/** As the page of a lineage begins. */
const AS_OPENED = { direction: 'both', depth: 2 } as const;

/** What knows every kind of panel comes when the menu is opened. */
const { Part: FittingItems, useHere } = later(async () => (await import('./FittingItems.js')).FittingItems);

export function AddToReport(): ReactNode {
  const [open, setOpen] = useState(false);
  useHere(open);
  const view = useView();
  const { rows } = useScope(view?.view === 'collection' ? 'collections' : undefined);
  const tray = useTray((state) => state.items);
  const { views } = useSavedViews();
  const { saved: comparisons } = useSavedComparisons(view?.view === 'compare' && view.saved !== undefined);
  const asked = view?.view === 'find' ? views.find(({ id }) => id === view.saved) : undefined;
  const [text] = useEntryState('query', asked?.text ?? '');
  const [of] = useEntryState<string>('query.of', asked?.of ?? 'versions');
  const [{ direction, depth }] = useEntryState<Known['followed']>('asked', AS_OPENED);
  const fitting = useMemo(
    () => (view ? fittingPanels(view, { registered: (id) => rows.some((row) => row.id === id && row.form === 'registered'), tray: tray.map(({ id }) => id), saved: (id) => comparisons?.find((each) => each.id === id), query: { text, of }, followed: { direction, depth } }) : []),
    [view, rows, tray, comparisons, text, of, direction, depth],
  );
  if (fitting.length === 0) return null;
  return (
    <Menu opened={open} onChange={setOpen} position="bottom-start" withinPortal transitionProps={{ duration: 0 }}>
      <Menu.Target>
        <ActionIcon aria-label="Add to report" title="Add to report">
          <IconFilePlus className="i" aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Add to report</Menu.Label>
        <FittingItems fitting={fitting} />
      </Menu.Dropdown>
    </Menu>
  );
}
