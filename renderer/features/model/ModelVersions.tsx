// The versions linked to a model, and what is to be said about the one chosen.
import { IconTrophy } from '@tabler/icons-react';
import { useMemo, type ReactNode } from 'react';
import type { CollectionRow, Headline, VersionRow } from '../../../shared/contract/entities.js';
import { viewPath } from '../../../shared/contract/links.js';
import { Link } from 'wouter';
import { useEntryMemory, useEntryState } from '../../state/entryState.js';
import { openView } from '../../state/openView.js';
import type { FilteredRows } from '../../state/useFilteredScope.js';
import { commonKeys } from '../../state/valueColumns.js';
import type { Column, Sort } from '../../ui/columns.js';
import { EmptyState } from '../../ui/EmptyState.js';
import { VirtualTable } from '../../ui/VirtualTable.js';
import { versionColumns } from '../collection/versionColumns.js';
import { bestBy, WORDS } from './headline.js';
import { ModelInspector } from './ModelInspector.js';
import css from './Model.module.css';

const METRICS = 2;
/** Columns of an artifact's versions that say nothing of a link. */
const LEFT_OUT = new Set(['files', 'digest', 'here']);
const NEWEST: Sort = { column: 'version', descending: true };

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

/** The column of the headline metric stays the longest, and marks the best. */
function headlineColumn({ leaves: _, ...column }: Column<VersionRow>, headline: Headline, rows: readonly VersionRow[]): Column<VersionRow> {
  const best = bestBy(rows, headline);
  const words = `The best by ${headline.metric}: ${WORDS[headline.direction]}`;
  return {
    ...column,
    cell: (row, width) => (
      <span className="row" style={{ gap: 5 }}>
        {best.has(row.id) && <IconTrophy className="i s12" role="img" aria-label={words} title={words} style={{ color: 'var(--alias-best-solid)' }} />}
        {column.cell(row, width)}
      </span>
    ),
  };
}

interface Props {
  readonly model: CollectionRow;
  readonly found: FilteredRows<VersionRow>;
  readonly chosen: VersionRow | undefined;
  readonly onChoose: (version: string) => void;
}

export function ModelVersions({ model, found, chosen, onChoose }: Props): ReactNode {
  const [sort, setSort] = useEntryState<Sort>('sort', NEWEST);
  const { initial, save } = useEntryMemory<number>('scroll');
  const { rows } = found;
  const { headline } = model;
  const columns = useMemo(() => {
    const known = commonKeys(rows.map((row) => row.metrics));
    const metrics = [...(headline ? [headline.metric] : []), ...known.filter((each) => each !== headline?.metric)].slice(0, METRICS);
    return versionColumns(metrics).flatMap((column) => (LEFT_OUT.has(column.id) ? [] : column.id === 'size' ? [SOURCE, column] : headline && column.id === `metric:${headline.metric}` ? [headlineColumn(column, headline, rows)] : [column]));
  }, [rows, headline]);
  if (rows.length === 0) {
    return (
      <EmptyState title="No version is linked yet">
        Open a version and choose Link, or mark several in a collection. Each gets a number of {model.name}'s own, and the newest is its latest.
      </EmptyState>
    );
  }
  return (
    <div className={`split ${css.split}`}>
      <div className="col">
        <VirtualTable
          label="Versions"
          rows={rows}
          total={found.total}
          columns={columns}
          rowKey={(row) => row.id}
          rowText={(row) => row.label}
          selected={chosen?.id}
          onSelect={(row) => onChoose(row.id)}
          onOpen={(row) => openView({ view: 'version', version: row.id, tab: 'overview' })}
          onNearEnd={found.fetchMore}
          scrollTop={initial}
          onScrollTop={save}
          {...(found.complete && { sort, onSort: setSort })}
        />
      </div>
      {chosen && <ModelInspector model={model} version={chosen} production={rows.find(({ aliases }) => aliases.some(({ name }) => name === 'production'))} />}
    </div>
  );
}
