// A table too large both ways: only the cells in sight exist. The first columns can stay while the others scroll.
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useId, useRef, type ReactNode } from 'react';
import type { Sort } from './columns.js';
import { useTableKeys } from './useTableKeys.js';

const ROW = 36;
const HEAD = 28;

export interface WideColumn {
  readonly id: string;
  readonly title: string;
  /** Pixels. */
  readonly width: number;
  readonly align?: 'right';
  /** Pinned columns come first in the list and stay while the others scroll. */
  readonly pinned?: boolean;
  readonly sortable?: boolean;
  /** First press sorts from the greatest. */
  readonly descending?: boolean;
}

/** Rows and columns in sight, both ends included; columns count the ones that are not pinned. */
export interface Sight {
  readonly rows: readonly [number, number];
  readonly columns: readonly [number, number];
}

interface WideTableProps {
  readonly label: string;
  readonly count: number;
  /** Pixels; 36 if absent. */
  readonly rowHeight?: number;
  readonly columns: readonly WideColumn[];
  readonly cell: (row: number, column: WideColumn) => ReactNode;
  readonly rowKey: (row: number) => string;
  readonly rowText: (row: number) => string;
  readonly rowClass?: (row: number) => string;
  readonly onSight: (sight: Sight) => void;
  readonly onOpen: (row: number) => void;
  /** Space on the row that has the keys. */
  readonly onMark?: (row: number) => void;
  readonly onHover?: (row: number | undefined) => void;
  readonly sort?: Sort | undefined;
  readonly onSort: (sort: Sort) => void;
}

export function WideTable(props: WideTableProps): ReactNode {
  const { label, count, rowHeight = ROW, columns, cell, rowKey, rowText, rowClass, onSight, onOpen, onMark, onHover, sort, onSort } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const id = useId();
  const pinned = columns.filter((column) => column.pinned);
  const free = columns.filter((column) => !column.pinned);
  const pinnedWidth = pinned.reduce((sum, { width }) => sum + width, 0);
  const rows = useVirtualizer({ count, getScrollElement: () => scroller.current, estimateSize: () => rowHeight, overscan: 8, scrollPaddingStart: HEAD });
  const across = useVirtualizer({
    horizontal: true,
    count: free.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => free[index]?.width ?? 0,
    overscan: 2,
    scrollPaddingStart: pinnedWidth,
    getItemKey: (index) => free[index]?.id ?? index,
  });
  const { active, setActive, onKeyDown } = useTableKeys({
    count,
    page: () => Math.max(1, Math.floor(((scroller.current?.clientHeight ?? rowHeight) - HEAD) / rowHeight) - 1),
    text: rowText,
    onOpen,
    onMark,
    reveal: (index) => rows.scrollToIndex(index),
  });
  useEffect(() => rows.measure(), [rows, rowHeight]);
  const shownRows = rows.getVirtualItems();
  const shownColumns = across.getVirtualItems();
  const [top, bottom, left, right] = [shownRows[0]?.index ?? 0, shownRows.at(-1)?.index ?? 0, shownColumns[0]?.index ?? 0, shownColumns.at(-1)?.index ?? 0];
  useEffect(() => onSight({ rows: [top, bottom], columns: [left, right] }), [onSight, top, bottom, left, right]);

  const width = pinnedWidth + across.getTotalSize();
  const lead = shownColumns[0]?.start ?? 0;
  const inSight = shownColumns.flatMap((item) => free[item.index] ?? []);
  const scrollSideways = (by: number): void => scroller.current?.scrollBy({ left: by });
  return (
    <div
      ref={scroller}
      className="vt wide"
      role="grid"
      aria-label={label}
      aria-rowcount={count + 1}
      aria-colcount={columns.length}
      tabIndex={0}
      aria-activedescendant={active >= 0 && shownRows.some((item) => item.index === active) ? `${id}-${active}` : undefined}
      onKeyDown={(event) => {
        if (event.target === event.currentTarget && (event.key === 'ArrowRight' || event.key === 'ArrowLeft') && !event.altKey) {
          event.preventDefault();
          scrollSideways(event.key === 'ArrowRight' ? 120 : -120);
        } else onKeyDown(event);
      }}
      onMouseLeave={() => onHover?.(undefined)}
    >
      <div role="rowgroup" className="vt-head-group" style={{ width, minWidth: '100%' }}>
        <div role="row" aria-rowindex={1} className="vt-head flex">
          <Across pinned={pinned} lead={lead} free={inSight} firstFree={pinned.length + left} role="columnheader" className="vt-th" aria={(column) => ({ 'aria-sort': sort?.column !== column.id ? undefined : sort.descending ? 'descending' : 'ascending' })}>
            {(column) => <Head column={column} sort={sort} onSort={onSort} />}
          </Across>
        </div>
      </div>
      <div role="rowgroup" className="vt-body" style={{ height: rows.getTotalSize(), width, minWidth: '100%' }}>
        {shownRows.map((item) => (
          <div
            key={rowKey(item.index)}
            id={`${id}-${item.index}`}
            role="row"
            aria-rowindex={item.index + 2}
            aria-selected={item.index === active}
            className={`vt-row flex ${item.index === active ? 'active ' : ''}${rowClass?.(item.index) ?? ''}`}
            style={{ transform: `translateY(${item.start}px)`, height: rowHeight }}
            onClick={() => {
              setActive(item.index);
              onOpen(item.index);
            }}
            onMouseEnter={() => onHover?.(item.index)}
          >
            <Across pinned={pinned} lead={lead} free={inSight} firstFree={pinned.length + left} role="gridcell" className="vt-cell">
              {(column) => cell(item.index, column)}
            </Across>
          </div>
        ))}
      </div>
    </div>
  );
}

