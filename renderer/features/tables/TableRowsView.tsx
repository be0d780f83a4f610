// The rows of a table: sorted by its heads, narrowed by words and conditions, one row or one column told beside them.
import { CloseButton, Select } from '@mantine/core';
import { useCallback, useMemo, useState, type ReactNode } from 'react';
import type { TableColumn, TableFilter, TableInfo } from '../../../shared/contract/tables.js';
import { useEntryState } from '../../state/entryState.js';
import type { Sort } from '../../ui/columns.js';
import { EmptyState } from '../../ui/EmptyState.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { FilterField } from '../../ui/FilterField.js';
import { WideTable, type Sight, type WideColumn } from '../../ui/WideTable.js';
import { cellText } from '../../ui/cellText.js';
import { ColumnSection } from './ColumnSection.js';
import { mediaPath } from '../../../shared/util/mediaPath.js';
import { Media } from './Media.js';
import { RowSection } from './RowSection.js';
import css from './Tables.module.css';
import { useTableRows } from './useTableRows.js';

/** Pixels the browser can lay out in one scroller, with room to spare. */
const TALLEST = 30_000_000;
const PICTURE_ROW = 56;
const ROW = 32;

const WIDTHS: Readonly<Partial<Record<TableColumn['type'], number>>> = { image: 88, audio: 220, number: 104, bool: 72, class: 150 };

function wide({ name, type }: TableColumn): WideColumn {
  const sortable = type !== 'image' && type !== 'audio' && type !== 'html';
  return { id: name, title: name, width: WIDTHS[type] ?? 160, sortable, ...(type === 'number' ? { align: 'right' as const } : {}) };
}

interface TableRowsViewProps {
  readonly table: TableInfo;
  readonly filters: readonly TableFilter[];
  readonly onFilters: (filters: readonly TableFilter[]) => void;
}

export function TableRowsView({ table, filters, onFilters }: TableRowsViewProps): ReactNode {
  const [query, setQuery] = useEntryState('tableQuery', '');
  const [sort, setSort] = useEntryState<Sort | undefined>('tableSort', undefined);
  const [picked, setPicked] = useState<number>();
  const [column, setColumn] = useState<string | null>(null);
  const columns = useMemo(() => [{ id: ' row', title: 'Row', width: 84, pinned: true, align: 'right' as const }, ...table.columns.map(wide)], [table.columns]);
  const rows = useTableRows({ version: table.version, path: table.path, query, filters, sort: sort ? [{ column: sort.column, direction: sort.descending ? 'desc' : 'asc' }] : [] });
  const pictures = table.columns.some(({ type }) => type === 'image' || type === 'audio');
  const height = Math.max(20, Math.min(pictures ? PICTURE_ROW : ROW, Math.floor(TALLEST / Math.max(1, rows.total))));
  const { see } = rows;
  const onSight = useCallback(({ rows: [from, to] }: Sight) => see(from, to), [see]);
  const place = useMemo(() => new Map(table.columns.map(({ name }, index) => [name, index])), [table.columns]);
  const add = (filter: TableFilter): void => onFilters([...filters.filter(({ column: of }) => of !== filter.column), filter]);
  const row = picked === undefined ? undefined : rows.row(picked);
  return (
    <div className={`split insp ${css.body}`}>
      <div className="col">
        <div className={`toolbar ${css.filters}`}>
          <FilterField label="Find in the rows" value={query} onChange={setQuery} />
          {filters.map((filter) => (
            <span key={`${filter.column}${filter.op}`} className="chip">
              <b>{filter.column}</b> {filter.op} {cellText(filter.value ?? null)}
              <CloseButton size={16} aria-label={`Remove the condition on ${filter.column}`} onClick={() => onFilters(filters.filter((each) => each !== filter))} />
            </span>
          ))}
          <span className="grow" />
          <span className="small t3 tnum nowrap" role="status">
            {rows.total === table.rows ? `${table.rows.toLocaleString('en')} rows` : `${rows.total.toLocaleString('en')} of ${table.rows.toLocaleString('en')} rows`}
          </span>
        </div>
        {rows.error ? (
          <ErrorState what="The rows could not be read" error={rows.error} />
        ) : !rows.loading && rows.total === 0 ? (
          <EmptyState title="No row matches">Take a condition away, or clear the words with Esc.</EmptyState>
        ) : (
          <WideTable
            label="Rows of the table"
            count={rows.total}
            rowHeight={height}
            columns={columns}
            sort={sort}
            onSort={setSort}
            onSight={onSight}
            rowKey={String}
            rowText={(index) => String(rows.row(index)?.row ?? index)}
            rowClass={(index) => (index === picked ? 'on' : '')}
            onOpen={(index) => setPicked(index)}
            cell={(index, of) => {
              const found = rows.row(index);
              if (!found) return <span className="skeleton" style={{ width: '60%' }} aria-hidden />;
              if (of.id === ' row') return <span className="num t3">{found.row.toLocaleString('en')}</span>;
              return <Cell version={table.version} value={found.cells[place.get(of.id) ?? 0] ?? null} />;
            }}
          />
        )}
      </div>
      <aside className="inspector scroll" aria-label="Row and column" tabIndex={0}>
        {row && <RowSection version={table.version} columns={table.columns} row={row} />}
        <section className="sec" aria-label="Column">
          <h2 className="sec-h">Column</h2>
          <Select aria-label="Column to look at" placeholder="Choose a column" data={table.columns.map(({ name }) => name)} value={column} onChange={setColumn} searchable />
        </section>
        {column !== null && <ColumnSection table={table} column={column} query={query} filters={filters} onFilter={add} />}
      </aside>
    </div>
  );
}

export function Cell({ version, value }: { version: string; value: Parameters<typeof cellText>[0] }): ReactNode {
  const media = mediaPath(value);
  if (media) return <Media version={version} path={media.path} />;
  const text = cellText(value);
  return text === '' ? <span className="t3" aria-label="not recorded">–</span> : <span className={typeof value === 'number' ? 'num trunc' : 'text trunc'} title={text}>{text}</span>;
}
