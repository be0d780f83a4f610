// What happened, in sentences, newest first, by day. Nothing here can be changed.
import { Button } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, type ReactNode } from 'react';
import type { HistoryRow } from '../../../shared/contract/entities.js';
import { useStatus } from '../../data/hooks.js';
import { useEntryMemory, useEntryState } from '../../state/entryState.js';
import { useCrumbs } from '../../state/useCrumbs.js';
import { useFilter } from '../../state/useFilter.js';
import { Count } from '../../ui/Count.js';
import { EmptyState } from '../../ui/EmptyState.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { FilterField } from '../../ui/FilterField.js';
import { SkeletonRows } from '../../ui/Skeleton.js';
import { useNow } from '../../ui/Time.js';
import { ActivityLine } from './ActivityLine.js';
import css from './ActivityPage.module.css';
import { dayTitle, withDays } from './days.js';
import { isFiltered, NO_FILTER, type HistoryFilter } from './historyFilter.js';
import { HistoryFilters } from './HistoryFilters.js';
import { useHistory } from './useHistory.js';

const COUNT = new Intl.NumberFormat();

const LINE = 36;
const DAY = 40;
const NEAR_END = 30;

export function ActivityPage(): ReactNode {
  useCrumbs([{ label: 'Activity' }]);
  const filter = useFilter();
  const [narrow, setNarrow] = useEntryState<HistoryFilter>('history.filter', NO_FILTER);
  const found = useHistory(narrow, filter.query);
  const narrowed = isFiltered(narrow);
  return (
    <div className="page">
      <div className="page-head">
        <h1 className="title">Activity</h1>
      </div>
      {(narrowed || found.of > 0) && (
        <>
          <div className="toolbar">
            <FilterField label="Filter history" keys="/" value={filter.query} onChange={filter.setQuery} inputRef={filter.inputRef} />
            <span className="grow" />
            {narrowed && !found.complete ? <span className="small t3 tnum nowrap" role="status">{COUNT.format(found.total)} read, more below</span> : <Count shown={found.total} of={found.of} one="event" many="events" />}
          </div>
          <HistoryFilters filter={narrow} onChange={setNarrow} />
        </>
      )}
      {found.error ? (
        <ErrorState what="The history could not be read" error={found.error} onRetry={found.retry} />
      ) : found.loading ? (
        <SkeletonRows awaiting="the engine to read the history" />
      ) : found.of === 0 && narrowed ? (
        <EmptyState title="No change matches these filters" action={<Button onClick={() => setNarrow(NO_FILTER)}>Clear the filters</Button>}>
          Nothing of this kind happened to it in that time, by that person.
        </EmptyState>
      ) : found.of === 0 ? (
        <EmptyState title="Nothing has happened yet">Each version that is logged and each alias that moves is written down here, with who did it and when. Nothing is ever removed.</EmptyState>
      ) : (
        <>
          {found.rows.length === 0 ? <EmptyState title="Nothing matches">The filter looks at the sentence, the note and the device. Clear it with Esc.</EmptyState> : <Days rows={found.rows} onNearEnd={found.fetchMore} />}
        </>
      )}
    </div>
  );
}

function Days({ rows, onNearEnd }: { rows: readonly HistoryRow[]; onNearEnd: () => void }): ReactNode {
  const scroller = useRef<HTMLDivElement>(null);
  const now = useNow();
  const { status } = useStatus();
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
    if (last >= items.length - NEAR_END) onNearEnd();
  }, [last, items.length, onNearEnd]);
  return (
    <div ref={scroller} className="scroll" role="region" aria-label="History" tabIndex={0} onScroll={(event) => save(event.currentTarget.scrollTop)}>
      <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {shown.map(({ index, key, start }) => {
          const item = items[index];
          if (!item) return null;
          return (
            <div key={key} className={css.item} style={{ transform: `translateY(${start}px)` }}>
              {item.kind === 'day' ? <h2 className={css.day}>{dayTitle(item.at, Math.max(now, item.at))}</h2> : <ActivityLine row={item.row} here={status?.device.name} />}
            </div>
          );
        })}
      </div>
    </div>
  );
}
