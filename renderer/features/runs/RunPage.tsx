// One run: what it was given, what it measured over time, what it read and made.
import { ActionIcon } from '@mantine/core';
import { IconColumns2, IconShare } from '@tabler/icons-react';
import { useMemo, type ReactNode } from 'react';
import { Link } from 'wouter';
import { viewPath, type View } from '../../../shared/contract/links.js';
import type { RunDetail } from '../../../shared/contract/runs.js';
import { runCommand, useCommandHandlers } from '../../state/commands.js';
import { openView } from '../../state/openView.js';
import { chooseToCompare } from '../../state/tray.js';
import { useCrumbs } from '../../state/useCrumbs.js';
import { Avatar } from '../../ui/Avatar.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { RunState } from '../../ui/RunState.js';
import { SkeletonRows } from '../../ui/Skeleton.js';
import { Time, useNow } from '../../ui/Time.js';
import { durationText } from './axisText.js';
import { CodeTab } from '../code/CodeTab.js';
import { Charts } from './Charts.js';
import { MediaTab } from './MediaTab.js';
import { RunActs } from './RunActs.js';
import { RunOverview } from './RunOverview.js';
import css from './RunPage.module.css';
import { useRun } from './useRun.js';

export type RunTab = Extract<View, { view: 'run' }>['tab'];

export function RunPage({ id, tab }: { id: string; tab: RunTab }): ReactNode {
  const { run, error, retry } = useRun(id);
  if (run) return <LoadedRun run={run} tab={tab} />;
  return (
    <div className="page" style={{ paddingTop: error ? 0 : 76 }}>
      <h1 className="sr">Run</h1>
      {error ? <ErrorState what="This run cannot be shown" error={error} onRetry={retry} /> : <SkeletonRows rows={12} dense awaiting="this run" />}
    </div>
  );
}

function LoadedRun({ run, tab }: { run: RunDetail; tab: RunTab }): ReactNode {
  useCrumbs([{ label: run.project, path: viewPath({ view: 'artifacts' }) }, { label: 'Runs', path: viewPath({ view: 'runs' }) }, { label: run.name }]);
  useCommandHandlers(
    useMemo(
      () => ({
        'compare.open': { run: () => chooseToCompare({ id: run.id, kind: 'run', label: run.name }) },
        'lineage.show': { run: () => openView({ view: 'lineage', start: run.id }) },
      }),
      [run.id, run.name],
    ),
  );
  const drawn = useMemo(() => [{ id: run.id, name: run.name, place: 0, strong: false }], [run.id, run.name]);
  return (
    <div className="page">
      <RunHeader run={run} />
      <RunTabs run={run} tab={tab} />
      {tab === 'overview' && <RunOverview run={run} />}
      {tab === 'charts' && <Charts runs={drawn} />}
      {tab === 'media' && <MediaTab run={run} />}
      {tab === 'code' && <CodeTab of={{ run: run.id }} name={run.name} />}
    </div>
  );
}

function RunHeader({ run }: { run: RunDetail }): ReactNode {
  const now = useNow();
  return (
    <header>
      <div className="page-head" style={{ paddingBottom: 0 }}>
        <div className={`row ${css.name}`}>
          <h1 className="title trunc" title={run.name}>
            {run.name}
          </h1>
          <RunState state={run.state} />
          {run.tags.map((tag) => (
            <span key={tag} className="badge">
              {tag}
            </span>
          ))}
        </div>
        <div className="actions">
          <ActionIcon variant="default" aria-label="Compare" title="Compare: choose this run, and again to see all that are chosen" onClick={() => runCommand('compare.open')}>
            <IconColumns2 className="i" aria-hidden />
          </ActionIcon>
          <ActionIcon variant="default" aria-label="Show lineage" title="Show lineage" onClick={() => runCommand('lineage.show')}>
            <IconShare className="i" aria-hidden />
          </ActionIcon>
          <RunActs run={run} />
        </div>
      </div>
      <div className={css.identity}>
        <span>{run.jobType}</span>
        <span className="row" style={{ gap: 6 }}>
          <Avatar name={run.actor.name} silent />
          {run.actor.name}, {run.timeless && 'imported '}<Time at={run.started} />
        </span>
        {run.timeless ? (
          <span title="Its log records no times">times not recorded</span>
        ) : (
          <span className="tnum">{`${run.finished === null ? 'running for' : 'took'} ${durationText(Math.max(0, Math.round(((run.finished ?? now) - run.started) / 1000)))}`}</span>
        )}
        {run.group && <span>{`group ${run.group}`}</span>}
        <span className="mono t3" title="What scripts call it">
          {run.key}
        </span>
      </div>
    </header>
  );
}

function RunTabs({ run, tab }: { run: RunDetail; tab: RunTab }): ReactNode {
  const tabs: readonly { id: RunTab; title: string; count?: number }[] = [
    { id: 'overview', title: 'Overview' },
    { id: 'charts', title: 'Charts', count: run.history.rows },
    { id: 'media', title: 'Media' },
    { id: 'code', title: 'Code' },
  ];
  return (
    <nav className="tabs" aria-label="Run">
      {tabs.map(({ id, title, count }) => (
        <Link key={id} href={viewPath({ view: 'run', run: run.id, tab: id })} aria-current={id === tab ? 'page' : undefined}>
          {title} {count !== undefined && <span className="n" title="Rows logged">{count.toLocaleString('en')}</span>}
        </Link>
      ))}
    </nav>
  );
}
