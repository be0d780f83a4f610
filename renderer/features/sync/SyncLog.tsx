// What the sync did and met, kept on disk, newest first, found by kind and words, and saved to a file.
import { Button, SegmentedControl } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import type { SyncLogLine, SyncLogShow } from '../../../shared/contract/sync.js';
import { useEngine } from '../../api/EngineProvider.js';
import { useAnswer } from '../../data/useAnswer.js';
import { saveFile } from '../../state/saveFile.js';
import { useAct } from '../../state/useAct.js';
import { useSyncStatus } from '../../state/syncStatus.js';
import { EmptyState } from '../../ui/EmptyState.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { FilterField } from '../../ui/FilterField.js';
import { SkeletonRows } from '../../ui/Skeleton.js';
import { exactTime } from '../../ui/Time.js';
import css from './Sync.module.css';

const PAGE = 200;
const MOST = 1_000;
const SHORT = new Intl.DateTimeFormat(undefined, { dateStyle: 'short', timeStyle: 'medium' });

const SHOWN: readonly { value: SyncLogShow; label: string; none: string }[] = [
  { value: 'all', label: 'All', none: 'Nothing has happened yet' },
  { value: 'errors', label: 'Errors', none: 'Nothing has failed' },
  { value: 'skipped', label: 'Skipped', none: 'Nothing was passed over' },
  { value: 'conflicts', label: 'Conflicts', none: 'Nothing was in conflict' },
];

const lineText = ({ at, level, about, text }: SyncLogLine): string => [new Date(at).toISOString(), level, about ?? '', text.replace(/\s+/g, ' ')].join('\t');

export function SyncLog(): ReactNode {
  const engine = useEngine();
  const stamp = Math.max(0, ...(useSyncStatus()?.registries ?? []).map(({ synced }) => synced ?? 0));
  const [query, setQuery] = useState('');
  const [limit, setLimit] = useState(PAGE);
  const [show, setShow] = useState<SyncLogShow>('all');
  const act = useAct();
  const save = async (): Promise<void> => {
    const lines: string[] = [];
    for (let before: number | null = null, more = true; more; more = before !== null) {
      const page = await engine.sync.log({ query, show, before, limit: MOST });
      lines.push(...page.rows.map(lineText));
      before = page.next;
    }
    saveFile('cairn-sync.log', `${lines.reverse().join('\n')}\n`);
  };
  const { value, error, retry } = useAnswer({ query, show, limit }, (question, signal) => engine.sync.log(question, { signal }), stamp);
  return (
    <div className={css.logPane}>
      <div className="toolbar">
        <FilterField label="Find in the log" value={query} onChange={setQuery} />
        <SegmentedControl aria-label="Which lines" data={SHOWN.map(({ value: each, label }) => ({ value: each, label }))} value={show} onChange={(chosen) => setShow(chosen as SyncLogShow)} />
        <span className="grow" />
        {act.problem !== undefined && (
          <span className={css.problem} role="alert">
            {act.problem}
          </span>
        )}
        <Button variant="subtle" leftSection={<IconDownload className="i" aria-hidden />} disabled={!value || value.rows.length === 0} aria-busy={act.pending} onClick={() => act.run(save)}>
          Export…
        </Button>
      </div>
      {error ? (
        <ErrorState what="The log could not be read" error={error} onRetry={retry} />
      ) : !value ? (
        <SkeletonRows awaiting="the log" />
      ) : value.rows.length === 0 ? (
        <EmptyState title={query ? 'No line has these words' : SHOWN.find((each) => each.value === show)?.none ?? ''}>Each exchange that moved something, each refusal, and each request that had to be tried again is written here, and kept.</EmptyState>
      ) : (
        <ol className={css.log} aria-label="Log of the sync" tabIndex={0}>
          {value.rows.map((line) => (
            <li key={line.id} data-level={line.level}>
              <time className="mono t3" dateTime={new Date(line.at).toISOString()} title={exactTime(line.at)}>
                {SHORT.format(line.at)}
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
