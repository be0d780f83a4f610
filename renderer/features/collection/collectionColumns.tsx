// The columns in which lists of collections show them, and the words a filter finds them by.
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { CollectionRow } from '../../../shared/contract/entities.js';
import { viewPath } from '../../../shared/contract/links.js';
import { contestLabels, useContests } from '../../state/contests.js';
import { AvailabilityBadge, FlaggedAliases, FlaggedBadge, type LabelledAlias } from '../../ui/AliasBadge.js';
import { Bytes } from '../../ui/Bytes.js';
import type { Column } from '../../ui/columns.js';
import { Who } from '../../ui/Who.js';

export function collectionText(row: CollectionRow): string {
  return [row.name, row.project, row.type, row.description, ...row.tags, ...Object.entries(row.aliases).flat()].join(' ');
}

/** Names a row as a place to drop files on; a registered model takes none. */
export function collectionAttributes(row: CollectionRow): Record<`data-${string}`, string> {
  return row.form === 'artifact' ? { 'data-collection-id': row.id, 'data-collection-name': row.name } : {};
}

export function collectionColumns(title: string): readonly Column<CollectionRow>[] {
  return [
    {
      id: 'name',
      title,
      fixed: true,
      min: 160,
      grow: 2,
      compare: (a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }),
      cell: (row) => (
        <Link href={viewPath({ view: 'collection', collection: row.id })} className="name trunc" tabIndex={-1} title={row.description ? `${row.name}: ${row.description}` : row.name}>
          {row.name}
        </Link>
      ),
    },
    { id: 'aliases', title: 'Aliases', min: 172, grow: 2, cell: (row, width) => <CollectionAliases row={row} width={width} /> },
    { id: 'project', title: 'Project', width: 104, leaves: 5, compare: (a, b) => a.project.localeCompare(b.project), cell: (row) => row.project },
    { id: 'latest', title: 'Latest', width: 68, cell: (row) => <span className="num t2 trunc">{row.latest?.label ?? ''}</span> },
    { id: 'versions', title: 'Versions', width: 76, align: 'right', leaves: 6, descending: true, compare: (a, b) => a.versions - b.versions, cell: (row) => <span className="num t2">{row.versions}</span> },
    { id: 'size', title: 'Size', width: 84, align: 'right', leaves: 4, descending: true, compare: (a, b) => (a.latest?.bytes ?? 0) - (b.latest?.bytes ?? 0), cell: (row) => row.latest && <Bytes value={row.latest.bytes} /> },
    { id: 'updated', title: 'Updated', width: 130, leaves: 1, descending: true, compare: (a, b) => a.updated - b.updated, cell: (row) => <Who name={row.latest?.actor.name ?? row.entity} at={row.updated} /> },
    { id: 'here', title: 'On this device', width: 156, leaves: 3, cell: (row) => row.availability && <AvailabilityBadge value={row.availability} pinned={row.pinned} /> },
  ];
}

/** The aliases people set, each with the version it stands on. */
export function setAliases(row: CollectionRow): readonly LabelledAlias[] {
  return Object.entries(row.aliases)
    .filter(([name]) => name !== 'latest')
    .map(([name, label]) => ({ name, label, kind: 'set', contested: row.contested.includes(name) }));
}

/** Padding of a cell, both sides. */
const PADDING = 16;

function CollectionAliases({ row, width }: { row: CollectionRow; width: number }): ReactNode {
  const { contests } = useContests();
  const about = row.contested.length > 0 ? contests.filter(({ collection }) => collection === row.id) : [];
  const aliases = setAliases(row).map((alias) => {
    const contest = about.find((each) => each.alias === alias.name);
    return contest ? { ...alias, label: contestLabels(contest.sides) } : alias;
  });
  if (aliases.length > 0) return <FlaggedAliases level={row.latest?.safety} aliases={aliases} width={width - PADDING} />;
  return row.latest?.safety === 'suspicious' || row.latest?.safety === 'dangerous' ? <FlaggedBadge level={row.latest.safety} compact /> : <span className="t3 small">None yet</span>;
}
