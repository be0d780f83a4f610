// The runs workspace: what was executed at the left, its metrics over time at the right. A run's line, its key and its bold
// curve are one thing: show or hide it in the list, and every chart follows.
import { Button, Menu } from '@mantine/core';
import { IconChartLine, IconColumns2, IconPlus, IconStack2 } from '@tabler/icons-react';
import { useCallback, useMemo, useState, type ReactNode } from 'react';
import type { RunColumn, RunsView } from '../../../shared/contract/runs.js';
import { useStamp } from '../../data/hooks.js';
import { useEntryState } from '../../state/entryState.js';
import { openDialog } from '../../state/dialogs.js';
import { openView } from '../../state/openView.js';
import { useCrumbs } from '../../state/useCrumbs.js';
import { useFilter } from '../../state/useFilter.js';
import { CodeSnippet } from '../../ui/CodeSnippet.js';
import type { Sort } from '../../ui/columns.js';
import { countWords } from '../../ui/Count.js';
import { EmptyState } from '../../ui/EmptyState.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { FilterField } from '../../ui/FilterField.js';
import { Kbd } from '../../ui/Kbd.js';
import { SkeletonRows } from '../../ui/Skeleton.js';
import { LineKey } from '../../ui/charts/LineKey.js';
import { WideTable, type WideColumn } from '../../ui/WideTable.js';
import { Charts } from './Charts.js';
import { ColumnChooser } from './ColumnChooser.js';
import { RunGroups } from './RunGroups.js';
import { columnLabel, firstColumns, KEY_COLUMN, NAME_COLUMN, orderedColumns, RunCell, wideColumn } from './runColumns.js';
import { parseRunFilter } from './runFilter.js';
import css from './Runs.module.css';
import { firstShown, toggled, within, type ShownRuns } from './shownRuns.js';
import { useMatching } from './useMatching.js';
import type { Axis, DrawnRun } from './useCurves.js';
import { ViewsMenu } from './ViewsMenu.js';
import { keptView, openedView } from './workspaceView.js';
import { useRunColumns, useRunTable } from './useRunTable.js';

const NEWEST: Sort = { column: 'started', descending: true };
const NONE: ReadonlySet<string> = new Set();
/** Fields a list of groups can be made by: few values, worth naming. */
const GROUPABLE = new Set(['jobType', 'state', 'project', 'group', 'actor']);
const MOST_GROUPABLE = 24;

/** What runs can be grouped by, of the columns in order: fields, then settings in words, then settings in numbers. */
function groupable(ordered: readonly RunColumn[]): readonly RunColumn[] {
  const config = ordered.filter((column) => column.group === 'config');
  const words = (column: RunColumn): boolean => column.kind === 'text';
  return [...ordered.filter(({ id }) => GROUPABLE.has(id)), ...config.filter(words), ...config.filter((column) => !words(column))].slice(0, MOST_GROUPABLE);
}

