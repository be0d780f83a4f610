// What a query found.
import type { ReactNode } from 'react';
import type { PanelData } from '../../shared/panels/registry.js';
import { AliasList } from '../ui/AliasBadge.js';
import { Digest } from '../ui/Digest.js';
import { Figure } from '../ui/report/Figure.js';
import { usePanelHost } from '../ui/report/host.js';
import { PanelTable, type PanelColumn } from '../ui/report/PanelTable.js';
import css from '../ui/report/Report.module.css';

type Data = PanelData<'query'>;
type Row = Data['rows'][number];

export function QueryPanel({ data: { words, of, rows, metrics, total } }: { data: Data }): ReactNode {
  const { open } = usePanelHost();
  if (rows.length === 0) return <p className={css.problem}>{words}: nothing matches now.</p>;
  const columns: PanelColumn<Row>[] = [
    { head: 'Name', cell: (row) => row.ref },
    { head: of === 'versions' ? 'Linked as' : 'State', cell: (row) => (row.aliases.length > 0 ? <AliasList aliases={row.aliases} width={240} /> : <span className="t2">{row.words}</span>) },
    ...metrics.map((metric) => ({ head: metric, right: true, cell: (row: Row) => (row.digest === null ? null : <Figure metric={metric} value={row.metrics[metric]} of={{ ref: row.ref, digest: row.digest }} />) })),
    ...(of === 'versions' ? [{ head: 'Digest', cell: (row: Row) => row.digest && <Digest value={row.digest} tabIndex={-1} /> }] : []),
  ];
  const show = (row: Row): void => open?.(of === 'versions' ? { view: 'version', version: row.id, tab: 'overview' } : of === 'runs' ? { view: 'run', run: row.id, tab: 'overview' } : { view: 'collection', collection: row.id });
  return <PanelTable label={words} columns={columns} rows={rows} idOf={({ id, ref }) => `${id} ${ref}`} onOpen={open && show} foot={`${words}: ${rows.length < total ? `${rows.length} of ${total.toLocaleString('en')}` : total}`} />;
}
