// Everything that happened to a model, in words; and each alias over time.
import { SegmentedControl } from '@mantine/core';
import { useMemo, type ReactNode } from 'react';
import type { CollectionRow, HistoryRow } from '../../../shared/contract/entities.js';
import type { AliasState } from '../../../shared/contract/registry.js';
import { useEntryState } from '../../state/entryState.js';
import { Avatar } from '../../ui/Avatar.js';
import type { Column } from '../../ui/columns.js';
import { EmptyState } from '../../ui/EmptyState.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { SkeletonRows } from '../../ui/Skeleton.js';
import { Time } from '../../ui/Time.js';
import { VirtualTable } from '../../ui/VirtualTable.js';
import { NO_FILTER, type HistoryFilter } from '../activity/historyFilter.js';
import { HistoryFilters } from '../activity/HistoryFilters.js';
import { MovedIn } from '../activity/MovedIn.js';
import { useHistory } from '../activity/useHistory.js';
import { PastAliases } from '../past/PastAliases.js';
import { AliasTimes } from './AliasTimes.js';

/** Long texts, such as a whole card, are shown by the sentence alone. */
const LONG = 40;
const short = (text: string | null): string => (text === null ? '' : text.length > LONG ? '…' : text);

const COLUMNS: readonly Column<HistoryRow>[] = [
  { id: 'what', title: 'What happened', min: 240, grow: 2, cell: (row) => <What row={row} /> },
  { id: 'from', title: 'From', width: 96, leaves: 3, cell: (row) => <span className="num t2 trunc">{short(row.from)}</span> },
  { id: 'to', title: 'To', width: 96, leaves: 3, cell: (row) => <span className="num t2 trunc">{short(row.to)}</span> },
  { id: 'note', title: 'Note', min: 120, leaves: 2, cell: (row) => row.note ?? '' },
  { id: 'device', title: 'Device', width: 120, leaves: 4, cell: (row) => row.device },
  { id: 'when', title: 'When', width: 128, align: 'right', cell: (row) => <Time at={row.at} /> },
];

function What({ row }: { row: HistoryRow }): ReactNode {
  return (
    <span className="row">
      <Avatar name={row.actor.name} silent />
      <span className="trunc" title={row.text}>
        {row.text} <MovedIn row={row} />
      </span>
    </span>
  );
}

export function HistoryTab({ model, states }: { model: CollectionRow; states: readonly AliasState[] | undefined }): ReactNode {
  const [shown, setShown] = useEntryState<string>('history.shown', 'changes');
  const [at, setAt] = useEntryState<number>('history.at', model.updated);
  return (
    <div className="col" style={{ flex: 1 }}>
      <div className="toolbar" style={{ paddingTop: 12 }}>
        <SegmentedControl
          aria-label="Which history"
          data={[
            { value: 'changes', label: 'All changes' },
            { value: 'aliases', label: 'Aliases over time' },
            { value: 'past', label: 'As of…' },
          ]}
          value={shown}
          onChange={setShown}
        />
      </div>
      {shown === 'changes' ? <Changes model={model} /> : shown === 'past' ? <PastAliases model={model} at={at} onMove={setAt} onLeave={() => setShown('changes')} /> : <AliasTimes model={model} states={states} />}
    </div>
  );
}

function Changes({ model }: { model: CollectionRow }): ReactNode {
  const [narrow, setNarrow] = useEntryState<HistoryFilter>('history.filter', NO_FILTER);
  const filter = useMemo(() => ({ ...narrow, subject: model.id }), [narrow, model.id]);
  const found = useHistory(filter, '');
  return (
    <>
      <HistoryFilters fixed filter={narrow} onChange={setNarrow} />
      {found.error ? (
        <ErrorState what="The history of this model cannot be shown" error={found.error} onRetry={found.retry} />
      ) : found.loading ? (
        <SkeletonRows awaiting="the history of this model" />
      ) : found.rows.length === 0 ? (
        <EmptyState title="No change matches these filters">Clear them to see everything that happened to this model.</EmptyState>
      ) : (
        <VirtualTable label="History of this model" rows={found.rows} columns={COLUMNS} rowKey={(row) => row.id} rowText={(row) => row.text} onNearEnd={found.fetchMore} />
      )}
    </>
  );
}
