// All runs, newest first: what was executed, how it went, and with which values.
import { useMemo, type ReactNode } from 'react';
import { useEntryMemory, useEntryState } from '../../state/entryState.js';
import { useCrumbs } from '../../state/useCrumbs.js';
import { useFilter } from '../../state/useFilter.js';
import { useFilteredScope } from '../../state/useFilteredScope.js';
import { commonKeys } from '../../state/valueColumns.js';
import { CodeSnippet } from '../../ui/CodeSnippet.js';
import type { Sort } from '../../ui/columns.js';
import { Count } from '../../ui/Count.js';
import { EmptyState } from '../../ui/EmptyState.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { FilterField } from '../../ui/FilterField.js';
import { SkeletonRows } from '../../ui/Skeleton.js';
import { VirtualTable } from '../../ui/VirtualTable.js';
import { runColumns, runText } from './runColumns.js';

const SUMMARY_KEYS = 3;
const CONFIG_KEYS = 3;
const NEWEST: Sort = { column: 'started', descending: true };

export function RunsPage(): ReactNode {
  useCrumbs([{ label: 'Runs' }]);
  const filter = useFilter();
  const found = useFilteredScope('runs', filter.query, runText);
  const [sort, setSort] = useEntryState<Sort>('sort', NEWEST);
  const { initial, save } = useEntryMemory<number>('scroll');
  const columns = useMemo(
    () => runColumns(commonKeys(found.rows.map((row) => row.config)).slice(0, CONFIG_KEYS), commonKeys(found.rows.map((row) => row.summary)).slice(0, SUMMARY_KEYS)),
    [found.rows],
  );
  return (
    <div className="page">
      <div className="page-head">
        <h1 className="title">Runs</h1>
      </div>
      {found.error ? (
        <ErrorState what="The runs could not be read" error={found.error} onRetry={found.retry} />
      ) : found.loading ? (
        <SkeletonRows awaiting="the engine to list the runs" />
      ) : found.of === 0 ? (
        <EmptyState title="No runs yet" action={<CodeSnippet prompt code="cairn log model.safetensors --name mnist-cnn --config lr=0.001" />}>
          Each version remembers the run that logged it. Registering files makes one by itself, and so does the terminal:
        </EmptyState>
      ) : (
        <>
          <div className="toolbar">
            <FilterField label="Filter runs" keys="/" value={filter.query} onChange={filter.setQuery} inputRef={filter.inputRef} />
            <span className="grow" />
            <Count shown={found.total} of={found.of} one="run" many="runs" />
          </div>
          {found.rows.length === 0 ? (
            <EmptyState title="No runs match">The filter looks at name, project, job type, state and people. Clear it with Esc.</EmptyState>
          ) : (
            <VirtualTable
              label="Runs"
              rows={found.rows}
              total={found.total}
              columns={columns}
              rowKey={(row) => row.id}
              rowText={(row) => row.name}
              onNearEnd={found.fetchMore}
              scrollTop={initial}
              onScrollTop={save}
              {...(found.complete && { sort, onSort: setSort })}
            />
          )}
        </>
      )}
    </div>
  );
}
