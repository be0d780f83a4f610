// What happened to this version: who, what, when and from which device, newest first. Nothing here can be edited.
import type { ReactNode } from 'react';
import type { HistoryRow, VersionDetail } from '../../../shared/contract/entities.js';
import { useEngine } from '../../api/EngineProvider.js';
import { usePaged } from '../../data/hooks.js';
import type { Column } from '../../ui/columns.js';
import { Avatar } from '../../ui/Avatar.js';
import { EmptyState } from '../../ui/EmptyState.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { SkeletonRows } from '../../ui/Skeleton.js';
import { Time } from '../../ui/Time.js';
import { VirtualTable } from '../../ui/VirtualTable.js';
import { MovedIn } from '../activity/MovedIn.js';

const COLUMNS: readonly Column<HistoryRow>[] = [
  { id: 'what', title: 'What happened', min: 260, cell: (row) => <What row={row} /> },
  { id: 'device', title: 'Device', width: 160, leaves: 1, cell: (row) => <span className="t3 trunc">{row.device}</span> },
  { id: 'when', title: 'When', width: 128, align: 'right', cell: (row) => <Time at={row.at} /> },
];

export function ActivityTab({ version }: { version: VersionDetail }): ReactNode {
  const engine = useEngine();
  // Whatever happens to a version shows in its row: the row's own shape tells when to read again.
  const shape = JSON.stringify([version.aliases, version.tags, version.description, version.logged, version.deleted, version.label, version.links.length]);
  const page = usePaged(
    async (cursor, signal) => {
      const { rows, next } = await engine.browse.history({ subject: version.id, cursor, limit: 100 }, { signal });
      return { rows, next, total: rows.length };
    },
    [version.id, shape],
  );
  if (page.error) return <ErrorState what="The history of this version cannot be shown" error={page.error} onRetry={page.retry} />;
  if (page.loading) return <SkeletonRows awaiting="the history of this version" />;
  if (page.rows.length === 0) return <EmptyState title="Nothing is recorded about this version yet" />;
  return <VirtualTable label="Activity of this version" rows={page.rows} columns={COLUMNS} rowKey={(row) => row.id} rowText={(row) => row.text} onNearEnd={page.fetchMore} />;
}

function What({ row }: { row: HistoryRow }): ReactNode {
  return (
    <span className="row">
      <Avatar name={row.actor.name} silent />
      <span className="trunc" title={row.note ? `${row.text}. ${row.note}` : row.text}>
        {row.text}
        {row.note && <span className="t3"> “{row.note}”</span>} <MovedIn row={row} />
      </span>
    </span>
  );
}
