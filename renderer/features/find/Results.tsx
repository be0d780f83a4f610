// What a query found, in the table that fits what was asked for.
import { useMemo, type ReactNode } from 'react';
import type { CollectionRow, RunRow } from '../../../shared/contract/entities.js';
import type { FoundVersion, QueryTarget } from '../../../shared/contract/query.js';
import type { Rows } from '../../data/hooks.js';
import { namedVersion } from '../../state/dialogs.js';
import { dragSource } from '../../state/dragged.js';
import { rememberHere, useEntryMemory } from '../../state/entryState.js';
import { openView } from '../../state/openView.js';
import { useTableState } from '../../state/tableState.js';
import { commonKeys } from '../../state/valueColumns.js';
import type { Column, Sort } from '../../ui/columns.js';
import { ColumnsMenu } from '../../ui/ColumnsMenu.js';
import { VirtualTable } from '../../ui/VirtualTable.js';
import { collectionColumns } from '../collection/collectionColumns.js';
import { foundVersionColumns, runColumns } from './findColumns.js';
import css from './Find.module.css';

export type Found = FoundVersion | CollectionRow | RunRow;

const SORTS: Readonly<Record<QueryTarget, Sort>> = {
  versions: { column: 'created', descending: true },
  models: { column: 'updated', descending: true },
  collections: { column: 'updated', descending: true },
  runs: { column: 'started', descending: true },
};
const MODELS = collectionColumns('Model');
const COLLECTIONS = collectionColumns('Collection');

function columnsOf(of: QueryTarget, rows: readonly Found[], text: string): readonly Column<Found>[] {
  switch (of) {
    case 'versions':
      return foundVersionColumns(commonKeys((rows as readonly FoundVersion[]).map(({ metrics }) => metrics ?? {})), text) as readonly Column<unknown>[] as readonly Column<Found>[];
    case 'runs':
      return runColumns(commonKeys((rows as readonly RunRow[]).map(({ summary }) => summary ?? {})), text) as readonly Column<unknown>[] as readonly Column<Found>[];
    default:
      return (of === 'models' ? MODELS : COLLECTIONS) as readonly Column<unknown>[] as readonly Column<Found>[];
  }
}

function open(of: QueryTarget, row: Found): void {
  if (of === 'versions') openView({ view: 'version', version: row.id, tab: 'overview' });
  else if (of === 'runs') {
    openView({ view: 'runs' });
    rememberHere('filter', row.name);
  } else openView({ view: 'collection', collection: row.id });
}

export function Results({ of, text, found }: { of: QueryTarget; text: string; found: Rows<Found> }): ReactNode {
  const { initial, save } = useEntryMemory<number>('scroll');
  const all = useMemo(() => columnsOf(of, found.rows, text), [of, found.rows, text]);
  const table = useTableState(`find:${of}`, all, SORTS[of]);
  return (
    <>
      <div className={css.tools}>
        <ColumnsMenu choices={table.choices} onShow={table.show} onReset={table.reset} />
      </div>
      <VirtualTable
        key={of}
        label="Found"
        rows={found.rows}
        total={found.total}
        columns={table.columns}
        rowKey={(row) => row.id}
        rowText={(row) => row.name}
        onOpen={(row) => open(of, row)}
        onNearEnd={found.fetchMore}
        scrollTop={initial}
        onScrollTop={save}
        {...(of === 'versions' && { rowDrag: (row: Found) => dragSource([namedVersion(row as FoundVersion)]) })}
        {...(found.complete && { sort: table.sort, onSort: table.setSort })}
      />
    </>
  );
}
