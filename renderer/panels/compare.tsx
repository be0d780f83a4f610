// What differs between versions or runs, against the first.
import type { ReactNode } from 'react';
import type { CompareRow } from '../../shared/contract/compare.js';
import type { PanelData } from '../../shared/panels/registry.js';
import { AliasList } from '../ui/AliasBadge.js';
import { Delta } from '../ui/Delta.js';
import { Digest } from '../ui/Digest.js';
import { MetricValue } from '../ui/MetricValue.js';
import { Figure } from '../ui/report/Figure.js';
import { usePanelHost } from '../ui/report/host.js';
import css from '../ui/report/Report.module.css';
import { useSize } from '../ui/useSize.js';

type Data = PanelData<'compare'>;

/** Pixels that keys, and each column, need on paper, where nothing scrolls. */
const KEY_ROOM = 110;
const COLUMN_ROOM = 148;

/** Columns of one table after the other, the baseline in each. */
export function blocksOf(columns: number, baseline: number, room: number): readonly (readonly number[])[] {
  const others = Array.from({ length: columns }, (_none, index) => index).filter((index) => index !== baseline);
  const fit = Math.max(1, Math.floor((room - KEY_ROOM) / COLUMN_ROOM) - 1);
  const blocks = Math.max(1, Math.ceil(others.length / fit));
  return Array.from({ length: blocks }, (_none, block) => [baseline, ...others.slice(block * fit, (block + 1) * fit)]);
}

export function ComparePanel({ data }: { data: Data }): ReactNode {
  const { table, left, beside } = data;
  const { paper } = usePanelHost();
  const [holder, { width }] = useSize();
  const blocks = paper ? (width === 0 ? [] : blocksOf(table.columns.length, data.baseline, width)) : [table.columns.map((_column, index) => index)];
  const rows = left > 0 ? `${left} more rows differ; the Compare page has all` : table.rows.length === 0 ? 'Nothing differs.' : `${table.same} rows are the same and not listed`;
  return (
    <div ref={holder} className={css.blocks}>
      {blocks.map((columns) => (
        <Block key={columns.join(' ')} data={data} columns={columns} />
      ))}
      <p className={css.foot}>{[beside > 0 ? `${table.columns.length} of ${table.columns.length + beside} side by side` : '', rows].filter(Boolean).join('; ')}</p>
    </div>
  );
}

function Block({ data, columns }: { data: Data; columns: readonly number[] }): ReactNode {
  const { table, baseline } = data;
  const { open } = usePanelHost();
  const shown = columns.flatMap((index) => {
    const column = table.columns[index];
    return column ? [{ column, index }] : [];
  });
  return (
    <table className={css.table} aria-label="Comparison">
      <thead>
        <tr>
          <th scope="col">
            <span className="sr">Key</span>
          </th>
          {shown.map(({ column, index }) => (
            <th key={`${column.id} ${index}`} scope="col" className={css.right}>
              {open ? (
                <button type="button" className={css.opens} onClick={() => open(column.kind === 'version' ? { view: 'version', version: column.id, tab: 'overview' } : { view: 'run', run: column.id, tab: 'overview' })}>
                  {column.through ?? column.ref}
                </button>
              ) : (
                (column.through ?? column.ref)
              )}
              {index === baseline && table.columns.length > 1 && ' (baseline)'}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        <tr>
          <td className="t3">digest</td>
          {shown.map(({ column, index }) => (
            <td key={`${column.id} ${index}`} className={css.right}>
              <span className="row" style={{ justifyContent: 'flex-end' }}>
                <AliasList aliases={column.aliases.filter(({ kind }) => kind === 'set')} width={160} />
                {column.digest && <Digest value={column.digest} tabIndex={-1} />}
              </span>
            </td>
          ))}
        </tr>
        {table.rows.map((row) => (
          <tr key={`${row.group} ${row.key}`}>
            <td className="t2" title={row.group}>
              {row.key}
            </td>
            {columns.map((index) => (
              <td key={index} className={css.right}>
                <Cell data={data} row={row} index={index} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Cell({ data: { table, baseline }, row, index }: { data: Data; row: CompareRow; index: number }): ReactNode {
  const column = table.columns[index];
  const value = row.cells[index]?.value;
  const base = row.cells[baseline]?.value;
  if (row.group !== 'metrics' || !column?.digest || (typeof value !== 'number' && value !== 'NaN' && value !== 'Infinity' && value !== '-Infinity')) return <MetricValue value={value} />;
  return (
    <>
      {index !== baseline && typeof base === 'number' && <Delta now={value} before={base} direction={row.direction ?? undefined} />} <Figure metric={row.key} value={value} of={{ ref: column.ref, digest: column.digest }} />
    </>
  );
}
