// The columns of the list of runs: what it was, how it went, and the configured and measured keys most runs have.
import type { RunRow } from '../../../shared/contract/entities.js';
import { compareValues } from '../../state/valueColumns.js';
import type { Column } from '../../ui/columns.js';
import { MetricValue } from '../../ui/MetricValue.js';
import { RunState } from '../../ui/RunState.js';
import { Who } from '../../ui/Who.js';

export function runText(row: RunRow): string {
  return [row.name, row.key, row.project, row.jobType, row.state, row.actor.name].join(' ');
}

/** "4 min 12 s", or empty while it runs. */
export function duration({ started, finished }: RunRow): string {
  if (finished === null) return '';
  const seconds = Math.max(0, Math.round((finished - started) / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function valueColumn(kind: 'config' | 'summary', key: string, leaves: number): Column<RunRow> {
  return {
    id: `${kind}:${key}`,
    title: key,
    width: 104,
    align: 'right',
    leaves,
    descending: true,
    compare: (a, b) => compareValues(a[kind][key], b[kind][key]),
    cell: (row) => <MetricValue value={row[kind][key]} />,
  };
}

export function runColumns(config: readonly string[], summary: readonly string[]): readonly Column<RunRow>[] {
  return [
    { id: 'name', title: 'Run', min: 170, compare: (a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }), cell: (row) => <span className="name trunc" title={row.name}>{row.name}</span> },
    { id: 'state', title: 'State', width: 104, compare: (a, b) => a.state.localeCompare(b.state), cell: (row) => <RunState state={row.state} /> },
    { id: 'job', title: 'Job type', width: 100, leaves: 3, compare: (a, b) => a.jobType.localeCompare(b.jobType), cell: (row) => row.jobType },
    { id: 'project', title: 'Project', width: 112, leaves: 8, compare: (a, b) => a.project.localeCompare(b.project), cell: (row) => row.project },
    ...summary.map((key, index) => valueColumn('summary', key, 4 + index)),
    ...config.map((key, index) => valueColumn('config', key, 10 + index)),
    { id: 'took', title: 'Took', width: 104, align: 'right', leaves: 9, cell: (row) => <span className="t2 tnum small nowrap">{duration(row)}</span> },
    { id: 'started', title: 'Started', width: 140, descending: true, compare: (a, b) => a.started - b.started, cell: (row) => <Who name={row.actor.name} at={row.started} /> },
  ];
}
