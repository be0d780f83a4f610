// A collection in the sidebar, with the sign of its foremost alias. A version dragged onto a registered model is linked to it.
import { notifications } from '@mantine/notifications';
import { useCallback, useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import type { CollectionRow } from '../../../shared/contract/entities.js';
import { viewPath } from '../../../shared/contract/links.js';
import { useEngine } from '../../api/EngineProvider.js';
import type { NamedVersion } from '../../state/dialogs.js';
import { useDragged, useVersionDrop } from '../../state/dragged.js';
import { useView } from '../../state/openView.js';
import { problemOf } from '../../state/useAct.js';
import { sortAliases } from '../../ui/AliasBadge.js';
import { AliasGlyph } from '../../ui/AliasGlyph.js';
import { collectionAttributes } from '../collection/collectionColumns.js';
import { linkVersions } from '../dialogs/linkVersions.js';

export function SidebarModel({ row }: { row: CollectionRow }): ReactNode {
  const engine = useEngine();
  const view = useView();
  const [over, setOver] = useState(false);
  const { id, entity, project, name, form, type } = row;
  const accepts = useCallback((versions: readonly NamedVersion[]) => form === 'registered' && versions.every((version) => version.type === type && version.collection !== id), [form, type, id]);
  const link = useCallback(
    (versions: readonly NamedVersion[]) => {
      const oldestFirst = [...versions].sort((a, b) => (a.number ?? Number.MAX_SAFE_INTEGER) - (b.number ?? Number.MAX_SAFE_INTEGER));
      linkVersions(engine, { versions: oldestFirst, target: `${entity}/${project}/${name}`, model: name, aliases: [], note: '' }).catch((error: unknown) => notifications.show({ message: problemOf(error) }));
    },
    [engine, entity, project, name],
  );
  const drop = useVersionDrop(accepts, setOver, link);
  const dragged = useDragged((state) => state.versions);
  const open = dragged.length > 0 && accepts(dragged);
  const top = sortAliases(Object.keys(row.aliases).map((alias) => ({ name: alias })))[0];
  const here = view?.view === 'collection' && view.collection === id;
  return (
    <Link
      href={viewPath({ view: 'collection', collection: id })}
      className="nav-row plain"
      title={`${project}/${name}`}
      draggable={false}
      data-drop-open={open}
      data-drop-over={open && over}
      {...collectionAttributes(row)}
      {...drop}
      {...(here && { 'aria-current': 'page' as const })}
    >
      <span className="dot">
        <AliasGlyph name={top?.name ?? ''} contested={row.contested.length > 0} />
      </span>
      <span className="trunc">{open && over ? `Release to link ${dragged.length === 1 ? (dragged[0]?.label ?? '') : `${dragged.length} versions`}` : name}</span>
    </Link>
  );
}
