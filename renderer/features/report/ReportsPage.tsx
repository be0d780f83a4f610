// All reports, the last changed first, and the way to a new one.
import { Button } from '@mantine/core';
import { IconFileAnalytics, IconPlus } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { ReportRow } from '../../../shared/contract/reports.js';
import { useEngine } from '../../api/EngineProvider.js';
import { useStamp } from '../../data/hooks.js';
import { useAnswer } from '../../data/useAnswer.js';
import { openDialog } from '../../state/dialogs.js';
import { openView } from '../../state/openView.js';
import { useCrumbs } from '../../state/useCrumbs.js';
import type { Column } from '../../ui/columns.js';
import { EmptyState } from '../../ui/EmptyState.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { SkeletonRows } from '../../ui/Skeleton.js';
import { VirtualTable } from '../../ui/VirtualTable.js';
import { Who } from '../../ui/Who.js';

const COLUMNS: readonly Column<ReportRow>[] = [
  {
    id: 'title',
    title: 'Title',
    min: 220,
    cell: (row) => (
      <span className="row">
        <IconFileAnalytics className="i t3" aria-hidden />
        <span className="name trunc" title={row.title}>
          {row.title}
        </span>
      </span>
    ),
  },
  { id: 'subtitle', title: '', min: 160, leaves: 2, cell: (row) => row.subtitle },
  { id: 'panels', title: 'Panels', width: 90, align: 'right', leaves: 1, cell: (row) => <span className="tnum">{row.panels}</span> },
  { id: 'updated', title: 'Changed', width: 160, cell: (row) => <Who name={row.actor.name} at={row.updated} /> },
];

export function ReportsPage(): ReactNode {
  useCrumbs([{ label: 'Reports' }]);
  const engine = useEngine();
  const stamp = useStamp(['reports'], 300);
  const { value: rows, error, retry } = useAnswer({ deleted: false }, (asked, signal) => engine.reports.list(asked, { signal }), stamp);
  const create = (): void => openDialog({ kind: 'newReport' });
  return (
    <div className="page">
      <div className="page-head">
        <div>
          <h1 className="title">Reports</h1>
        </div>
        <div className="actions">
          <Button variant="filled" leftSection={<IconPlus className="i" aria-hidden />} onClick={create}>
            New report
          </Button>
        </div>
      </div>
      {error ? (
        <ErrorState what="The reports could not be read" error={error} onRetry={retry} />
      ) : !rows ? (
        <SkeletonRows awaiting="the engine to list the reports" />
      ) : rows.length === 0 ? (
        <EmptyState title="No report yet">A page of words and panels: which version is in production, how it got there, how it compares. It follows what changes, or is pinned to what was.</EmptyState>
      ) : (
        <VirtualTable label="Reports" rows={rows} columns={COLUMNS} rowKey={({ id }) => id} rowText={({ title }) => title} onOpen={({ id }) => openView({ view: 'report', report: id })} />
      )}
    </div>
  );
}