export function RunsPage(): ReactNode {
  useCrumbs([{ label: 'Runs' }]);
  const filter = useFilter();
  const stamp = useStamp(['runs'], 1_000);
  const [sort, setSort] = useEntryState<Sort>('sort', NEWEST);
  const [chosen, setChosen] = useEntryState<ReadonlySet<string> | undefined>('columns', undefined);
  const [charts, setCharts] = useEntryState('charts', true);
  const [group, setGroup] = useEntryState<string | undefined>('group', undefined);
  const [shown, setShown] = useEntryState<ShownRuns | undefined>('shown', undefined);
  const [axis, setAxis] = useEntryState<Axis>('axis', 'step');
  const [smoothing, setSmoothing] = useEntryState('smoothing', 0);
  const [metric, setMetric] = useEntryState('metric', '');
  const [hover, setHover] = useState<string>();
  const known = useRunColumns(undefined, stamp);
  const columns = useMemo(() => known.columns ?? [], [known.columns]);
  const ordered = useMemo(() => orderedColumns(columns), [columns]);
  const on = useMemo(() => chosen ?? (ordered.length > 0 ? firstColumns(ordered) : NONE), [chosen, ordered]);
  const free = useMemo(() => ordered.filter(({ id }) => on.has(id)), [ordered, on]);
  const wide = useMemo(() => [...(charts ? [KEY_COLUMN] : []), NAME_COLUMN, ...free.map(wideColumn)], [charts, free]);
  const { selection, unknown } = useMemo(() => parseRunFilter(filter.query, columns), [filter.query, columns]);
  const table = useRunTable(selection, useMemo(() => free.map(({ id }) => id), [free]), sort, stamp);
  const [now] = useState(Date.now);

  const first = useMemo(() => Array.from({ length: Math.min(table.total, 20) }, (_none, index) => table.row(index)?.id).filter((id) => id !== undefined), [table]);
  const matching = useMatching(selection, filter.query !== '' && shown !== undefined, stamp);
  const lines = useMemo(() => (shown ? within(shown, matching) : firstShown(first)), [shown, matching, first]);
  const drawn = useDrawn(lines, table, hover);
  const mark = useCallback(
    (index: number): void => {
      const row = table.row(index);
      if (row) setShown(toggled(shown ?? lines, row.id));
    },
    [table, lines, shown, setShown],
  );
  const cell = useCallback(
    (index: number, column: WideColumn): ReactNode => {
      const row = table.row(index);
      if (!row) return <span className="skeleton" style={{ width: '70%' }} aria-hidden />;
      if (column.id === 'key') return <ShowLine name={row.name} place={lines.get(row.id)} onToggle={() => mark(index)} />;
      if (column.id === 'name') return <span className="name trunc" title={row.name}>{row.name}</span>;
      return <RunCell id={column.id} row={row} value={table.value(index, column.id)} now={now} />;
    },
    [table, lines, mark, now],
  );

  const openKept = (kept: RunsView['shown']): void => {
    const view = openedView(kept, NEWEST);
    filter.setQuery(view.filter);
    setSort(view.sort);
    setChosen(view.columns ?? firstColumns(ordered));
    setGroup(view.group);
    setCharts(view.charts);
    setAxis(view.axis);
    setSmoothing(view.smoothing);
    setMetric(view.metric);
  };

  if (known.error) return <ErrorState what="The runs could not be read" error={known.error} onRetry={known.retry} />;
  if (!known.columns) return <SkeletonRows awaiting="the engine to list the runs" />;
  if (known.runs === 0) return <NoRuns />;
  return (
    <div className="page">
      <div className="toolbar" style={{ paddingTop: 'var(--s-3)' }}>
        <h1 className="title">Runs</h1>
        <FilterField label="Filter runs" keys="/" value={filter.query} onChange={filter.setQuery} inputRef={filter.inputRef} width={340} />
        {unknown.length > 0 && <span className={css.problem}>{`No run has ${unknown.join(', ')}`}</span>}
        <span className="grow" />
        <Menu position="bottom-end">
          <Menu.Target>
            <Button variant="subtle" leftSection={<IconStack2 className="i s14" aria-hidden />}>
              {group ? `Grouped by ${columnLabel(columns.find(({ id }) => id === group) ?? { id: group, group: 'run', label: group, kind: 'text', count: 0 }).toLowerCase()}` : 'Group'}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {group && <Menu.Item onClick={() => setGroup(undefined)}>No groups</Menu.Item>}
            {groupable(ordered).map((column) => (
                <Menu.Item key={column.id} onClick={() => setGroup(column.id)}>
                  {columnLabel(column)}
                </Menu.Item>
              ))}
          </Menu.Dropdown>
        </Menu>
        <ViewsMenu now={keptView({ filter: filter.query, sort, columns: chosen, group, charts, axis, smoothing, metric })} onOpen={openKept} />
        <ColumnChooser columns={ordered} shown={on} onChange={setChosen} />
        <Button variant="subtle" disabled={lines.size < 2} aria-label={`Compare ${lines.size} shown`} title={`Compare ${lines.size} shown`} leftSection={<IconColumns2 className="i s14" aria-hidden />} onClick={() => openView({ view: 'compare', items: [...lines.keys()] })}>
          <span className="hide-md">Compare {lines.size} shown</span>
        </Button>
        <Button variant="subtle" aria-pressed={charts} aria-label={charts ? 'Hide charts' : 'Show charts'} title={charts ? 'Hide charts' : 'Show charts'} leftSection={<IconChartLine className="i s14" aria-hidden />} onClick={() => setCharts(!charts)}>
          <span className="hide-md">{charts ? 'Hide charts' : 'Show charts'}</span>
        </Button>
        <Button leftSection={<IconPlus className="i s14" aria-hidden />} onClick={startRun}>
          New run
        </Button>
      </div>
      <div className={charts ? css.split : `${css.split} ${css.alone}`}>
        <div className={css.list}>
          {group ? (
            <RunGroups by={group} columns={free} selection={selection} stamp={stamp} />
          ) : table.error ? (
            <ErrorState what="The runs could not be read" error={table.error} onRetry={table.retry} />
          ) : !table.loading && table.total === 0 ? (
            <EmptyState title="No runs match">Words look at names; conditions look like lr&gt;=0.001, state:running or project:defects. Clear it with Esc.</EmptyState>
          ) : (
            <WideTable
              label="Runs"
              count={table.total}
              columns={wide}
              sort={sort}
              onSort={setSort}
              onSight={table.onSight}
              rowKey={(index) => table.row(index)?.id ?? String(index)}
              rowText={(index) => table.row(index)?.name ?? ''}
              rowClass={(index) => rowClass(table.row(index)?.id, lines, hover, charts)}
              {...(charts && { onHover: (index) => setHover(index === undefined ? undefined : table.row(index)?.id) })}
              onOpen={(index) => openRun(table.row(index)?.id)}
              onMark={mark}
              cell={cell}
            />
          )}
          <div className={css.foot}>
            <span role="status">{countWords(table.total, known.runs, 'run', 'runs')}</span>
            {charts && <span>{`${lines.size} shown`}</span>}
            <span className="grow" />
            {charts && (
              <span className="row">
                <Kbd keys="Space" /> show or hide
              </span>
            )}
          </div>
        </div>
        {charts && <Charts runs={drawn} />}
      </div>
    </div>
  );
}

