// The models that were pinned, and below them the collections that changed last.
import type { ReactNode } from 'react';
import { useScope } from '../../data/hooks.js';
import { usePins } from '../../state/pins.js';
import { SidebarModel } from './SidebarModel.js';

const RECENT = 8;
/** Fewer where something is pinned: that is what the room is for. */
const RECENT_BESIDE_PINS = 5;

export function PinnedModels(): ReactNode {
  const { rows } = useScope('collections');
  const { pinned } = usePins();
  const shown = pinned.flatMap((id) => rows.find((row) => row.id === id) ?? []);
  return <List id="pinned-models" title="Pinned" rows={shown} />;
}

export function RecentCollections(): ReactNode {
  const { rows } = useScope('collections');
  const { pinned } = usePins();
  const shown = rows.filter(({ id }) => !pinned.includes(id)).slice(0, pinned.length > 0 ? RECENT_BESIDE_PINS : RECENT);
  return <List id="recent-collections" title="Recently changed" rows={shown} />;
}

function List({ id, title, rows }: { id: string; title: string; rows: ReturnType<typeof useScope<'collections'>>['rows'] }): ReactNode {
  if (rows.length === 0) return null;
  return (
    <>
      <h2 className="sb-head" id={id}>
        {title}
      </h2>
      <nav className="nav" aria-labelledby={id}>
        {rows.map((row) => (
          <SidebarModel key={row.id} row={row} />
        ))}
      </nav>
    </>
  );
}
