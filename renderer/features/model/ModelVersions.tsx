// The versions linked to a model: the metric over them, the table, and what is to be said about the one chosen.
import { useMemo, type ReactNode } from 'react';
import type { CollectionRow, VersionRow } from '../../../shared/contract/entities.js';
import type { AliasState } from '../../../shared/contract/registry.js';
import { namedVersion } from '../../state/dialogs.js';
import { dragSource } from '../../state/dragged.js';
import { useEntryMemory } from '../../state/entryState.js';
import { openView } from '../../state/openView.js';
import { useTableState } from '../../state/tableState.js';
import type { Filter } from '../../state/useFilter.js';
import type { FilteredRows } from '../../state/useFilteredScope.js';
import { commonKeys } from '../../state/valueColumns.js';
import type { Sort } from '../../ui/columns.js';
import { ColumnsMenu } from '../../ui/ColumnsMenu.js';
import { Count } from '../../ui/Count.js';
import { EmptyState } from '../../ui/EmptyState.js';
import { FilterField } from '../../ui/FilterField.js';
import { VirtualTable } from '../../ui/VirtualTable.js';
import { ModelChart } from './ModelChart.js';
import { modelColumns } from './modelColumns.js';
import { ModelInspector } from './ModelInspector.js';
import css from './Model.module.css';

const NEWEST: Sort = { column: 'version', descending: true };

interface Props {
  readonly model: CollectionRow;
  /** All of them, newest first. */
  readonly rows: readonly VersionRow[];
  readonly found: FilteredRows<VersionRow>;
  readonly filter: Filter;
  readonly states: readonly AliasState[] | undefined;
  readonly chosen: VersionRow | undefined;
  readonly onChoose: (version: string) => void;
}

export function ModelVersions({ model, rows, found, filter, states, chosen, onChoose }: Props): ReactNode {
  const { initial, save } = useEntryMemory<number>('scroll');
  const { headline } = model;
  const all = useMemo(() => modelColumns(commonKeys(rows.map((row) => row.metrics)), headline, rows), [rows, headline]);
  const table = useTableState('model-versions', all, NEWEST);
  if (found.of === 0) {
    return (
      <EmptyState title="No version is linked yet">
        Open a version and choose Link, drag one onto the model in the sidebar, or mark several in a collection. Each gets a number of {model.name}'s own, and the newest is its latest.
      </EmptyState>
    );
  }
  return (
    <div className={`split ${css.split}`}>
      <div className="col">
        <ModelChart model={model} rows={rows} total={found.of} states={states} selected={chosen?.id} onSelect={onChoose} />
        <div className="toolbar" style={{ paddingTop: 10, paddingBottom: 6 }}>
          <FilterField label="Filter versions" keys="/" value={filter.query} onChange={filter.setQuery} inputRef={filter.inputRef} />
          <span className="grow" />
          <Count shown={found.total} of={found.of} one="version" many="versions" />
          <ColumnsMenu choices={table.choices} onShow={table.show} onReset={table.reset} />
        </div>
        {found.rows.length === 0 ? (
          <EmptyState title="No versions match">The filter looks at number, aliases, digest, source, tags, description and people. Clear it with Esc.</EmptyState>
        ) : (
          <VirtualTable
            label="Versions"
            rows={found.rows}
            total={found.total}
            columns={table.columns}
            rowKey={(row) => row.id}
            rowText={(row) => row.label}
            selected={chosen?.id}
            onSelect={(row) => onChoose(row.id)}
            onOpen={(row) => openView({ view: 'version', version: row.id, tab: 'overview' })}
            onNearEnd={found.fetchMore}
            scrollTop={initial}
            onScrollTop={save}
            rowDrag={(row) => dragSource([namedVersion(row)])}
            {...(found.complete && { sort: table.sort, onSort: table.setSort })}
          />
        )}
      </div>
      {chosen && <ModelInspector model={model} version={chosen} production={rows.find(({ aliases }) => aliases.some(({ name }) => name === 'production'))} />}
    </div>
  );
}
