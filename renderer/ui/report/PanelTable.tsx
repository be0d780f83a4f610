// A small table inside a panel: hairlines, figures right, and a row opens what it is.
import type { ReactNode } from 'react';
import css from './Report.module.css';

export interface PanelColumn<T> {
  readonly head: string;
  readonly right?: boolean;
  readonly cell: (row: T) => ReactNode;
}

interface Props<T> {
  readonly label: string;
  readonly columns: readonly PanelColumn<T>[];
  readonly rows: readonly T[];
  readonly idOf: (row: T) => string;
  /** Absent where rows open nothing. */
  readonly onOpen?: ((row: T) => void) | undefined;
  /** Said under the table: what is not in it. */
  readonly foot?: string | undefined;
}

export function PanelTable<T>({ label, columns, rows, idOf, onOpen, foot }: Props<T>): ReactNode {
  return (
    <>
      <table className={css.table} aria-label={label}>
        <thead>
          <tr>
            {columns.map(({ head, right }) => (
              <th key={head} scope="col" className={right ? css.right : undefined}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={idOf(row)}>
              {columns.map(({ head, right, cell }, index) => (
                <td key={head} className={right ? css.right : undefined}>
                  {index === 0 && onOpen ? (
                    <button type="button" className={css.opens} onClick={() => onOpen(row)}>
                      {cell(row)}
                    </button>
                  ) : (
                    cell(row)
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {foot && <p className={css.foot}>{foot}</p>}
    </>
  );
}
