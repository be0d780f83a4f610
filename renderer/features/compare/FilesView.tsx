// Files added, removed and changed against the baseline, with how many bytes are shared.
import { useMemo, type ReactNode } from 'react';
import type { CompareTable, FileCompareRow, FileTotals } from '../../../shared/contract/compare.js';
import { formatBytes } from '../../../shared/util/formatBytes.js';
import { useEngine } from '../../api/EngineProvider.js';
import { usePaged } from '../../data/hooks.js';
import type { Column } from '../../ui/columns.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { SkeletonRows } from '../../ui/Skeleton.js';
import { VirtualTable } from '../../ui/VirtualTable.js';
import css from './Compare.module.css';

/** Columns beside the path; of more the totals say enough. */
const MOST_COLUMNS = 6;

interface FilesViewProps {
  readonly table: CompareTable;
  readonly baseline: number;
  readonly titles: readonly string[];
  readonly onlyDiffering: boolean;
}

function cellText(row: FileCompareRow, column: number): string {
  const cell = row.cells[column];
  const state = row.states[column];
  const size = cell ? (cell.bytes === null ? 'reference' : formatBytes(cell.bytes)) : '';
  return state === 'same' ? size : [state === 'absent' ? '–' : state, size].filter(Boolean).join(' ');
}

export function FilesView({ table, baseline, titles, onlyDiffering }: FilesViewProps): ReactNode {
  const engine = useEngine();
  const items = useMemo(() => table.columns.map((column) => ({ ref: column.id })), [table]);
  const page = usePaged<FileCompareRow, { rows: FileCompareRow[]; next: string | null; total: number; totals: FileTotals[] }>(
    (cursor, signal) => engine.compare.files({ items, baseline, differing: onlyDiffering, cursor, limit: 200 }, { signal }),
    [items, baseline, onlyDiffering],
  );
  const columns = useMemo<readonly Column<FileCompareRow>[]>(
    () => [
      { id: 'path', title: 'Path', min: 120, grow: 2, cell: (row) => <span className="mono trunc small" title={row.path}>{row.path}</span> },
      ...table.columns.slice(0, MOST_COLUMNS).map((column, index): Column<FileCompareRow> => ({
        id: column.id,
        title: titles[index] ?? column.ref,
        min: 84,
        align: 'right',
        leaves: index,
        cell: (row) => <span className={row.states[index] === 'changed' || row.states[index] === 'added' || row.states[index] === 'removed' ? css.mark : 't3 num'} title={row.cells[index]?.digest ?? ''}>{cellText(row, index)}</span>,
      })),
    ],
    [table, titles],
  );
  if (table.columns.every(({ kind }) => kind === 'run')) return <p className={`small t2 ${css.section}`}>Runs have no files of their own. Compare the versions they logged to see which files differ.</p>;
  if (page.error) return <ErrorState what="The files could not be compared" error={page.error} onRetry={page.retry} />;
  if (page.loading) return <SkeletonRows rows={6} awaiting="the engine to read the lists of files" />;
  return (
    <section className="col" aria-label="Files" style={{ height: '100%' }}>
      {table.columns.length > MOST_COLUMNS && <p className={`small t2 ${css.section}`}>{`Files are listed for the first ${MOST_COLUMNS} of ${table.columns.length}; the totals are of all.`}</p>}
      <div className={`${css.section} ${css.totals}`} tabIndex={0} role="region" aria-label="Totals">
        <table className={css.figures} style={{ marginTop: 0 }} aria-label="Files in all">
          <thead>
            <tr>
              <th scope="col">{''}</th>
              {['Same', 'Changed', 'Added', 'Removed', 'Shared'].map((word) => (
                <th key={word} scope="col">
                  {word}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {(page.first?.totals ?? []).map((total, index) =>
              index === baseline ? null : (
                <tr key={table.columns[index]?.id}>
                  <td className="trunc">{titles[index]}</td>
                  {total.known ? (
                    [total.same, total.changed, total.added, total.removed].map((count, at) => (
                      <td key={at} className="num">
                        {count}
                      </td>
                    ))
                  ) : (
                    <td colSpan={4}>{table.columns[index]?.kind === 'run' ? 'a run has no files' : 'not known here'}</td>
                  )}
                  <td className="num">{total.known ? formatBytes(total.shared) : '–'}</td>
                </tr>
              ),
            )}
          </tbody>
        </table>
      </div>
      {page.rows.length === 0 ? (
        <p className={`small t2 ${css.section}`}>{onlyDiffering ? 'No file differs.' : 'There are no files to list.'}</p>
      ) : (
        <div style={{ minHeight: 260, flex: 1, display: 'flex' }}>
          <VirtualTable label="Files compared" dense rows={page.rows} total={page.total} columns={columns} rowKey={(row) => row.path} rowText={(row) => row.path} onNearEnd={page.fetchMore} />
        </div>
      )}
    </section>
  );
}
