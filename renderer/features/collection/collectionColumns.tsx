// The columns in which lists of collections show them, and the words a filter finds them by.
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { CollectionRow } from '../../../shared/contract/entities.js';
import { viewPath } from '../../../shared/contract/links.js';
import { AliasBadge, AvailabilityBadge, sortAliases } from '../../ui/AliasBadge.js';
import { Bytes } from '../../ui/Bytes.js';
import type { Column } from '../../ui/columns.js';
import { Who } from '../../ui/Who.js';

/** Aliases shown as chips; the rest are counted. */
const CHIPS = 3;

export function collectionText(row: CollectionRow): string {
  return [row.name, row.project, row.type, row.description, ...row.tags, ...Object.entries(row.aliases).flat()].join(' ');
}

export function collectionAttributes(row: CollectionRow): Record<`data-${string}`, string> {
  return { 'data-collection-id': row.id, 'data-collection-name': row.name };
}

export function collectionColumns(title: string): readonly Column<CollectionRow>[] {
  return [
    {
      id: 'name',
      title,
      min: 190,
      grow: 1.2,
      compare: (a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }),
      cell: (row) => (
        <Link href={viewPath({ view: 'collection', collection: row.id })} className="name trunc" tabIndex={-1} title={row.description ? `${row.name}: ${row.description}` : row.name}>
          {row.name}
        </Link>
      ),
    },
    { id: 'aliases', title: 'Aliases', min: 236, grow: 1.4, cell: (row) => <CollectionAliases row={row} /> },
    { id: 'project', title: 'Project', width: 116, leaves: 5, compare: (a, b) => a.project.localeCompare(b.project), cell: (row) => row.project },
    { id: 'latest', title: 'Latest', width: 68, cell: (row) => <span className="num t2 trunc">{row.latest?.label ?? ''}</span> },
    { id: 'versions', title: 'Versions', width: 76, align: 'right', leaves: 6, descending: true, compare: (a, b) => a.versions - b.versions, cell: (row) => <span className="num t2">{row.versions}</span> },
    { id: 'size', title: 'Size', width: 84, align: 'right', leaves: 4, descending: true, compare: (a, b) => (a.latest?.bytes ?? 0) - (b.latest?.bytes ?? 0), cell: (row) => row.latest && <Bytes value={row.latest.bytes} /> },
    { id: 'updated', title: 'Updated', width: 136, leaves: 1, descending: true, compare: (a, b) => a.updated - b.updated, cell: (row) => <Who name={row.latest?.actor.name ?? row.entity} at={row.updated} /> },
    { id: 'here', title: 'On this device', width: 162, leaves: 3, cell: (row) => row.latest && <AvailabilityBadge value={row.latest.availability} /> },
  ];
}

function CollectionAliases({ row }: { row: CollectionRow }): ReactNode {
  const set = sortAliases(
    Object.entries(row.aliases)
      .filter(([name]) => name !== 'latest')
      .map(([name, label]) => ({ name, label })),
  );
  if (set.length === 0) return <span className="t3 small">None yet</span>;
  const hidden = set.slice(CHIPS);
  return (
    <span className="aliases">
      {set.slice(0, CHIPS).map(({ name, label }) => (
        <AliasBadge key={name} alias={{ name, kind: 'set', contested: row.contested.includes(name) }} label={label} />
      ))}
      {hidden.length > 0 && (
        <span className="small t3" title={hidden.map(({ name, label }) => `${name} ${label}`).join(', ')}>
          +{hidden.length}
        </span>
      )}
    </span>
  );
}
