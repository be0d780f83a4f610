// What the sync did and met, kept on disk, newest first, found by words.
import { Button } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useEngine } from '../../api/EngineProvider.js';
import { useAnswer } from '../../data/useAnswer.js';
import { useSyncStatus } from '../../state/syncStatus.js';
import { EmptyState } from '../../ui/EmptyState.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { FilterField } from '../../ui/FilterField.js';
import { SkeletonRows } from '../../ui/Skeleton.js';
import { exactTime } from '../../ui/Time.js';
import css from './Sync.module.css';

const PAGE = 200;
const MOST = 1_000;

export function SyncLog(): ReactNode {
  const engine = useEngine();
  const stamp = Math.max(0, ...(useSyncStatus()?.registries ?? []).map(({ synced }) => synced ?? 0));
  const [query, setQuery] = useState('');
  const [limit, setLimit] = useState(PAGE);
  const { value, error, retry } = useAnswer({ query, limit }, (question, signal) => engine.sync.log(question, { signal }), stamp);
  return (
    <div className={css.logPane}>
      <div className="toolbar">
        <FilterField label="Find in the log" value={query} onChange={setQuery} />
      </div>
      {error ? (
        <ErrorState what="The log could not be read" error={error} onRetry={retry} />
      ) : !value ? (
        <SkeletonRows awaiting="the log" />
      ) : value.rows.length === 0 ? (
        <EmptyState title={query ? 'No line has these words' : 'Nothing has happened yet'}>Each exchange, refusal and retry is written here.</EmptyState>
      ) : (
        <ol className={css.log} aria-label="Log of the sync" tabIndex={0}>
          {value.rows.map((line) => (
            <li key={line.id} data-level={line.level}>
              <time className="mono t3" dateTime={new Date(line.at).toISOString()}>
                {exactTime(line.at)}
              </time>
              <span className="med">{line.level}</span>
              <span className="sel">{line.text}</span>
            </li>
          ))}
          {value.next !== null && limit < MOST && (
            <li>
              <Button size="xs" onClick={() => setLimit(limit + PAGE)}>
                Show older
              </Button>
            </li>
          )}
        </ol>
      )}
    </div>
  );
}
