// The tables of a version: rows with their pictures, what was taken for what, curves, and what flipped against another version.
import { SegmentedControl, Select } from '@mantine/core';
import { useMemo, type ReactNode } from 'react';
import type { VersionDetail } from '../../../shared/contract/entities.js';
import type { TableFilter, TableInfo } from '../../../shared/contract/tables.js';
import { useEngine } from '../../api/EngineProvider.js';
import { useAnswer } from '../../data/useAnswer.js';
import { useEntryState } from '../../state/entryState.js';
import { EmptyState } from '../../ui/EmptyState.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { SkeletonRows } from '../../ui/Skeleton.js';
import { Confusion } from './Confusion.js';
import { Flips } from './Flips.js';
import { ScoreCurves } from './ScoreCurves.js';
import css from './Tables.module.css';
import { TableRowsView } from './TableRowsView.js';

type Side = 'rows' | 'confusion' | 'curves' | 'flips';
const SIDES: readonly { value: Side; label: string }[] = [
  { value: 'rows', label: 'Rows' },
  { value: 'confusion', label: 'Confusion' },
  { value: 'curves', label: 'Curves' },
  { value: 'flips', label: 'What flipped' },
];

export function TablesTab({ version }: { version: VersionDetail }): ReactNode {
  const engine = useEngine();
  const [path, setPath] = useEntryState<string | undefined>('table', undefined);
  const opened = useAnswer({ ref: version.id, ...(path === undefined ? {} : { path }) }, (question, signal) => engine.tables.open(question, { signal }));
  if (opened.error?.code === 'not_found') return <EmptyState title="This version has no table">Files named .table.json, .csv, .jsonl or .parquet open here, with the pictures they name.</EmptyState>;
  if (opened.error) return <ErrorState what="The table could not be opened" error={opened.error} onRetry={opened.retry} />;
  if (!opened.value) return <SkeletonRows awaiting="the table to be read through, the first time it is opened" />;
  return <OpenTable key={opened.value.path} version={version} table={opened.value} onPath={setPath} />;
}

function OpenTable({ version, table, onPath }: { version: VersionDetail; table: TableInfo; onPath: (path: string) => void }): ReactNode {
  const [side, setSide] = useEntryState<Side>('side', 'rows');
  const [filters, setFilters] = useEntryState<readonly TableFilter[]>('tableFilters', []);
  const problems = useMemo(() => table.problems.map(({ message, count, rows }) => `${message} (${count.toLocaleString('en')}, first in row ${rows[0] ?? 0})`).join('; '), [table.problems]);
  const show = (next: readonly TableFilter[]): void => {
    setFilters(next);
    setSide('rows');
  };
  return (
    <div className={css.tab}>
      <div className="toolbar" style={{ paddingTop: 'var(--s-3)' }}>
        {table.tables.length > 1 ? (
          <Select aria-label="Table" data={[...table.tables]} value={table.path} onChange={(value) => value && onPath(value)} allowDeselect={false} w={260} />
        ) : (
          <span className="mono trunc" title={table.path}>
            {table.path}
          </span>
        )}
        <span className="small t3 tnum nowrap">{`${table.rows.toLocaleString('en')} rows, ${table.columns.length} columns`}</span>
        {problems && (
          <span className={`trunc ${css.problem}`} title={problems}>
            {problems}
          </span>
        )}
        <span className="grow" />
        <SegmentedControl aria-label="What to show of the table" data={[...SIDES]} value={side} onChange={(value) => setSide(value as Side)} />
      </div>
      {side === 'rows' && <TableRowsView table={table} filters={filters} onFilters={setFilters} />}
      {side === 'confusion' && <Confusion table={table} onShow={show} />}
      {side === 'curves' && <ScoreCurves table={table} />}
      {side === 'flips' && <Flips version={version} table={table} />}
    </div>
  );
}
