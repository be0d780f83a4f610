// Lines of history under their days, of which only those in sight are drawn.
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, type ReactNode } from 'react';
import type { HistoryRow } from '../../../shared/contract/entities.js';
import { useEntryMemory } from '../../state/entryState.js';
import { useNow } from '../../ui/Time.js';
import css from './ActivityPage.module.css';
import { dayTitle, withDays } from './days.js';

const LINE = 36;
const DAY = 40;
const NEAR_END = 30;

interface Props {
  /** What the list is of. */
  readonly label: string;
  readonly rows: readonly HistoryRow[];
  readonly line: (row: HistoryRow) => ReactNode;
  readonly onNearEnd?: () => void;
}

export function Days({ label, rows, line, onNearEnd }: Props): ReactNode {
  const scroller = useRef<HTMLDivElement>(null);
  const now = useNow();
  const items = useMemo(() => withDays(rows), [rows]);
  const { initial, save } = useEntryMemory<number>('scroll');
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (items[index]?.kind === 'day' ? DAY : LINE),
    getItemKey: (index) => items[index]?.key ?? index,
    overscan: 12,
    initialOffset: initial ?? 0,
  });
  useEffect(() => virtual.measure(), [virtual, items]);
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= items.length - NEAR_END) onNearEnd?.();
  }, [last, items.length, onNearEnd]);
  return (
    <div ref={scroller} className="scroll" role="region" aria-label={label} tabIndex={0} onScroll={(event) => save(event.currentTarget.scrollTop)}>
      <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {shown.map(({ index, key, start }) => {
          const item = items[index];
          if (!item) return null;
          return (
            <div key={key} className={css.item} style={{ transform: `translateY(${start}px)` }}>
              {item.kind === 'day' ? <h2 className={css.day}>{dayTitle(item.at, Math.max(now, item.at))}</h2> : line(item.row)}
            </div>
          );
        })}
      </div>
    </div>
  );
}
