// What happened, in sentences, newest first, by day. Nothing here can be changed.
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { viewPath } from '../../../shared/contract/links.js';
import { useStatus } from '../../data/hooks.js';
import { useEntryState } from '../../state/entryState.js';
import { useCrumbs } from '../../state/useCrumbs.js';
import { useFilter } from '../../state/useFilter.js';
import { Count } from '../../ui/Count.js';
import { EmptyState } from '../../ui/EmptyState.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { FilterField } from '../../ui/FilterField.js';
import { SkeletonRows } from '../../ui/Skeleton.js';
import { ActivityLine } from './ActivityLine.js';
import css from './ActivityPage.module.css';
import { Days } from './Days.js';
import { Following } from './Following.js';
import { isFiltered, NO_FILTER, type HistoryFilter } from './historyFilter.js';
import { HistoryFilters } from './HistoryFilters.js';
import { useHistory } from './useHistory.js';
import { useUnreadNotices } from '../../state/notices.js';

const COUNT = new Intl.NumberFormat();

export function ActivityPage({ list }: { list: 'following' | undefined }): ReactNode {
  useCrumbs([{ label: 'Activity' }]);
  const unread = useUnreadNotices();
  return (
    <div className="page">
      <div className="page-head">
        <h1 className="title">Activity</h1>
      </div>
      <nav className={`tabs ${css.tabs}`} aria-label="Activity">
        <Link href={viewPath({ view: 'activity' })} {...(list === undefined && { 'aria-current': 'page' as const })}>
          Everything
        </Link>
        <Link href={viewPath({ view: 'activity', list: 'following' })} {...(list === 'following' && { 'aria-current': 'page' as const })}>
          Following {unread > 0 && <span className={css.count}>{COUNT.format(unread)} new</span>}
        </Link>
      </nav>
      {list === 'following' ? <Following /> : <Everything />}
    </div>
  );
}

function Everything(): ReactNode {
  const filter = useFilter();
  const [narrow, setNarrow] = useEntryState<HistoryFilter>('history.filter', NO_FILTER);
  const found = useHistory(narrow, filter.query);
  const narrowed = isFiltered(narrow);
  const { status } = useStatus();
  return (
    <>
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
          {found.rows.length === 0 ? <EmptyState title="Nothing matches">The filter looks at the sentence, the note and the device. Clear it with Esc.</EmptyState> : <Days label="History" rows={found.rows} line={(row) => <ActivityLine row={row} here={status?.device.name} />} onNearEnd={found.fetchMore} />}
        </>
      )}
    </>
  );
}
