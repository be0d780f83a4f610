// Versions as rows: what they are called, their digest, aliases and metrics. Shared by the panels that list versions.
import type { ReactNode } from 'react';
import type { PanelRow } from '../../shared/panels/rows.js';
import { AliasList } from '../ui/AliasBadge.js';
import { Digest } from '../ui/Digest.js';
import { Figure } from '../ui/report/Figure.js';
import { usePanelHost } from '../ui/report/host.js';
import { PanelTable, type PanelColumn } from '../ui/report/PanelTable.js';
import { momentTime } from '../ui/Time.js';

interface Props {
  readonly label: string;
  readonly rows: readonly PanelRow[];
  readonly metrics: readonly string[];
  readonly foot?: string | undefined;
}

export function VersionRows({ label, rows, metrics, foot }: Props): ReactNode {
  const { open } = usePanelHost();
  const columns: PanelColumn<PanelRow>[] = [
    { head: 'Version', cell: (row) => <span className="ver">{row.label}</span> },
    { head: 'Aliases', cell: (row) => (row.aliases.length > 0 ? <AliasList aliases={row.aliases} width={260} /> : null) },
    ...metrics.map((metric) => ({ head: metric, right: true, cell: (row: PanelRow) => <Figure metric={metric} value={row.metrics[metric]} of={row} /> })),
    { head: 'Digest', cell: (row) => <Digest value={row.digest} tabIndex={-1} /> },
    { head: 'When', right: true, cell: (row) => <span className="t3" title={row.by}>{momentTime(row.at)}</span> },
  ];
  return <PanelTable label={label} columns={columns} rows={rows} idOf={({ id, label: called }) => `${id} ${called}`} foot={foot} onOpen={open && ((row) => open({ view: 'version', version: row.id, tab: 'overview' }))} />;
}
