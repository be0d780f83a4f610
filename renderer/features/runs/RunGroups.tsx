// The runs by the value of one column: how many there are of each, and what their numbers are on average, over all of them.
import { useEffect, useState, type ReactNode } from 'react';
import { asCairnError, type CairnError } from '../../../shared/contract/errors.js';
import type { RunColumn, RunSelection } from '../../../shared/contract/runs.js';
import { useEngine } from '../../api/EngineProvider.js';
import type { Column } from '../../ui/columns.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { MetricValue, shortValue } from '../../ui/MetricValue.js';
import { SkeletonRows } from '../../ui/Skeleton.js';
import { VirtualTable } from '../../ui/VirtualTable.js';
import { columnLabel } from './runColumns.js';

type Groups = Awaited<ReturnType<ReturnType<typeof useEngine>['runs']['groups']>>;
type Group = Groups['groups'][number];

/** Number columns shown beside the group. */
const MOST = 6;

export function RunGroups({ by, columns, selection, stamp }: { by: string; columns: readonly RunColumn[]; selection: Partial<RunSelection>; stamp: number }): ReactNode {
  const engine = useEngine();
  const numbers = columns.filter((column) => column.group !== 'run' && column.id !== by && (column.kind === 'number' || column.kind === 'mixed')).slice(0, MOST);
  const key = JSON.stringify({ ...selection, by, columns: numbers.map(({ id }) => id) });
  const [state, setState] = useState<{ groups?: readonly Group[]; error?: CairnError }>({});
  useEffect(() => {
    const control = new AbortController();
    engine.runs.groups(JSON.parse(key) as Parameters<typeof engine.runs.groups>[0], { signal: control.signal }).then(
      ({ groups }) => !control.signal.aborted && setState({ groups }),
      (error: unknown) => !control.signal.aborted && setState({ error: asCairnError(error) }),
    );
    return () => control.abort();
  }, [engine, key, stamp]);
  if (state.error) return <ErrorState what="The groups could not be read" error={state.error} />;
  if (!state.groups) return <SkeletonRows awaiting="the groups" />;
  const shown: readonly Column<Group>[] = [
    { id: 'value', title: columns.find(({ id }) => id === by)?.label ?? by, min: 140, cell: ({ value }) => <span className="name trunc">{value === null || value === '' ? 'not recorded' : shortValue(value)}</span> },
    { id: 'runs', title: 'Runs', width: 72, align: 'right', cell: ({ runs }) => <span className="num">{runs.toLocaleString('en')}</span> },
    ...numbers.map((column, index): Column<Group> => ({ id: column.id, title: `mean ${columnLabel(column)}`, width: 112, align: 'right', leaves: index + 1, cell: ({ stats }) => <Mean stat={stats[index]} /> })),
  ];
  return <VirtualTable label="Groups of runs" rows={state.groups} columns={shown} rowKey={(group) => JSON.stringify(group.value)} rowText={(group) => String(group.value)} />;
}

function Mean({ stat }: { stat: Group['stats'][number] | undefined }): ReactNode {
  if (!stat || stat.mean === null) return <MetricValue value={undefined} />;
  return <span title={`${shortValue(stat.min ?? 0)} to ${shortValue(stat.max ?? 0)}, ${stat.count} runs`}><MetricValue value={stat.mean} /></span>;
}
