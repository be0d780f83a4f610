// A list of collections: filter, count and table. The registry home and the artifact browser are both made of it.
import type { ReactNode } from 'react';
import type { CollectionRow } from '../../../shared/contract/entities.js';
import { useEntryMemory } from '../../state/entryState.js';
import { useTableState } from '../../state/tableState.js';
import { openView } from '../../state/openView.js';
import type { FilteredRows } from '../../state/useFilteredScope.js';
import type { useFilter } from '../../state/useFilter.js';
import type { Column, Sort } from '../../ui/columns.js';
import { ColumnsMenu } from '../../ui/ColumnsMenu.js';
import { Count } from '../../ui/Count.js';
import { EmptyState } from '../../ui/EmptyState.js';
import { FilterField } from '../../ui/FilterField.js';
import { VirtualTable } from '../../ui/VirtualTable.js';
import { collectionAttributes } from './collectionColumns.js';

const NEWEST: Sort = { column: 'updated', descending: true };

interface Props {
  readonly label: string;
  readonly one: string;
  readonly many: string;
  readonly columns: readonly Column<CollectionRow>[];
  readonly found: FilteredRows<CollectionRow>;
  readonly filter: ReturnType<typeof useFilter>;
  /** Stands between the filter and the count. */
  readonly chips?: ReactNode;
}

export function CollectionList({ label, one, many, columns, found, filter, chips }: Props): ReactNode {
  const table = useTableState(`collections:${label}`, columns, NEWEST);
  const { initial, save } = useEntryMemory<number>('scroll');
  return (
    <>
      <div className="toolbar">
        <FilterField label={`Filter ${many}`} keys="/" value={filter.query} onChange={filter.setQuery} inputRef={filter.inputRef} />
        {chips}
        <span className="grow" />
        <Count shown={found.total} of={found.of} one={one} many={many} />
        <ColumnsMenu choices={table.choices} onShow={table.show} onReset={table.reset} />
      </div>
      {found.rows.length === 0 ? (
        <EmptyState title={`No ${many} match`}>Try fewer words, or clear the filter with Esc.</EmptyState>
      ) : (
        <VirtualTable
          label={label}
          rows={found.rows}
          total={found.total}
          columns={table.columns}
          rowKey={(row) => row.id}
          rowText={(row) => row.name}
          onOpen={(row) => openView({ view: 'collection', collection: row.id })}
          rowAttributes={collectionAttributes}
          onNearEnd={found.fetchMore}
          scrollTop={initial}
          onScrollTop={save}
          {...(found.complete && { sort: table.sort, onSort: table.setSort })}
        />
      )}
    </>
  );
}
