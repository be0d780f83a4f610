// The table: keys down, versions and runs across, the baseline beside the keys. Only what is in sight exists, both ways.
import { IconPin, IconX } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef, type CSSProperties, type ReactNode } from 'react';
import type { CompareRow, CompareTable } from '../../../shared/contract/compare.js';
import { AliasList } from '../../ui/AliasBadge.js';
import { lookOf } from '../../ui/charts/series.js';
import { Delta } from '../../ui/Delta.js';
import { useSize } from '../../ui/useSize.js';
import css from './Compare.module.css';
import { cellWords, columnTitle, GROUP_WORDS, linesOf, sameAsBaseline, shortTitles, type Line } from './compareModel.js';

const LINE = 27;
const GROUP = 36;
const LEAST_COLUMN = 148;

interface CompareGridProps {
  readonly table: CompareTable;
  readonly baseline: number;
  readonly onlyDiffering: boolean;
  readonly onBaseline: (id: string) => void;
  readonly onRemove: (id: string) => void;
  readonly onOpen: (column: CompareTable['columns'][number]) => void;
}

/** The baseline's line is neutral; the others take the colours of the charts in turn. */
export function placeOfColumn(column: number, baseline: number): number | undefined {
  return column === baseline ? undefined : column < baseline ? column : column - 1;
}

function Swatch({ place }: { place: number | undefined }): ReactNode {
  const look = place === undefined ? { color: 'var(--text-2)', dash: [] } : lookOf(place);
  return <span className={`${css.swatch}${look.dash.length > 0 ? ` ${css.dashed}` : ''}`} style={{ borderColor: look.color }} aria-hidden />;
}

function Cell({ row, column, baseline }: { row: CompareRow; column: number; baseline: number }): ReactNode {
  const cell = row.cells[column];
  const words = cellWords(row, column);
  const exact = cell ? (typeof cell.value === 'string' ? cell.value : JSON.stringify(cell.value)) : 'not recorded';
  if (!cell) return <span className={css.same} title="Not recorded">not recorded</span>;
  if (column === baseline) return <span className={css.value} title={exact}>{words}</span>;
  if (row.group === 'metrics') {
    return (
      <>
        <span className={css.value} title={exact}>
          {words}
        </span>
        <Delta now={typeof cell.value === 'number' ? cell.value : undefined} before={numberOf(row, baseline)} direction={row.direction ?? undefined} />
        {row.direction === null && row.numeric && row.differs && <span className="sr">no direction set</span>}
      </>
    );
  }
  if (sameAsBaseline(row, column, baseline)) return <span className={css.same} title={exact}>same</span>;
  return <span className={css.mark} title={exact}>{words}</span>;
}

function numberOf(row: CompareRow, column: number): number | undefined {
  const value = row.cells[column]?.value;
  return typeof value === 'number' ? value : undefined;
}

