// The columns of a table of versions; those for metrics follow what the versions carry.
import { Checkbox } from '@mantine/core';
import { Link } from 'wouter';
import type { VersionRow } from '../../../shared/contract/entities.js';
import { viewPath } from '../../../shared/contract/links.js';
import { compareValues } from '../../state/valueColumns.js';
import { AvailabilityBadge, FlaggedAliases } from '../../ui/AliasBadge.js';
import { Bytes } from '../../ui/Bytes.js';
import type { Column } from '../../ui/columns.js';
import { Digest } from '../../ui/Digest.js';
import { MetricValue } from '../../ui/MetricValue.js';
import { Who } from '../../ui/Who.js';

/** Padding of a cell, both sides. */
const PADDING = 16;

export function versionText(row: VersionRow): string {
  return [row.label, row.digest, row.description, row.actor.name, row.device, ...row.tags, ...row.aliases.map(({ name }) => name), row.run?.name ?? ''].join(' ');
}

/** A box before each row, so that several can be acted on at once. */
export function markColumn(marked: ReadonlySet<string>, onMark: (row: VersionRow) => void): Column<VersionRow> {
  return {
    id: 'mark',
    title: '',
    fixed: true,
    width: 48,
    cell: (row) => (
      <span onClick={(event) => event.stopPropagation()}>
        <Checkbox size="xs" tabIndex={-1} aria-label={`Mark ${row.label}`} checked={marked.has(row.id)} onChange={() => onMark(row)} />
      </span>
    ),
  };
}

/** `first` of the metrics have a column from the beginning; the others can be chosen. */
export function versionColumns(metrics: readonly string[], first: number): readonly Column<VersionRow>[] {
  return [
    {
      id: 'version',
      title: 'Version',
      fixed: true,
      width: 92,
      descending: true,
      compare: (a, b) => (a.number ?? Number.MAX_SAFE_INTEGER) - (b.number ?? Number.MAX_SAFE_INTEGER),
      cell: (row) => (
        <Link href={viewPath({ view: 'version', version: row.id, tab: 'overview' })} className="ver name" tabIndex={-1} title={row.ref}>
          {row.label}
        </Link>
      ),
    },
    { id: 'aliases', title: 'Aliases', min: 170, grow: 2, cell: (row, width) => <FlaggedAliases level={row.safety} aliases={row.aliases} width={width - PADDING} /> },
    ...metrics.map(
      (metric, index): Column<VersionRow> => ({
        id: `metric:${metric}`,
        title: metric,
        width: 100,
        align: 'right',
        leaves: 4 + index,
        optional: index >= first,
        descending: true,
        compare: (a, b) => compareValues(a.metrics[metric], b.metrics[metric]),
        cell: (row) => <MetricValue value={row.metrics[metric]} />,
      }),
    ),
    { id: 'files', title: 'Files', width: 60, align: 'right', leaves: 20, descending: true, compare: (a, b) => a.files - b.files, cell: (row) => <span className="num t2">{row.files}</span> },
    { id: 'size', title: 'Size', width: 84, align: 'right', leaves: 2, descending: true, compare: (a, b) => a.bytes - b.bytes, cell: (row) => <Bytes value={row.bytes} /> },
    { id: 'digest', title: 'Digest', width: 190, leaves: 10, cell: (row) => <Digest value={row.digest} tabIndex={-1} /> },
    { id: 'created', title: 'Logged', width: 136, descending: true, compare: (a, b) => a.created - b.created, cell: (row) => <Who name={row.actor.name} at={row.created} /> },
    { id: 'here', title: 'On this device', width: 162, leaves: 9, cell: (row) => <AvailabilityBadge value={row.availability} pinned={row.pinned} /> },
  ];
}