function NoRuns(): ReactNode {
  return (
    <div className="page">
      <div className="page-head">
        <h1 className="title">Runs</h1>
      </div>
      <EmptyState title="No runs yet" action={
          <div className="col" style={{ gap: 12, alignItems: 'flex-start' }}>
            <Button variant="filled" onClick={startRun}>
              New run
            </Button>
            <CodeSnippet prompt code="cairn run start --name first --config lr=0.001" />
          </div>
        }>
        A run is one execution: what it was given, what it measured step by step, what it read and made. Start one here, or from a script.
      </EmptyState>
    </div>
  );
}

function startRun(): void {
  openDialog({ kind: 'newRun' });
}

function openRun(run: string | undefined): void {
  if (run) openView({ view: 'run', run, tab: 'overview' });
}

function rowClass(id: string | undefined, lines: ShownRuns, hover: string | undefined, charts: boolean): string {
  if (!id || !charts) return '';
  return `${lines.has(id) ? '' : 'off'} ${hover === id ? 'hov' : ''}`;
}

/** The runs to draw with their names, the one under the pointer bold. */
function useDrawn(lines: ShownRuns, table: ReturnType<typeof useRunTable>, hover: string | undefined): readonly DrawnRun[] {
  const names = useMemo(() => {
    const found = new Map<string, string>();
    for (let index = 0; index < Math.min(table.total, 2_000); index += 1) {
      const row = table.row(index);
      if (row) found.set(row.id, row.name);
    }
    return found;
  }, [table]);
  const key = JSON.stringify([...lines].map(([id, place]): DrawnRun => ({ id, place, name: names.get(id) ?? id.slice(0, 8), strong: hover === id })));
  return useMemo(() => JSON.parse(key) as DrawnRun[], [key]);
}

function ShowLine({ name, place, onToggle }: { name: string; place: number | undefined; onToggle: () => void }): ReactNode {
  return (
    <button
      type="button"
      tabIndex={-1}
      className={css.key}
      aria-pressed={place !== undefined}
      aria-label={place === undefined ? `Show ${name}` : `Hide ${name}`}
      onClick={(event) => {
        event.stopPropagation();
        onToggle();
      }}
    >
      <LineKey place={place ?? 0} off={place === undefined} />
    </button>
  );
}