export function CompareGrid({ table, baseline, onlyDiffering, onBaseline, onRemove, onOpen }: CompareGridProps): ReactNode {
  const scroller = useRef<HTMLDivElement | null>(null);
  const [measure, { width }] = useSize();
  const lines = useMemo(() => linesOf(table, onlyDiffering), [table, onlyDiffering]);
  const titles = useMemo(() => shortTitles(table), [table]);
  // The baseline stands first, whichever it is.
  const order = useMemo(() => [baseline, ...table.columns.keys()].filter((column, index) => index === 0 || column !== baseline), [table.columns, baseline]);
  const keyWidth = Math.min(240, Math.max(150, width * 0.28));
  const columnWidth = Math.max(LEAST_COLUMN, order.length === 0 ? 0 : (width - keyWidth) / order.length);
  const down = useVirtualizer({ count: lines.length, getScrollElement: () => scroller.current, estimateSize: (index) => (lines[index]?.is === 'group' ? GROUP : LINE), overscan: 10 });
  const across = useVirtualizer({ horizontal: true, count: order.length, getScrollElement: () => scroller.current, estimateSize: () => columnWidth, overscan: 2, scrollPaddingStart: keyWidth });
  const shownColumns = across.getVirtualItems();
  const total: CSSProperties = { width: keyWidth + order.length * columnWidth };
  const place = (index: number): CSSProperties => ({ left: keyWidth + index * columnWidth, width: columnWidth });
  return (
    <div
      ref={(element) => {
        scroller.current = element;
        measure(element);
      }}
      className={css.grid}
      role="table"
      aria-label="Differences"
      aria-rowcount={lines.length + 1}
      aria-colcount={order.length + 1}
      tabIndex={0}
      data-testid="compare-grid"
    >
      <div className={css.head} role="rowgroup" style={total}>
        <div role="row" style={{ position: 'static', padding: 0, display: 'block' }}>
          <div role="columnheader" className={css.first} style={{ left: 0, width: keyWidth, position: 'absolute', top: 0, height: 56, display: 'flex', flexDirection: 'column', justifyContent: 'center' }}>
            <span className="caption" style={{ fontWeight: 400 }}>
              {table.differing} differ, {table.same} same{onlyDiffering ? ' hidden' : ''}
            </span>
          </div>
          {shownColumns.map(({ index }) => {
            const at = order[index] as number;
            const column = table.columns[at];
            return column ? <ColumnHead key={column.id} column={column} title={titles[at] ?? ''} place={placeOfColumn(at, baseline)} base={at === baseline} style={{ ...place(index), position: 'absolute', top: 0, height: 56, display: 'flex', flexDirection: 'column', justifyContent: 'center', gap: 2, padding: '0 8px' }} width={columnWidth} onBaseline={onBaseline} onRemove={onRemove} onOpen={onOpen} only={table.columns.length === 1} /> : null;
          })}
        </div>
      </div>
      <div className={css.body} role="rowgroup" style={{ ...total, height: down.getTotalSize() }}>
        {down.getVirtualItems().map(({ index, start }) => {
          const line = lines[index] as Line;
          const style: CSSProperties = { transform: `translateY(${start}px)` };
          if (line.is === 'group') {
            return (
              <div key={`group ${line.group}`} className={css.groupLine} role="row" aria-rowindex={index + 2} style={style}>
                <span role="rowheader">
                  {GROUP_WORDS[line.group]}
                  <small>
                    {line.shown} of {line.of}
                  </small>
                </span>
              </div>
            );
          }
          const { row } = line;
          return (
            <div key={`${row.group} ${row.key} ${row.unit ?? ''}`} className={css.line} role="row" aria-rowindex={index + 2} style={style}>
              <div className={css.key} role="rowheader" style={{ width: keyWidth }} title={row.key}>
                <span className="trunc">{row.key}</span>
                {row.direction && (
                  <span className="t3" title={row.direction === 'max' ? 'Higher is better' : 'Lower is better'}>
                    {row.direction === 'max' ? '↑' : '↓'}
                  </span>
                )}
              </div>
              {shownColumns.map((item) => {
                const at = order[item.index] as number;
                return (
                  <div key={at} className={`${css.cell}${at === baseline ? ` ${css.base}` : ''}`} role="cell" aria-colindex={item.index + 2} style={place(item.index)}>
                    <Cell row={row} column={at} baseline={baseline} />
                  </div>
                );
              })}
            </div>
          );
        })}
      </div>
    </div>
  );
}

interface ColumnHeadProps {
  readonly column: CompareTable['columns'][number];
  readonly title: string;
  readonly place: number | undefined;
  readonly base: boolean;
  readonly style: CSSProperties;
  readonly width: number;
  readonly only: boolean;
  readonly onBaseline: (id: string) => void;
  readonly onRemove: (id: string) => void;
  readonly onOpen: (column: CompareTable['columns'][number]) => void;
}

function ColumnHead({ column, title, place, base, style, width, only, onBaseline, onRemove, onOpen }: ColumnHeadProps): ReactNode {
  const full = columnTitle(column);
  return (
    <div role="columnheader" style={style} className={base ? css.base : undefined}>
      <span className={css.name}>
        <button type="button" title={`Open ${full}`} onClick={() => onOpen(column)}>
          <Swatch place={place} />
          <span className="trunc">{title}</span>
        </button>
        <AliasList aliases={column.aliases} width={Math.max(0, width - 70 - title.length * 9)} />
      </span>
      <span className={css.under}>
        {base ? (
          <>
            <IconPin className="i s12" aria-hidden /> Baseline
          </>
        ) : (
          <button type="button" aria-label={`Set as baseline: ${full}`} title="Hold the others against it" onClick={() => onBaseline(column.id)}>
            Set as baseline
          </button>
        )}
        <span className="grow" />
        {!only && (
          <button type="button" aria-label={`Take ${full} out`} title="Take out" onClick={() => onRemove(column.id)}>
            <IconX className="i s12" aria-hidden />
          </button>
        )}
      </span>
    </div>
  );
}
