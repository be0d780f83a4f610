// Registered models, one a row.
import type { ReactNode } from 'react';
import type { PanelData } from '../../shared/panels/registry.js';
import { AliasList } from '../ui/AliasBadge.js';
import { Digest } from '../ui/Digest.js';
import { Figure } from '../ui/report/Figure.js';
import { usePanelHost } from '../ui/report/host.js';
import { PanelTable, type PanelColumn } from '../ui/report/PanelTable.js';
import css from '../ui/report/Report.module.css';

type Row = PanelData<'models'>['rows'][number];

const COLUMNS: readonly PanelColumn<Row>[] = [
  { head: 'Model', cell: (row) => row.name },
  { head: 'Versions', right: true, cell: (row) => <span className="tnum">{row.versions}</span> },
  { head: 'Aliases', cell: (row) => <AliasList aliases={row.aliases.map((alias) => ({ ...alias, kind: 'set' as const }))} width={300} /> },
  { head: 'Figure', right: true, cell: ({ figure }) => figure && <span className="row" style={{ justifyContent: 'flex-end' }}><span className="t3">{figure.metric}</span><Figure metric={figure.metric} value={figure.value} of={figure} /></span> },
  { head: 'Of', cell: ({ figure }) => figure && <Digest value={figure.digest} tabIndex={-1} /> },
];

export function ModelsPanel({ data: { rows, total } }: { data: PanelData<'models'> }): ReactNode {
  const { open } = usePanelHost();
  if (rows.length === 0) return <p className={css.problem}>There is no registered model yet.</p>;
  return <PanelTable label="Registered models" columns={COLUMNS} rows={rows} idOf={({ id }) => id} foot={total > rows.length ? `${rows.length} of ${total}` : undefined} onOpen={open && ((row) => open({ view: 'collection', collection: row.id }))} />;
}
