// The metrics of a version as they stand, and those of every time these bytes were logged.
import { useMemo } from 'react';
import type { ReactNode } from 'react';
import type { VersionDetail } from '../../../shared/contract/entities.js';
import type { MetricValue } from '../../../shared/contract/primitives.js';
import type { Column } from '../../ui/columns.js';
import { EmptyState } from '../../ui/EmptyState.js';
import { VirtualTable } from '../../ui/VirtualTable.js';

type Edge = VersionDetail['edges'][number];

interface MetricLine {
  readonly name: string;
  readonly value: MetricValue | undefined;
  /** By the time of the log edge; the newest first. */
  readonly earlier: readonly (MetricValue | undefined)[];
}

/** Edges shown as columns beside the standing value. */
const MAX_EDGES = 4;
const WHEN = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' });

export function MetricsTab({ version }: { version: VersionDetail }): ReactNode {
  const edges = useMemo(() => (version.edges.length > 1 ? version.edges.slice().sort((a, b) => b.at - a.at) : []), [version.edges]);
  const lines = useMemo(() => metricLines(version, edges), [version, edges]);
  const columns = useMemo(() => metricColumns(edges.slice(0, MAX_EDGES)), [edges]);
  if (lines.length === 0) {
    return <EmptyState title="No metrics were recorded">Type them when you register, or log them from a run: cairn log … --metric accuracy=0.98</EmptyState>;
  }
  return (
    <div className="col grow" style={{ flex: 1 }}>
      <VirtualTable label="Metrics" dense rows={lines} columns={columns} rowKey={(line) => line.name} rowText={(line) => line.name} />
      {edges.length > 0 && (
        <p className="small t3" style={{ padding: '8px 24px', borderTop: '1px solid var(--line-1)' }}>
          These bytes were logged {version.logged} times; beside the values of the version stand those given each time.
          {edges.length > MAX_EDGES && ` The newest ${MAX_EDGES} times are shown.`}
        </p>
      )}
    </div>
  );
}

function metricLines(version: VersionDetail, edges: readonly Edge[]): readonly MetricLine[] {
  const names = new Set([...Object.keys(version.metrics), ...edges.flatMap((edge) => Object.keys(edge.metrics))]);
  return [...names].sort().map((name) => ({ name, value: version.metrics[name], earlier: edges.map((edge) => edge.metrics[name]) }));
}

function metricColumns(edges: readonly Edge[]): readonly Column<MetricLine>[] {
  return [
    { id: 'name', title: 'Metric', min: 200, cell: (line) => <span className="mono trunc" title={line.name}>{line.name}</span> },
    { id: 'value', title: 'Value', width: 160, align: 'right', cell: (line) => <Value value={line.value} /> },
    ...edges.map((edge, index): Column<MetricLine> => ({
      id: `edge-${index}`,
      title: `${edge.runName || edge.actor.name}, ${WHEN.format(edge.at)}`,
      width: 224,
      align: 'right',
      leaves: index + 1,
      cell: (line) => <Value value={line.earlier[index]} />,
    })),
  ];
}

function Value({ value }: { value: MetricValue | undefined }): ReactNode {
  return value === undefined ? <span className="t3">not recorded</span> : <span className="num sel">{String(value)}</span>;
}
