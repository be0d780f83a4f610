// The one table: only the rows in sight exist, the head stays, and the whole is one tab stop with arrows inside.
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState, type CSSProperties, type HTMLAttributes, type ReactNode } from 'react';
import { columnWidths, fitColumns, sortRows, type Column, type Sort } from './columns.js';
import { useTableKeys } from './useTableKeys.js';

const ROW = 36;
const ROW_DENSE = 28;
const HEAD = 28;
/** Rows drawn beyond those in sight, so that scrolling meets none that is not there, and the time after which they are. */
const BEYOND = 12;
const FIRST_PICTURE_MS = 200;
/** Rows from the end at which more are asked for. */
const NEAR_END = 40;

export interface VirtualTableProps<Row> {
  /** Names the table for those who hear the page. */
  readonly label: string;
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  readonly rowKey: (row: Row) => string;
  /** What type-ahead looks at; also the row's name. */
  readonly rowText: (row: Row) => string;
  /** Enter, and a click unless that selects. */
  readonly onOpen?: (row: Row) => void;
  /** A click or an arrow, where something beside the table shows the row. */
  readonly onSelect?: (row: Row) => void;
  /** Space marks the row the keys are on, where rows can be marked. */
  readonly onMark?: (row: Row) => void;
  /** Shift with a click marks all from the row the keys are on, Ctrl or Command with a click the one. */
  readonly onMarkRange?: (rows: readonly Row[]) => void;
  /** Key of the row shown elsewhere, such as in an inspector. */
  readonly selected?: string | undefined;
  readonly sort?: Sort | undefined;
  readonly onSort?: (sort: Sort) => void;
  readonly dense?: boolean;
  /** Rows there are in all, where more than `rows` exist. */
  readonly total?: number;
  readonly onNearEnd?: () => void;
  /** Where to stand at first, and where the reader went. */
  readonly scrollTop?: number | undefined;
  readonly onScrollTop?: (top: number) => void;
  readonly className?: string;
  /** Attributes of a row's element, e.g. data-* for drop targets. */
  readonly rowAttributes?: (row: Row) => Record<`data-${string}`, string>;
  /** What makes a row something that can be dragged. */
  readonly rowDrag?: (row: Row) => Pick<HTMLAttributes<HTMLElement>, 'draggable' | 'onDragStart' | 'onDragEnd'>;
}

