// Which columns of a table someone chose and how it is sorted: kept by the page, across starts.
import { useMemo } from 'react';
import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import type { Column, Sort } from '../ui/columns.js';

interface TableChoice {
  /** Column id -> whether it is shown; the others are as they were meant. */
  readonly shown: Readonly<Record<string, boolean>>;
  readonly sort?: Sort;
}

interface Tables {
  readonly tables: Readonly<Record<string, TableChoice>>;
}

const useTables = create<Tables>()(persist((): Tables => ({ tables: {} }), { name: 'cairn.tables' }));
const NOTHING: TableChoice = { shown: {} };

function change(table: string, by: (choice: TableChoice) => TableChoice): void {
  useTables.setState(({ tables }) => ({ tables: { ...tables, [table]: by(tables[table] ?? NOTHING) } }));
}

export interface TableState<Row> {
  /** The columns that are shown. */
  readonly columns: readonly Column<Row>[];
  readonly sort: Sort;
  readonly setSort: (sort: Sort) => void;
  /** What may be shown or hidden. */
  readonly choices: readonly { readonly id: string; readonly title: string; readonly shown: boolean }[];
  readonly show: (column: string, shown: boolean) => void;
  /** Back to how the table was meant; undefined while it is. */
  readonly reset: (() => void) | undefined;
}

/** `table` names it for all collections alike: a choice made on one page holds on the next. */
export function useTableState<Row>(table: string, all: readonly Column<Row>[], sortedBy: Sort): TableState<Row> {
  const choice = useTables((state) => state.tables[table]) ?? NOTHING;
  return useMemo(() => {
    const isShown = ({ id, fixed, optional }: Column<Row>): boolean => fixed === true || (choice.shown[id] ?? optional !== true);
    const columns = all.filter(isShown);
    const sort = choice.sort && columns.some(({ id, compare }) => id === choice.sort?.column && compare) ? choice.sort : sortedBy;
    return {
      columns,
      sort,
      setSort: (next) => change(table, (old) => ({ ...old, sort: next })),
      choices: all.filter(({ fixed }) => fixed !== true).map((column) => ({ id: column.id, title: column.title, shown: isShown(column) })),
      show: (column, shown) => change(table, (old) => ({ ...old, shown: { ...old.shown, [column]: shown } })),
      reset: choice === NOTHING ? undefined : () => change(table, () => NOTHING),
    };
  }, [table, all, choice, sortedBy]);
}
