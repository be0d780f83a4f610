// A table too large both ways: only the cells in sight exist. The first columns can stay while the others scroll.
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useEffect, useId, useLayoutEffect, useMemo, useRef, type ReactNode } from 'react';
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
  /** The same function as long as it says the same: cells are drawn anew when it is another. */
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
  const pinned = useMemo(() => columns.filter((column) => column.pinned), [columns]);
  const free = useMemo(() => columns.filter((column) => !column.pinned), [columns]);
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
  const inSight = useMemo(() => free.slice(left, right + 1), [free, left, right]);
  const acts = useRef<RowActs>({ open: () => undefined, enter: () => undefined });
  useLayoutEffect(() => {
    acts.current = {
      open: (index) => {
        setActive(index);
        onOpen(index);
      },
      enter: (index) => onHover?.(index),
    };
  });
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
          <Titles pinned={pinned} lead={lead} free={inSight} firstFree={pinned.length + left} aria={(column) => ({ 'aria-sort': sort?.column !== column.id ? undefined : sort.descending ? 'descending' : 'ascending' })}>
            {(column) => <Head column={column} sort={sort} onSort={onSort} />}
          </Titles>
        </div>
      </div>
      <div role="rowgroup" className="vt-body" style={{ height: rows.getTotalSize(), width, minWidth: '100%' }}>
        {shownRows.map((item) => (
          <Row
            key={rowKey(item.index)}
            id={`${id}-${item.index}`}
            index={item.index}
            top={item.start}
            height={rowHeight}
            active={item.index === active}
            look={rowClass?.(item.index) ?? ''}
            pinned={pinned}
            free={inSight}
            lead={lead}
            firstFree={pinned.length + left}
            cell={cell}
            acts={acts}
          />
        ))}
      </div>
    </div>
  );
}

interface RowActs {
  readonly open: (index: number) => void;
  readonly enter: (index: number) => void;
}

interface RowProps {
  readonly id: string;
  readonly index: number;
  readonly top: number;
  readonly height: number;
  readonly active: boolean;
  readonly look: string;
  readonly pinned: readonly WideColumn[];
  readonly free: readonly WideColumn[];
  readonly lead: number;
  readonly firstFree: number;
  readonly cell: WideTableProps['cell'];
  readonly acts: { readonly current: RowActs };
}

/** Scrolling down leaves the rows that stay alone; scrolling across, their cells. */
const Row = memo(function Row({ id, index, top, height, active, look, pinned, free, lead, firstFree, cell, acts }: RowProps): ReactNode {
  return (
    <div
      id={id}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={active}
      className={`vt-row flex ${active ? 'active ' : ''}${look}`}
      style={{ transform: `translateY(${top}px)`, height }}
      onClick={() => acts.current.open(index)}
      onMouseEnter={() => acts.current.enter(index)}
    >
      {pinned.map((column, place) => (
        <Cell key={column.id} row={index} column={column} cell={cell} place={place + 1} left={leftOf(pinned, place)} />
      ))}
      <div role="presentation" style={{ width: lead, flex: 'none' }} />
      {free.map((column, place) => (
        <Cell key={column.id} row={index} column={column} cell={cell} place={firstFree + place + 1} />
      ))}
    </div>
  );
});

const leftOf = (pinned: readonly WideColumn[], place: number): number => pinned.slice(0, place).reduce((sum, { width }) => sum + width, 0);
const lookOf = (column: WideColumn, base: string): string => `${base}${column.align === 'right' ? ' r' : ''}`;

const Cell = memo(function Cell({ row, column, cell, place, left }: { row: number; column: WideColumn; cell: WideTableProps['cell']; place: number; left?: number }): ReactNode {
  return (
    <div role="gridcell" aria-colindex={place} className={left === undefined ? lookOf(column, 'vt-cell') : `${lookOf(column, 'vt-cell')} pin`} style={left === undefined ? { width: column.width } : { width: column.width, left }}>
      {cell(row, column)}
    </div>
  );
});

interface TitlesProps {
  readonly pinned: readonly WideColumn[];
  readonly free: readonly WideColumn[];
  /** Pixels of columns left out before the free ones. */
  readonly lead: number;
  readonly firstFree: number;
  readonly aria: (column: WideColumn) => Record<string, 'ascending' | 'descending' | undefined>;
  readonly children: (column: WideColumn) => ReactNode;
}

/** The titles: of the pinned columns, a gap for what is out of sight, of the others. */
function Titles({ pinned, free, lead, firstFree, aria, children }: TitlesProps): ReactNode {
  return (
    <>
      {pinned.map((column, index) => (
        <div key={column.id} role="columnheader" aria-colindex={index + 1} className={`${lookOf(column, 'vt-th')} pin`} style={{ width: column.width, left: leftOf(pinned, index) }} {...aria(column)}>
          {children(column)}
        </div>
      ))}
      <div role="presentation" style={{ width: lead, flex: 'none' }} />
      {free.map((column, index) => (
        <div key={column.id} role="columnheader" aria-colindex={firstFree + index + 1} className={lookOf(column, 'vt-th')} style={{ width: column.width }} {...aria(column)}>
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