export function VirtualTable<Row>(props: VirtualTableProps<Row>): ReactNode {
  const { label, columns, rowKey, rowText, onOpen, onSelect, onMark, onMarkRange, selected, sort, onSort, dense = false, total, onNearEnd, scrollTop = 0, onScrollTop, rowAttributes, rowDrag } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const id = useId();
  const width = useWidth(scroller);
  const rows = useMemo(() => sortRows(props.rows, columns, sort), [props.rows, columns, sort]);
  const shown = useMemo(() => fitColumns(columns, width), [columns, width]);
  const height = dense ? ROW_DENSE : ROW;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: useBeyond(),
    initialOffset: scrollTop,
    scrollMargin: 0,
    scrollPaddingStart: HEAD,
    getItemKey: (index) => rowKey(rows[index] as Row),
  });
  const { active, setActive, onKeyDown } = useTableKeys({
    count: rows.length,
    page: () => Math.max(1, Math.floor(((scroller.current?.clientHeight ?? ROW) - HEAD) / height) - 1),
    text: (index) => rowText(rows[index] as Row),
    onOpen: (index) => onOpen?.(rows[index] as Row),
    onMark: onMark && ((index) => onMark(rows[index] as Row)),
    reveal: (index) => {
      virtual.scrollToIndex(index);
      if (rows[index] !== undefined) onSelect?.(rows[index]);
    },
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (rows.length > 0 && last >= rows.length - NEAR_END) onNearEnd?.();
  }, [last, rows.length, onNearEnd]);

  const widths = useMemo(() => columnWidths(shown, width), [shown, width]);
  const template: CSSProperties = { gridTemplateColumns: widths.map((each) => `${each}px`).join(' ') };
  const isActive = (index: number): boolean => index === active;
  return (
    <div
      ref={scroller}
      className={`vt${dense ? ' dense' : ''}${props.className ? ` ${props.className}` : ''}`}
      role="grid"
      aria-label={label}
      aria-rowcount={(total ?? rows.length) + 1}
      aria-colcount={shown.length}
      tabIndex={0}
      aria-activedescendant={active >= 0 && items.some((item) => item.index === active) ? `${id}-${active}` : undefined}
      onKeyDown={onKeyDown}
      onScroll={(event) => onScrollTop?.(event.currentTarget.scrollTop)}
    >
      <div role="rowgroup" className="vt-head-group">
        <div role="row" aria-rowindex={1} className="vt-head" style={template}>
          {shown.map((column) => (
            <HeadCell key={column.id} column={column} sort={sort} onSort={onSort} />
          ))}
        </div>
      </div>
      <div role="rowgroup" className="vt-body" style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const row = rows[item.index] as Row;
          const on = selected !== undefined && rowKey(row) === selected;
          return (
            <div
              key={item.key}
              id={`${id}-${item.index}`}
              role="row"
              aria-rowindex={item.index + 2}
              aria-selected={on || isActive(item.index)}
              className={`vt-row${on ? ' on' : ''}${isActive(item.index) ? ' active' : ''}`}
              style={{ ...template, transform: `translateY(${item.start}px)` }}
              onClick={(event) => {
                if (onMarkRange && (event.shiftKey || event.ctrlKey || event.metaKey)) {
                  const from = event.shiftKey && active >= 0 ? active : item.index;
                  onMarkRange(rows.slice(Math.min(from, item.index), Math.max(from, item.index) + 1));
                  setActive(item.index);
                  return;
                }
                setActive(item.index);
                (onSelect ?? onOpen)?.(row);
              }}
              {...rowAttributes?.(row)}
              {...rowDrag?.(row)}
            >
              {shown.map((column, index) => (
                <Cell key={column.id} column={column} row={row} width={widths[index] ?? 0} />
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** Rows drawn beyond those in sight: none in the first picture, which is there the sooner. */
function useBeyond(): number {
  const [rows, setRows] = useState(0);
  useEffect(() => {
    const timer = setTimeout(() => setRows(BEYOND), FIRST_PICTURE_MS);
    return () => clearTimeout(timer);
  }, []);
  return rows;
}

function HeadCell<Row>({ column, sort, onSort }: { column: Column<Row>; sort: Sort | undefined; onSort: ((sort: Sort) => void) | undefined }): ReactNode {
  const sorted = sort?.column === column.id ? sort : undefined;
  const className = `vt-th${column.align === 'right' ? ' r' : ''}`;
  if (!column.compare || !onSort) {
    return (
      <div role="columnheader" className={className}>
        <span className="trunc">{column.title}</span>
      </div>
    );
  }
  const Arrow = sorted?.descending ? IconArrowDown : IconArrowUp;
  return (
    <div role="columnheader" className={className} aria-sort={sorted ? (sorted.descending ? 'descending' : 'ascending') : 'none'}>
      <button type="button" onClick={() => onSort({ column: column.id, descending: sorted ? !sorted.descending : (column.descending ?? false) })}>
        <span className="trunc">{column.title}</span>
        {sorted && <Arrow className="i s12" aria-hidden />}
      </button>
    </div>
  );
}

function Cell<Row>({ column, row, width }: { column: Column<Row>; row: Row; width: number }): ReactNode {
  const content = column.cell(row, width);
  const plain = typeof content === 'string';
  return (
    <div role="gridcell" className={`vt-cell${column.align === 'right' ? ' r' : ''}`}>
      {plain ? (
        <span className="text" title={content}>
          {content}
        </span>
      ) : (
        content
      )}
    </div>
  );
}

/** The width of the scroller, before the first paint and whenever it changes. */
function useWidth(scroller: { readonly current: HTMLDivElement | null }): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    setWidth(element.clientWidth);
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller]);
  return width;
}