interface AcrossProps {
  readonly pinned: readonly WideColumn[];
  readonly free: readonly WideColumn[];
  /** Pixels of columns left out before the free ones. */
  readonly lead: number;
  readonly firstFree: number;
  readonly role: string;
  readonly className: string;
  readonly aria?: (column: WideColumn) => Record<string, 'ascending' | 'descending' | undefined>;
  readonly children: (column: WideColumn) => ReactNode;
}

/** The cells of a row: the pinned ones, a gap for what is out of sight, the others. */
function Across({ pinned, free, lead, firstFree, role, className, aria, children }: AcrossProps): ReactNode {
  const look = (column: WideColumn): string => `${className}${column.align === 'right' ? ' r' : ''}`;
  return (
    <>
      {pinned.map((column, index) => {
        const left = pinned.slice(0, index).reduce((sum, { width }) => sum + width, 0);
        return (
          <div key={column.id} role={role} aria-colindex={index + 1} className={`${look(column)} pin`} style={{ width: column.width, left }} {...aria?.(column)}>
            {children(column)}
          </div>
        );
      })}
      <div role="presentation" style={{ width: lead, flex: 'none' }} />
      {free.map((column, index) => (
        <div key={column.id} role={role} aria-colindex={firstFree + index + 1} className={look(column)} style={{ width: column.width }} {...aria?.(column)}>
          {children(column)}
        </div>
      ))}
    </>
  );
}

function Head({ column, sort, onSort }: { column: WideColumn; sort: Sort | undefined; onSort: (sort: Sort) => void }): ReactNode {
  const sorted = sort?.column === column.id ? sort : undefined;
  if (!column.sortable) {
    return (
      <span className="trunc" title={column.title}>
        {column.title}
      </span>
    );
  }
  const Arrow = sorted?.descending ? IconArrowDown : IconArrowUp;
  return (
    <button type="button" title={column.title} onClick={() => onSort({ column: column.id, descending: sorted ? !sorted.descending : (column.descending ?? false) })}>
      <span className="trunc">{column.title}</span>
      {sorted && <Arrow className="i s12" aria-hidden />}
    </button>
  );
}
