// The columns of a model's versions: the headline metric with its change first, then where each comes from.
import { IconTrophy } from '@tabler/icons-react';
import { Link } from 'wouter';
import type { Headline, VersionRow } from '../../../shared/contract/entities.js';
import { viewPath } from '../../../shared/contract/links.js';
import type { Column } from '../../ui/columns.js';
import { Delta } from '../../ui/Delta.js';
import { Who } from '../../ui/Who.js';
import { versionColumns } from '../collection/versionColumns.js';
import { bestBy, WORDS } from './headline.js';

/** Metrics that have a column before anyone chose. */
const METRICS = 2;
/** Columns of an artifact's versions that say little of a link: they can be chosen. */
const SELDOM = new Set(['files', 'digest', 'here']);

const SOURCE: Column<VersionRow> = {
  id: 'source',
  title: 'Source',
  min: 150,
  grow: 1,
  leaves: 3,
  cell: (row) =>
    row.source && (
      <Link href={viewPath({ view: 'version', version: row.id, tab: 'overview' })} className="mono trunc" tabIndex={-1} title={row.deleted ? `${row.source.ref} was deleted` : row.source.ref} onClick={(event) => event.stopPropagation()}>
        {row.source.name}:{row.source.label}
        {row.deleted && ' (deleted)'}
      </Link>
    ),
};

const LINKED: Column<VersionRow> = {
  id: 'linked',
  title: 'Linked',
  width: 130,
  leaves: 1,
  descending: true,
  compare: (a, b) => (a.linked?.at ?? a.created) - (b.linked?.at ?? b.created),
  cell: (row) => <Who name={row.linked?.actor.name ?? row.actor.name} at={row.linked?.at ?? row.created} />,
};

/** The column of the headline metric stays the longest, and marks the best. */
function headlineColumn({ leaves: _, ...column }: Column<VersionRow>, headline: Headline, rows: readonly VersionRow[]): Column<VersionRow> {
  const best = bestBy(rows, headline);
  const words = `The best by ${headline.metric}: ${WORDS[headline.direction]}`;
  return {
    ...column,
    optional: false,
    cell: (row, width) => (
      <span className="row" style={{ gap: 5 }}>
        {best.has(row.id) && <IconTrophy className="i s12" role="img" aria-label={words} title={words} style={{ color: 'var(--alias-best-solid)' }} />}
        {column.cell(row, width)}
      </span>
    ),
  };
}

/** Against the version that was linked before it. `rows` newest first. */
function changeColumn({ metric, direction }: Headline, rows: readonly VersionRow[]): Column<VersionRow> {
  const before = new Map(rows.map(({ id }, index) => [id, rows[index + 1]?.metrics[metric]]));
  return { id: 'change', title: 'vs previous', width: 84, leaves: 2, cell: (row) => <Delta now={row.metrics[metric]} before={before.get(row.id)} direction={direction} /> };
}

/** `rows` newest first; `metrics` those they carry, the most common first. */
export function modelColumns(metrics: readonly string[], headline: Headline | undefined, rows: readonly VersionRow[]): readonly Column<VersionRow>[] {
  const named = [...(headline ? [headline.metric] : []), ...metrics.filter((each) => each !== headline?.metric)];
  return versionColumns(named, METRICS).flatMap((column): readonly Column<VersionRow>[] => {
    if (headline && column.id === `metric:${headline.metric}`) return [headlineColumn(column, headline, rows), changeColumn(headline, rows)];
    if (column.id === 'size') return [SOURCE, LINKED, column];
    if (column.id === 'created') return [{ ...column, optional: true }];
    return [SELDOM.has(column.id) ? { ...column, optional: true } : column];
  });
}
