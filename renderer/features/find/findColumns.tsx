// The columns in which found versions and runs are shown; models and artifacts have those of their lists.
import { Link } from 'wouter';
import type { RunRow } from '../../../shared/contract/entities.js';
import { viewPath } from '../../../shared/contract/links.js';
import type { FoundVersion } from '../../../shared/contract/query.js';
import { compareValues } from '../../state/valueColumns.js';
import { AliasList } from '../../ui/AliasBadge.js';
import type { Column } from '../../ui/columns.js';
import { MetricValue } from '../../ui/MetricValue.js';
import { RunState } from '../../ui/RunState.js';
import { Who } from '../../ui/Who.js';
import { versionColumns } from '../collection/versionColumns.js';

/** Padding of a cell, both sides. */
const PADDING = 16;
/** Metrics that have a column before anyone chose, besides those the query names. */
const METRICS = 2;

/** `metrics`: those the rows carry; a metric that the query names always has its column. */
export function foundVersionColumns(metrics: readonly string[], text: string): readonly Column<FoundVersion>[] {
  const asked = metrics.filter((metric) => text.includes(metric));
  const ordered = [...asked, ...metrics.filter((metric) => !asked.includes(metric))];
  const rest = versionColumns(ordered, Math.max(METRICS, asked.length)) as readonly Column<FoundVersion>[];
  return [
    {
      id: 'version',
      title: 'Version',
      min: 180,
      grow: 2,
      fixed: true,
      compare: (a, b) => a.name.localeCompare(b.name) || (a.number ?? Number.MAX_SAFE_INTEGER) - (b.number ?? Number.MAX_SAFE_INTEGER),
      cell: (row) => (
        <Link href={viewPath({ view: 'version', version: row.id, tab: 'overview' })} className="name trunc" tabIndex={-1} title={row.ref}>
          {row.name} <span className="ver t2">{row.label}</span>
        </Link>
      ),
    },
    {
      id: 'aliases',
      title: 'Aliases',
      min: 170,
      grow: 2,
      cell: (row, width) => {
        const own = row.aliases.filter(({ kind }) => kind === 'set');
        const inModels = row.models.flatMap(({ aliases }) => aliases.filter(({ kind, name }) => kind === 'set' && !own.some((alias) => alias.name === name)));
        return <AliasList aliases={[...own, ...new Map(inModels.map((alias) => [alias.name, alias])).values()]} width={width - PADDING} />;
      },
    },
    {
      id: 'models',
      title: 'In models',
      min: 130,
      grow: 1,
      leaves: 3,
      cell: (row) => row.models.map(({ name, label }) => `${name} ${label}`).join(', '),
    },
    ...rest.filter(({ id }) => id !== 'version' && id !== 'aliases'),
  ];
}

export const RUN_COLUMNS: readonly Column<RunRow>[] = [
  { id: 'name', title: 'Run', min: 160, grow: 1, fixed: true, compare: (a, b) => a.name.localeCompare(b.name), cell: (row) => <span className="name trunc">{row.name}</span> },
  { id: 'state', title: 'State', width: 116, compare: (a, b) => a.state.localeCompare(b.state), cell: (row) => <RunState state={row.state} /> },
  { id: 'project', title: 'Project', width: 130, leaves: 2, compare: (a, b) => a.project.localeCompare(b.project), cell: (row) => row.project },
  { id: 'job', title: 'Job type', width: 110, leaves: 3, compare: (a, b) => a.jobType.localeCompare(b.jobType), cell: (row) => row.jobType },
  { id: 'started', title: 'Started', width: 136, descending: true, compare: (a, b) => a.started - b.started, cell: (row) => <Who name={row.actor.name} at={row.started} /> },
];

/** Columns for what runs summed up, where a query asked for it. */
export function runColumns(keys: readonly string[], text: string): readonly Column<RunRow>[] {
  const asked = keys.filter((key) => text.includes(key)).slice(0, METRICS);
  return [
    ...RUN_COLUMNS,
    ...asked.map((key): Column<RunRow> => ({ id: `summary:${key}`, title: key, width: 100, align: 'right', descending: true, compare: (a, b) => compareValues(a.summary[key], b.summary[key]), cell: (row) => <MetricValue value={row.summary[key]} /> })),
  ];
}
